package import EventTime
import Feed
import Mapping
package import MappingFile
import Metrics

/// Runs a history by the replay clock: pre-pass, warm-up, passes, rests, pauses and seeks. Times named `now` are
/// nanoseconds of the monotonic clock.
package final class Replay {
    /// The task of the next slice.
    private enum Phase: Equatable {
        /// Continue the pre-pass.
        case preparing
        /// Apply all records up to the start of the clock, in the first pass only.
        case warmingUp
        /// Rebuild current values up to the instant to which the clock was set back.
        case refolding(Instant)
        /// Follow the clock.
        case running
        /// Show the totals of a pass until this moment, then begin the next pass.
        case resting(until: Int64)
        case finished
    }

    /// The run that applies the records.
    package private(set) var run: HistoryRun
    /// The settings of the clock.
    package private(set) var plan: ReplayPlan
    /// The event times of a pass. Known after the pre-pass.
    package private(set) var range: PassRange?
    /// How many records each of 720 equal parts of a pass has. Empty before the pre-pass is over.
    package private(set) var density: [Int] = []
    /// The number of passes that have begun.
    package private(set) var passes = 0
    /// The number of seeks in either direction.
    package private(set) var seeks = 0
    private var clock: ReplayClock
    private var phase = Phase.preparing
    /// Whether pre-pass and warm-up are over, so that scrapes show the mapped families.
    package private(set) var isReady = false
    private let observer: any RunObserver

    /// Opens the files of the configuration. Series get `startTime` (wall-clock seconds).
    init(
        _ configuration: Configuration, _ plan: ReplayPlan, _ observer: any RunObserver, startTime: Double
    ) throws(FeedError) {
        run = try HistoryRun(configuration, rejects: observer, startTime: startTime)
        run.countDensity()
        for source in configuration.sources.indices {
            for fault in run.skipped(of: source) { observer.note(.fileSkipped(source: source, fault)) }
        }
        self.plan = plan
        self.observer = observer
        clock = ReplayClock(start: .earliest, speed: plan.speed)
    }

    /// Whether the pre-pass is over.
    var isPrepared: Bool { phase != .preparing }

    /// The reason why the replay is not ready; nil if it is ready.
    var waitsFor: Wait? {
        switch phase {
        case .preparing: .prePass(read: progressBytes.read, of: progressBytes.all)
        case .warmingUp: range.map { .warmUp(to: $0.start, applied: run.applied ?? $0.start) }
        case .refolding, .running, .resting, .finished: nil
        }
    }

    /// The number of bytes that the pre-pass has read, and the size of all files.
    package var progressBytes: (read: Int, all: Int) {
        run.summaries.reduce((0, 0)) { ($0.0 + $1.bytesRead, $0.1 + $1.bytes) }
    }

    /// The event time up to which all records are applied, at least the start of the pass. Nil before `range` is known.
    package var applied: Instant? {
        guard let range else { return nil }
        return isReady ? max(run.applied ?? range.start, range.start) : range.start
    }

    /// The event time of the clock, rounded down to a tick of the pass. Nil before `range` is known.
    package func target(at now: Int64) -> Instant? { range?.tick(isReady ? clock.target(at: now) : .earliest) }

    /// The state of the replay.
    package var state: ReplayState {
        if phase == .finished { return .finished }
        if clock.state == .paused { return .paused }
        return clock.state == .waiting || !isReady ? .waiting : .running
    }

    /// When the rest between two passes ends; nil outside of one.
    package var restsUntil: Int64? { if case .resting(let until) = phase { until } else { nil } }

    /// Does the work of one slice, which ends between two instants after `isOver` returns true.
    func slice(now: Int64, until isOver: () -> Bool) throws(FeedError) {
        switch phase {
        case .preparing:
            if try run.prepare(through: plan.endAt ?? .latest, until: isOver) { beginFirstPass(now) }
        case .warmingUp:
            if run.advance(to: range?.start ?? .earliest, .everything, until: isOver) { becomeReady(now) }
        case .refolding(let instant):
            if run.advance(to: instant, .currentValuesOnly, until: isOver) { runFrom(instant) }
        case .running:
            follow(now, until: isOver)
        case .resting(let until):
            // A pause holds the totals.
            if now >= until && clock.state != .paused { beginAgain(now) }
        case .finished: break
        }
    }

    /// The moment at which the next slice has work (monotonic nanoseconds); nil if there is no work until a command.
    func nextWake(now: Int64) -> Int64? {
        switch phase {
        case .preparing, .warmingUp, .refolding: return now
        case .resting(let until): return clock.state == .paused ? nil : until
        case .finished: return nil
        case .running:
            guard let range, clock.state != .waiting else { return nil }
            if clock.state == .paused {
                return run.applied ?? .earliest < range.tick(clock.target(at: now)) ? now : nil
            }
            return clock.wallDue(for: min(range.end, run.nextDue?.roundedUp(to: replayTick) ?? range.end))
        }
    }

    /// Copies the values of the mapped families for a scrape.
    func snapshot() -> [Snapshot.Family] { run.snapshot() }

    /// Must be called when a scrape was answered completely. Starts a clock that waits for the first scrape.
    func scraped(now: Int64) {
        guard isReady && clock.state == .waiting && phase == .running else { return }
        clock.start(at: now)
        observer.note(.clockStarted)
    }

    private func beginFirstPass(_ now: Int64) {
        guard let range = run.range(startAt: plan.startAt, endAt: plan.endAt) else {
            observer.note(.nothingToReplay)
            (isReady, phase) = (true, .finished)
            return
        }
        self.range = range
        density = run.density?.parts(720, from: range.start, to: range.end) ?? []
        run.dropDensity()
        clock = ReplayClock(start: range.start, speed: plan.speed)
        passes = 1
        run.beginPass()
        if range.hasWarmUp { phase = .warmingUp } else { becomeReady(now) }
    }

    private func becomeReady(_ now: Int64) {
        isReady = true
        runFrom(range?.start ?? .earliest)
        if !plan.waitForScrape { clock.start(at: now) }
        if let range {
            observer.note(.replayReady(range, speed: plan.speed, waitsForScrape: plan.waitForScrape))
        }
    }

    private func follow(_ now: Int64, until isOver: () -> Bool) {
        guard clock.state != .waiting, let range, let target = target(at: now) else { return }
        let isBehind = run.applied.map { target < $0 } ?? false
        guard isBehind || advance(to: target, until: isOver), let applied = run.applied else { return }
        if applied >= range.end { return endPass(now, range) }
        if let gap = plan.maxGap, clock.state == .running, let due = run.nextDue, due <= range.end,
            due.nanoseconds(since: applied) > UInt64(gap)
        {
            clock.seek(to: due.roundedUp(to: replayTick), at: now)
        }
    }

    /// Applies all records due by `target`, stopping where the observer wants to see the values. Returns true when
    /// `target` is reached.
    private func advance(to target: Instant, until isOver: () -> Bool) -> Bool {
        let batches = run.appliedBatches
        while let stop = observer.nextStop(through: target) {
            guard run.advance(to: stop, .everything, until: isOver) else { return false }
            observer.reached(stop, run.applier.registry)
            // As without stops, a slice goes on at least to the end of a batch.
            if run.appliedBatches != batches && stop < target && isOver() { return false }
        }
        return run.advance(to: target, .everything, until: isOver)
    }

    /// Lets the run follow the clock from an instant on, whose values are folded.
    private func runFrom(_ instant: Instant) {
        phase = .running
        observer.began(at: instant, in: range, run.applier.registry)
    }

    private func endPass(_ now: Int64, _ range: PassRange) {
        observer.reached(range.end, run.applier.registry)
        if plan.loop {
            phase = .resting(until: now + min(plan.loopPause, .max - now))
            observer.note(.passEnded(passes, rest: plan.loopPause))
        } else {
            phase = .finished
            observer.note(.replayFinished(range.end))
        }
    }

    /// Begins the next pass at the start of the range.
    private func beginAgain(_ now: Int64) {
        guard let range else { return }
        beginPass(at: range.start, now)
        // Unless a user chose the start, all records come after it, so that no current values must be rebuilt.
        if !range.hasWarmUp { runFrom(range.start) }
    }

    /// Begins the next pass with the clock at `instant`, and with the current values of this instant.
    private func beginPass(at instant: Instant, _ now: Int64) {
        run.beginPass()
        passes += 1
        clock.seek(to: instant, at: now)
        phase = .refolding(instant)
    }
}

