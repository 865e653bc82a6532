package import EventTime
package import Feed
package import MappingFile
package import Metrics
package import POSIX

/// Runs one configuration: a replay, followed files, or a replay and then following.
package final class Engine {
    private enum State {
        case replaying(Replay)
        /// From the pre-pass on, `Live` keeps the files open that will be followed after the replay, so that a renamed
        /// file is not lost. Nil before the pre-pass is over.
        case replayingThenFollowing(Replay, Live?)
        case following(Follow)
    }

    /// The mapping file.
    package let configuration: Configuration
    private var state: State
    /// Receives what happens.
    package let observer: any RunObserver
    private let clocks: Clocks
    /// The most files that may be followed at a time.
    private let maximumFiles: Int

    /// The clocks of an engine.
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

    /// Opens the files of a replay. Throws for the first file that cannot be used. With `isCheck` followed files are
    /// counted for a check.
    package init(
        _ configuration: Configuration, _ plan: ReplayPlan, _ observer: any RunObserver, _ clocks: Clocks,
        maximumFiles: Int, isCheck: Bool = false
    ) throws(FeedError) {
        self.configuration = configuration
        self.observer = observer
        self.clocks = clocks
        self.maximumFiles = maximumFiles
        let startTime = Double(clocks.wall().nanoseconds) / 1e9
        switch configuration.mode {
        case .follow:
            let live = Live(configuration, maximumFiles: maximumFiles)
            let applier = SampleApplier(configuration, observer, isCheck: isCheck)
            state = .following(Follow(applier, live, observer, isCheck: isCheck))
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

    /// The followed files; nil during a replay.
    package var follow: Follow? {
        if case .following(let follow) = state { follow } else { nil }
    }

    /// Whether pre-pass and warm-up, or the initial read, are over, so that scrapes show the mapped families.
    package var isReady: Bool { follow?.isReady ?? replay?.isReady ?? false }

    /// The reason why the engine is not ready; nil if it is ready.
    package var waitsFor: Wait? { follow.map(\.waitsFor) ?? replay?.waitsFor }

    /// The descriptor to poll for reading; nil without file events.
    package var descriptor: FileDescriptor? {
        switch state {
        case .replaying: nil
        case .replayingThenFollowing(_, let live): live?.descriptor
        case .following(let follow): follow.descriptor
        }
    }

    /// The moment at which the next slice has work (monotonic nanoseconds); nil if there is no work until a command.
    package func nextWake(now: Int64) -> Int64? {
        switch state {
        case .replaying(let replay): replay.nextWake(now: now)
        case .replayingThenFollowing(let replay, let live):
            [replay.nextWake(now: now), live?.nextWake].compactMap { $0 }.min()
        case .following(let follow): follow.nextWake(now: now)
        }
    }

    /// Does the work of one slice. The slice ends between two instants, after `deadline` (monotonic nanoseconds).
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

    /// Opens the files to follow, unless `waiting` has them open already. Follows them if the replay has ended.
    private func prepareFollowing(_ replay: Replay, _ waiting: Live?, now: Int64) {
        let live = waiting ?? Live(configuration, from: replay.run.resumePositions, maximumFiles: maximumFiles)
        if waiting == nil { live.update(now: now, hasEvents: false) }
        let hasEnded = replay.state == .finished
        state =
            hasEnded
            ? .following(Follow(replay.run.applier, live, observer)) : .replayingThenFollowing(replay, live)
    }

    /// Must be called when a scrape was answered completely.
    package func scraped(now: Int64) { replay?.scraped(now: now) }

    /// The series and the counts of the sources.
    package var applier: SampleApplier {
        switch state {
        case .replaying(let replay), .replayingThenFollowing(let replay, _): replay.run.applier
        case .following(let follow): follow.applier
        }
    }

    /// Copies the values of the mapped families for a scrape. Empty before the engine is ready.
    package func snapshot() -> [Snapshot.Family] {
        if !isReady { return [] }
        return follow?.snapshot() ?? replay?.snapshot() ?? []
    }

    /// Performs a command on the replay. Returns the reason if the command is refused, else nil.
    package func perform(_ command: ReplayCommand, now: Int64) -> String? {
        guard let replay else { return "there is no replay: the sources are followed" }
        return replay.perform(command, now: now)
    }

    /// Applies new settings to the clock.
    package func adopt(_ plan: ReplayPlan, now: Int64) { replay?.adopt(plan, now: now) }
}

extension Live {
    /// Follows the files of a configuration, from the resume positions of a replay on.
    fileprivate convenience init(
        _ configuration: Configuration, from resumePositions: [[FileIdentity: ResumePosition]] = [],
        maximumFiles: Int
    ) {
        self.init(
            configuration.sources.map(\.feed), patterns: configuration.sources.map(\.paths), from: resumePositions,
            maximumFiles: maximumFiles)
    }
}
