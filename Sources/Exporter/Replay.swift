import EventTime
import Feed
import Mapping
import Metrics
import POSIX

/// How a replay's clock runs, with every default filled in.
struct ReplayPlan: Equatable {
    var speed = 1.0
    var loop = false
    var loopPause: Int64 = 5_000_000_000
    var startAt: Instant?
    var endAt: Instant?
    var maxGap: Int64?
    var waitForScrape = false

    init(_ settings: ReplaySettings) {
        speed = settings.speed ?? speed
        loop = settings.loop ?? loop
        loopPause = settings.loopPause ?? loopPause
        startAt = settings.startAt
        endAt = settings.endAt
        maxGap = settings.maxGap
        waitForScrape = settings.waitForScrape ?? waitForScrape
    }
}

/// Drives a pipeline by the replay clock: pre-pass, warm-up, passes, rests, pauses and seeks. Times called `now` are
/// monotonic nanoseconds.
struct Replay {
    /// What the replay is doing; each slice goes on with it.
    private enum Phase: Equatable {
        /// Reads the files ahead.
        case preparing
        /// Applies everything up to where the clock will start, in the first pass only.
        case warmingUp
        /// Folds states anew up to where the clock was set back to.
        case refolding(Instant)
        /// Follows the clock.
        case running
        /// The totals of a pass are shown until this moment, then the next begins.
        case resting(Int64)
        case finished
    }

    private(set) var pipeline: Pipeline
    private(set) var plan: ReplayPlan
    private(set) var clock: ReplayClock
    /// The event times between which the clock runs.
    private(set) var start: Instant = 0
    private(set) var end: Instant = 0
    private(set) var passes = 0
    private(set) var seeks = 0
    private var phase = Phase.preparing
    private var isReady = false
    private let logger: Logger

    init(_ configuration: Configuration, _ plan: ReplayPlan, _ logger: Logger) throws(FeedError) {
        pipeline = try Pipeline(configuration, logger)
        self.plan = plan
        self.logger = logger
        clock = ReplayClock(start: 0, speed: plan.speed)
    }

    /// Whether the pre-pass is over.
    var isPrepared: Bool { phase != .preparing }

    /// Whether the mapped families are shown: pre-pass and warm-up are over.
    var showsMapped: Bool { isReady }

    /// What readiness waits for; nil when it waits for nothing.
    var waitsFor: String? {
        switch phase {
        case .preparing:
            let (read, all) = progressBytes
            return "the pre-pass: \(read) of \(all) bytes read"
        case .warmingUp: return "the warm-up to \(iso8601(start)): \(iso8601(pipeline.applied)) applied"
        default: return nil
        }
    }

    /// How much of the files the pre-pass has read.
    var progressBytes: (read: Int, all: Int) {
        pipeline.history.summaries.reduce((0, 0)) { ($0.0 + $1.bytesRead, $0.1 + $1.bytes) }
    }

    /// The event time up to which everything is applied.
    var applied: Instant { isReady ? max(pipeline.applied, min(start, end)) : start }

    /// Where the clock stands.
    func target(at now: Int64) -> Instant { isReady ? min(end, max(start, clock.target(at: now))) : start }

    /// The state's name, as in `csv_exporter_replay_state`.
    var state: String {
        if phase == .finished { return "finished" }
        if clock.state == .paused { return "paused" }
        return clock.state == .waiting || !isReady ? "waiting" : "running"
    }

    /// Goes on for a slice, which ends between two instants once `deadline` has passed.
    mutating func slice(now: Int64, deadline: Int64) throws(FeedError) {
        switch phase {
        case .preparing:
            repeat {
                if try pipeline.prepare(through: plan.endAt ?? .max) { return beginFirstPass() }
            } while SystemClock.monotonicNanoseconds() < deadline
        case .warmingUp:
            if pipeline.apply(through: start, .all, deadline: deadline) { run(now) }
        case .refolding(let instant):
            if pipeline.apply(through: instant, .state, deadline: deadline) { phase = .running }
        case .running:
            follow(now, deadline)
        case .resting(let until):
            if now >= until { beginPass(at: start, now) }
        case .finished: break
        }
    }

    /// When the next slice has something to do; nil while nothing but a command can change that.
    mutating func nextWake(now: Int64) -> Int64? {
        switch phase {
        case .preparing, .warmingUp, .refolding: return now
        case .resting(let until): return until
        case .finished: return nil
        case .running:
            guard clock.state == .running else { return nil }
            return clock.wallDue(for: min(end, pipeline.nextDue() ?? end))
        }
    }

