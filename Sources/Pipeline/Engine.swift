package import EventTime
package import Feed
package import MappingFile
package import Metrics
package import POSIX

/// One configuration at work: a replay, followed files, or a replay and following after it.
package final class Engine {
    private enum State {
        case replaying(Replay)
        /// The files that will be followed when the replay ends are held open from the pre-pass on, so that a file
        /// renamed meanwhile is not lost. Nil before the pre-pass is over.
        case replayingThenFollowing(Replay, Live?)
        case following(Follow)
    }

    /// The mapping file.
    package let configuration: Configuration
    private var state: State
    private let observer: any RunObserver
    private let clocks: Clocks
    /// How many files may be followed at a time.
    private let maximumFiles: Int

    /// The clocks that an engine reads.
    package struct Clocks {
        /// Nanoseconds of the monotonic clock.
        package var monotonic: () -> Int64
        /// The wall clock.
        package var wall: () -> Instant

        /// Clocks as given.
        package init(monotonic: @escaping () -> Int64, wall: @escaping () -> Instant) {
            self.monotonic = monotonic
            self.wall = wall
        }
    }

    /// Opens the files of a replay. Throws on the first that cannot be used.
    package init(
        _ configuration: Configuration, _ plan: ReplayPlan, _ observer: any RunObserver, _ clocks: Clocks,
        maximumFiles: Int
    ) throws(FeedError) {
        self.configuration = configuration
        self.observer = observer
        self.clocks = clocks
        self.maximumFiles = maximumFiles
        let startTime = Double(clocks.wall().nanoseconds) / 1e9
        switch configuration.mode {
        case .follow:
            let live = Live(configuration, maximumFiles: maximumFiles)
            state = .following(Follow(SampleApplier(configuration, observer), live, observer))
        case .replay:
            state = .replaying(try Replay(configuration, plan, observer, startTime: startTime))
        case .replayThenFollow:
            let replay = try Replay(configuration, plan, observer, startTime: startTime)
            state = .replayingThenFollowing(replay, nil)
        }
    }

    /// The replay; nil while files are followed.
    package var replay: Replay? {
        switch state {
        case .replaying(let replay), .replayingThenFollowing(let replay, _): replay
        case .following: nil
        }
    }

    /// The followed files; nil while there is a replay.
    package var follow: Follow? {
        if case .following(let follow) = state { follow } else { nil }
    }

    /// Whether pre-pass, warm-up or initial read are over, so that the mapped families are shown.
    package var isReady: Bool { follow?.isReady ?? replay?.isReady ?? false }

    /// What readiness waits for; nil when it waits for nothing.
    package var waitsFor: Wait? { follow.map(\.waitsFor) ?? replay?.waitsFor }

    /// The descriptor to poll for reading, if there is one.
    package var descriptor: FileDescriptor? {
        switch state {
        case .replaying: nil
        case .replayingThenFollowing(_, let live): live?.descriptor
        case .following(let follow): follow.descriptor
        }
    }

    /// When the next slice has something to do (monotonic nanoseconds); nil while only a command can change that.
    package func nextWake(now: Int64) -> Int64? {
        switch state {
        case .replaying(let replay): replay.nextWake(now: now)
        case .replayingThenFollowing(let replay, let live):
            [replay.nextWake(now: now), live?.nextWake].compactMap { $0 }.min()
        case .following(let follow): follow.nextWake(now: now)
        }
    }

    /// Works for a slice, which ends once `deadline` (monotonic nanoseconds) has passed.
    package func slice(now: Int64, deadline: Int64, hasEvents: Bool) throws(FeedError) {
        let isOver = { self.clocks.monotonic() >= deadline }
        switch state {
        case .replaying(let replay): try replay.slice(now: now, until: isOver)
        case .replayingThenFollowing(let replay, let live):
            live?.update(now: now, hasEvents: hasEvents)
            try replay.slice(now: now, until: isOver)
            if replay.isPrepared { prepareFollowing(replay, live, now: now) }
        case .following(let follow):
            follow.slice(now: now, wall: clocks.wall(), hasEvents: hasEvents, until: isOver)
        }
    }

    /// Holds the files open from now on, and follows them when the replay has ended.
    private func prepareFollowing(_ replay: Replay, _ waiting: Live?, now: Int64) {
        let live = waiting ?? Live(configuration, from: replay.run.resumePositions, maximumFiles: maximumFiles)
        if waiting == nil { live.update(now: now, hasEvents: false) }
        let hasEnded = replay.state == .finished
        state =
            hasEnded
            ? .following(Follow(replay.run.applier, live, observer)) : .replayingThenFollowing(replay, live)
    }

    /// Notes that a scrape was answered completely.
    package func scraped(now: Int64) { replay?.scraped(now: now) }

    /// Counts, states and series of the sources.
    package var applier: SampleApplier {
        switch state {
        case .replaying(let replay), .replayingThenFollowing(let replay, _): replay.run.applier
        case .following(let follow): follow.applier
        }
    }

    /// Copies the values of the mapped families that a scrape shows: none before the engine is ready.
    package func snapshot() -> [Snapshot.Family] {
        if !isReady { return [] }
        return follow?.snapshot() ?? replay?.snapshot() ?? []
    }

    /// Carries out a command on the replay. Returns the reason why it cannot, if there is one.
    package func perform(_ command: ReplayCommand, now: Int64) -> String? {
        guard let replay else { return "there is no replay: the sources are followed" }
        return replay.perform(command, now: now)
    }

    /// Takes over new settings for the clock.
    package func adopt(_ plan: ReplayPlan, now: Int64) { replay?.adopt(plan, now: now) }
}

extension Live {
    /// Follows the files of a configuration, except for the records that a replay has read of them.
    fileprivate convenience init(
        _ configuration: Configuration, from resumePositions: [[FileIdentity: ResumePosition]] = [],
        maximumFiles: Int
    ) {
        self.init(
            configuration.sources.map(\.feed), patterns: configuration.sources.map(\.paths), from: resumePositions,
            maximumFiles: maximumFiles)
    }
}