/// The replay control.
extension Replay {
    /// Performs a command. Returns the reason if the command is refused, else nil.
    func perform(_ command: ReplayCommand, now: Int64) -> String? {
        guard isReady, let range else { return "the replay is not ready yet; want /-/ready to answer 200 first" }
        switch command {
        case .pause: pause(now: now)
        case .resume: if clock.state == .waiting { clock.start(at: now) } else { clock.resume(at: now) }
        case .restart:
            beginAgain(now)
            clock.resume(at: now)
        case .speed(let speed): setSpeed(speed, now: now)
        case .seek(let instant):
            guard instant >= range.start, instant <= range.end else {
                return "got \(iso8601(instant)); want a time from \(iso8601(range.start)) to \(iso8601(range.end))"
            }
            seek(to: range.tick(instant), now: now)
        }
        return nil
    }

    /// Whether the whole effect of a command, which was performed in pass `pass`, is applied: false while records up to
    /// the time of a seek, or up to the start, are missing.
    package func isDone(_ command: ReplayCommand, pass: Int) -> Bool {
        guard isReady, passes == pass, clock.state != .waiting else { return true }
        if case .refolding = phase { return false }
        guard case .seek(let instant) = command, phase == .running, let range else { return true }
        return run.applied ?? .earliest >= range.tick(instant)
    }

    /// Applies new settings to the clock, for example after a reload with the same sources.
    func adopt(_ plan: ReplayPlan, now: Int64) {
        if plan.speed != self.plan.speed { setSpeed(plan.speed, now: now) }
        self.plan = plan
    }

    /// Stops the clock. Does not change any series.
    private func pause(now: Int64) {
        let isUnbounded = clock.state == .running && clock.speed == .infinity
        clock.pause(at: now)
        if isUnbounded { setClockToRecords(now) }
    }

    private func setSpeed(_ speed: Double, now: Int64) {
        let wasUnbounded = clock.state == .running && clock.speed == .infinity
        plan.speed = speed
        clock.setSpeed(speed, at: now)
        if wasUnbounded { setClockToRecords(now) }
    }

    /// Sets a clock that ran at full speed back to the applied records, because it was ahead of all records.
    private func setClockToRecords(_ now: Int64) { if let applied { clock.seek(to: applied, at: now) } }

    /// Sets the clock to `instant`, which is within `range`. A seek forward applies the records in between; a seek
    /// backward begins a pass.
    private func seek(to instant: Instant, now: Int64) {
        seeks += 1
        if let applied = run.applied, instant < applied { return beginPass(at: instant, now) }
        clock.seek(to: instant, at: now)
        if case .resting = phase { phase = .running }
    }
}