    /// Copies what a scrape shows.
    mutating func registrySnapshot() -> [Snapshot.Family] { pipeline.snapshot() }

    /// A scrape was answered whole: the clock may have waited for it.
    mutating func scraped(now: Int64) {
        if isReady && clock.state == .waiting && phase == .running { clock.start(at: now) }
    }

    private mutating func beginFirstPass() {
        guard let span = pipeline.history.span else {
            logger.log(.warn, "no record can be replayed: no source has a record with a readable time")
            (isReady, phase) = (true, .finished)
            return
        }
        // One second before the first record, so that a scrape can see every series at 0.
        start = plan.startAt ?? span.lowerBound - 1_000_000_000
        end = max(start, min(plan.endAt ?? .max, span.upperBound))
        clock = ReplayClock(start: start, speed: plan.speed)
        passes = 1
        pipeline.beginPass()
        phase = .warmingUp
    }

    private mutating func run(_ now: Int64) {
        (isReady, phase) = (true, .running)
        Heap.trim()
        if !plan.waitForScrape { clock.start(at: now) }
        logger.log(
            .info, plan.waitForScrape ? "replay waits for the first scrape" : "replay started",
            [("start", iso8601(start)), ("end", iso8601(end)), ("speed", speedText(plan.speed))])
    }

    private mutating func follow(_ now: Int64, _ deadline: Int64) {
        if clock.state == .waiting { return }
        let target = target(at: now)
        guard target < pipeline.applied || pipeline.apply(through: target, .all, deadline: deadline) else { return }
        if pipeline.applied >= end { return endPass(now) }
        if let gap = plan.maxGap, clock.state == .running, let due = pipeline.nextDue(),
            due - pipeline.applied > gap, due <= end
        {
            clock.seek(to: due, at: now)
        }
    }

    private mutating func endPass(_ now: Int64) {
        if plan.loop {
            phase = .resting(now + plan.loopPause)
            // A loop that hardly rests would tell of nothing else.
            let level: Logger.Level = plan.loopPause >= 1_000_000_000 ? .info : .debug
            logger.log(level, "pass ended", [("pass", "\(passes)"), ("rest", "\(plan.loopPause / 1_000_000)ms")])
        } else {
            phase = .finished
            logger.log(.info, "replay finished", [("end", iso8601(end))])
        }
    }

    /// Begins the next pass with the clock at `instant`.
    private mutating func beginPass(at instant: Instant, _ now: Int64) {
        pipeline.beginPass()
        passes += 1
        clock.seek(to: instant, at: now)
        phase = .refolding(instant)
    }
}

/// Commands of `/api/v1/replay`.
extension Replay {
    /// Stops the clock; every series stays as it is.
    mutating func pause(now: Int64) {
        let isUnbounded = clock.state == .running && clock.speed == .infinity
        clock.pause(at: now)
        if isUnbounded { standStill(now) }
    }

    /// At full speed the clock has run ahead of everything: it stands where the records are, instead.
    private mutating func standStill(_ now: Int64) { clock.seek(to: max(start, pipeline.applied), at: now) }

    /// Lets the clock go on, or start.
    mutating func resume(now: Int64) {
        if clock.state == .waiting { clock.start(at: now) } else { clock.resume(at: now) }
    }

    /// Changes the speed from now on.
    mutating func setSpeed(_ speed: Double, now: Int64) {
        let wasUnbounded = clock.state == .running && clock.speed == .infinity
        plan.speed = speed
        clock.setSpeed(speed, at: now)
        if wasUnbounded { standStill(now) }
    }

    /// Sets the clock to `instant`, between start and end. Forward applies what lies between; backward begins a pass.
    mutating func seek(to instant: Instant, now: Int64) {
        seeks += 1
        if instant >= pipeline.applied {
            clock.seek(to: instant, at: now)
            if case .resting = phase { phase = .running }
        } else {
            beginPass(at: instant, now)
        }
    }

    /// Begins a pass at the start.
    mutating func restart(now: Int64) { beginPass(at: start, now) }

    /// Takes over new settings for the clock, as after a reload that left the sources as they were.
    mutating func adopt(_ plan: ReplayPlan, now: Int64) {
        if plan.speed != self.plan.speed { setSpeed(plan.speed, now: now) }
        self.plan = plan
    }
}

/// `60`, `0.5` or `max`.
func speedText(_ speed: Double) -> String {
    if speed == .infinity { return "max" }
    return speed == speed.rounded() && speed < 1e15 ? "\(Int(speed))" : "\(speed)"
}
