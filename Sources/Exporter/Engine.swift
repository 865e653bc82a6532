import EventTime
import Feed
import Metrics
import POSIX

/// One configuration at work: a replay, followed files, or the one and then the other.
struct Engine {
    let configuration: Configuration
    private(set) var replay: Replay?
    private(set) var follow: Follow?
    /// The files that will be followed when the replay ends. They are held open from the pre-pass on, so that none is
    /// lost that is renamed meanwhile.
    private var waiting: Live?
    private let logger: Logger

    /// Opens the files of a replay. Throws on the first that cannot be used.
    init(_ configuration: Configuration, _ plan: ReplayPlan, _ logger: Logger) throws(FeedError) {
        self.configuration = configuration
        self.logger = logger
        for source in configuration.sources where source.mode != .follow && source.feed.files.isEmpty {
            throw .noFiles(source: source.name, patterns: source.patterns)
        }
        if configuration.sources.allSatisfy({ $0.mode == .follow }) {
            follow = Follow(Intake(configuration, logger), Live(configuration), logger)
        } else {
            replay = try Replay(configuration, plan, logger)
        }
    }

    /// Whether pre-pass, warm-up or initial read are over, so that the mapped families are shown.
    var isReady: Bool { follow?.isReady ?? replay?.showsMapped ?? false }

    /// What readiness waits for; nil when it waits for nothing.
    var waitsFor: String? { follow?.waitsFor ?? replay?.waitsFor }

    /// What to poll for reading, if there is such a thing.
    var descriptor: FileDescriptor? { follow?.descriptor ?? waiting?.descriptor }

    /// When the next slice has something to do (monotonic nanoseconds); nil while only a command can change that.
    mutating func nextWake(now: Int64) -> Int64? {
        if let follow { return follow.nextWake(now: now) }
        return [replay?.nextWake(now: now), waiting?.nextWake].compactMap { $0 }.min()
    }

    /// Goes on for a slice, which ends once `deadline` has passed.
    mutating func slice(now: Int64, deadline: Int64, hasEvents: Bool) throws(FeedError) {
        if follow != nil {
            follow?.slice(now: now, deadline: deadline, hasEvents: hasEvents)
            return
        }
        waiting?.look(now: now, hasEvents: hasEvents)
        try replay?.slice(now: now, deadline: deadline)
        guard configuration.sources[0].mode == .replayThenFollow, let replay, replay.isPrepared else { return }
        let live = waiting ?? Live(configuration, from: replay.pipeline.history.marks)
        if waiting == nil { live.look(now: now, hasEvents: false) }
        waiting = live
        if replay.state == "finished" {
            follow = Follow(replay.pipeline.intake, live, logger)
            (self.replay, waiting) = (nil, nil)
        }
    }

    /// A scrape was answered whole.
    mutating func scraped(now: Int64) { replay?.scraped(now: now) }

    /// Copies what a scrape shows of the mapping, and adds what is told of it to `own`.
    mutating func snapshot(now: Int64, into own: inout OwnSamples) -> [Snapshot.Family] {
        if let follow {
            own.add(follow.intake)
            own.addFollowing(applied: follow.applied)
            return isReady ? self.follow?.registrySnapshot() ?? [] : []
        }
        guard let replay else { return [] }
        own.add(replay.pipeline.intake)
        own.add(replay, now: now)
        return isReady ? self.replay?.registrySnapshot() ?? [] : []
    }

    /// Where the replay stands, if there is one.
    func replayState() -> ReplayState? {
        replay.map {
            ReplayState(
                state: $0.state, time: $0.applied / 1_000_000 * 1_000_000, start: $0.start, end: $0.end,
                speed: $0.plan.speed, passes: $0.passes
            )
        }
    }

    /// Carries out a command on the replay. Returns why it cannot, if so.
    mutating func run(_ command: ReplayCommand, now: Int64) -> String? {
        guard replay != nil else { return "there is no replay: the sources are followed" }
        guard isReady else { return "the replay is not ready yet; want /-/ready to answer 200 first" }
        switch command {
        case .pause: replay?.pause(now: now)
        case .resume: replay?.resume(now: now)
        case .restart: replay?.restart(now: now)
        case .speed(let speed): replay?.setSpeed(speed, now: now)
        case .seek(let instant):
            guard let replay, instant >= replay.start, instant <= replay.end else {
                let (start, end) = (replay?.start ?? 0, replay?.end ?? 0)
                return "got \(iso8601(instant)); want a time from \(iso8601(start)) to \(iso8601(end))"
            }
            self.replay?.seek(to: instant, now: now)
        }
        return nil
    }

    /// Takes over new settings for the clock.
    mutating func adopt(_ plan: ReplayPlan, now: Int64) { replay?.adopt(plan, now: now) }
}

/// What can be done to a replay from outside.
enum ReplayCommand: Equatable {
    case pause
    case resume
    case restart
    case seek(Instant)
    case speed(Double)
}
