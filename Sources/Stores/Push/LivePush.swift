import Commands
import EventTime
import Metrics
import POSIX
import Pipeline
import RemoteWrite
import Service

/// Pushes what a scrape of followed files would show, at each step of the wall clock, at once. While the receiver is
/// away, instants wait in a queue. A history may go before: then the queue fills until all of it is sent.
///
/// No time is sent twice, and none goes back: not after a restart, because the first instant is after the start and
/// after the position file, and not if the clock is set back, because then it is waited for.
final class LivePush: PushWork {
    private enum Phase {
        /// Until all that the files have is applied.
        case reading
        case history(HistoryPush)
        /// The history is sent. Its series that the first live instant does not have are to end.
        case seam(HistoryPush)
        case live
    }

    /// How long what is queued is sent after the program was asked to end.
    private static let patience: Int64 = 5_000_000_000
    private static let minute: Int64 = 60_000_000_000

    private let settings: LivePushSettings
    /// Milliseconds between two instants.
    private let step: Int64
    private let engine: Engine
    private let metrics: SelfMetrics
    private let clocks: Clocks
    private let logger: Logger
    private let makeSender: () -> Sender
    private let makeHistory: (() throws -> HistoryPush)?
    private var phase = Phase.reading
    private var live: Sender?
    private var levels: Levels
    private var waiting: InstantQueue
    private var epoch: Epoch
    /// No instant is at or before this one, in milliseconds since 1970.
    private var floor: Int64
    /// The instants that were made first and last, in milliseconds since 1970.
    private var first: Int64?
    private var latest: Int64?
    private var stopBy: Int64?
    /// With how many samples the receiver was done before this epoch.
    private var settledBefore = 0
    private var lastDescription: Int64?
    private var lastWarning: Int64?
    private var isPositionBroken = false
    /// What the position file says, or had said.
    private var position: Position?

    /// A push of what an engine follows. `makeHistory` makes the push of the history before, whose sender goes on with
    /// the live samples; without it `makeSender` makes one. Throws for a position file that cannot be used.
    init(
        _ engine: Engine, _ settings: LivePushSettings, _ metrics: SelfMetrics, _ clocks: Clocks, _ logger: Logger,
        makeSender: @escaping () -> Sender, makeHistory: (() throws -> HistoryPush)?
    ) throws {
        (self.engine, self.settings, self.metrics, self.clocks) = (engine, settings, metrics, clocks)
        (self.logger, self.makeSender, self.makeHistory) = (logger, makeSender, makeHistory)
        step = settings.options.step / 1_000_000
        levels = Levels(extra: settings.options.labels)
        waiting = InstantQueue(limit: settings.queueBytes)
        epoch = Epoch(series: 1, step: step, most: 1)
        position = try settings.position?.read()
        floor = max(clocks.wall() / 1_000_000, position.map { $0.begun ?? $0.acknowledged } ?? 0)
    }

    var descriptor: FileDescriptor? { engine.descriptor }

    private(set) var isReady = false

    var waitsFor: String? { isReady ? nil : engine.waitsFor.map { "\($0)" } ?? "the files" }

    var queue: InstantQueue? { waiting }

    var sender: Sender? {
        switch phase {
        case .reading: nil
        case .history(let history), .seam(let history): history.sender
        case .live: live
        }
    }

    var lag: Int64? {
        guard let first, let latest else { return nil }
        return max(0, latest - (sender?.counts.lastSent ?? first - step))
    }

    /// How many series there are.
    var seriesCount: Int { levels.bits.count }

    func nextWake(now: Int64) -> Int64? {
        var wakes = [engine.nextWake(now: now), stopBy]
        switch phase {
        case .reading: break
        case .history(let history): wakes.append(history.nextWake(now: now))
        case .seam, .live:
            if waiting.underWay > 0 || sender?.isIdle == false {
                wakes.append(sender?.nextWake(now: now))
            } else if waiting.count > 0 {
                wakes.append(now)
            }
        }
        if isReady && stopBy == nil {
            let nanoseconds = step * 1_000_000
            wakes.append(now + nanoseconds - clocks.wall() % nanoseconds)
        }
        return wakes.compactMap { $0 }.min()
    }

    func addInterest(to set: inout PollSet) { sender?.addInterest(to: &set) }

    func receive(_ set: PollSet, now: Int64) { sender?.receive(set, now: now) }

    func finish(now: Int64) {
        stopBy = now + Self.patience
        live?.hurry(now: now)
        if case .history(let history) = phase { history.finish(now: now) }
    }

    var hasFinished: Bool {
        guard let stopBy else { return false }
        if clocks.monotonic() >= stopBy { return true }
        return switch phase {
        case .reading, .seam: true
        case .history(let history): history.hasFinished
        case .live: waiting.count == 0
        }
    }

    func slice(now: Int64, deadline: Int64, hasEvents: Bool) throws {
        try engine.slice(now: now, deadline: deadline, hasEvents: hasEvents)
        switch phase {
        case .reading: try begin()
        case .history(let history):
            try history.slice(now: now, deadline: deadline, hasEvents: false)
            if let grid = history.grid {
                floor = max(floor, grid.last.milliseconds)
                makeInstant(now: now)
            }
            if history.hasFinished && !history.wasStopped { end(history) }
        case .seam(let history):
            makeInstant(now: now)
            try sendSeam(history, now: now)
        case .live:
            makeInstant(now: now)
            try send(now: now)
        }
    }

    private func begin() throws {
        guard engine.follow?.isReady == true else { return }
        isReady = true
        if let makeHistory {
            phase = .history(try makeHistory())
        } else {
            goLive(makeSender())
        }
    }

    private func end(_ history: HistoryPush) {
        if let reached = history.acknowledged { position = Position(acknowledged: reached) }
        guard let sender = history.sender else { return goLive(makeSender()) }
        if history.last == nil { goLive(sender) } else { phase = .seam(history) }
    }

    private func goLive(_ sender: Sender) {
        sender.goLive()
        live = sender
        // The series of a history had other numbers.
        epoch = Epoch(series: 1, step: step, most: 1)
        phase = .live
    }

    /// Puts what a scrape shows into the queue, if an instant is due.
    private func makeInstant(now: Int64) {
        if stopBy != nil { return }
        let wall = clocks.wall() / 1_000_000
        let instant = wall / step * step
        let last = max(floor, waiting.instants?.upperBound ?? 0, sender?.counts.lastSent ?? 0)
        // An instant that was refused is not made again, but a clock that was ahead may go back behind it.
        if instant == latest { return }
        guard instant > last else {
            if last - wall > 2 * step {
                warn("the clock is behind \(timeText(last)), which was sent already: waiting until then", now: now)
            }
            return
        }
        levels.update(families(now: now))
        waiting.append(levels.bits, at: instant)
        latest = instant
        first = first ?? instant
        while waiting.isFull {
            warn("the queue is full: the oldest samples are dropped, see --remote-write.queue", now: now)
            if waiting.underWay > 0, let sender, sender.isRetrying {
                let settled = sender.counts.settled - settledBefore
                sender.cancel()
                waiting.dropUnderWay(settled: settled)
            } else if !waiting.dropOldest() {
                break
            }
        }
    }

    /// What a scrape shows now. Nothing of HTTP, which may not be there.
    private func families(now: Int64) -> [Snapshot.Family] {
        let mapped = engine.snapshot()
        if !settings.options.hasOwnMetrics { return mapped }
        var own = metrics.samples(isReady: isReady, connections: 0, reload: nil)
        ExporterMetrics.add(engine, now: now, to: &own)
        PushMetrics.add(self, to: &own)
        if !mapped.contains(where: { $0.name == "up" }) { own.add(EventClockSamples.up, 1) }
        let shown = own.families().filter { !$0.name.hasPrefix("csv_exporter_http_") }
        return mapped + shown.sorted { $0.name < $1.name }
    }

    private func send(now: Int64) throws {
        guard let sender = live else { return }
        if waiting.underWay > 0 {
            guard try isSettled(sender, levels, now: now) else { return }
            waiting.removeUnderWay()
            note(sender, begun: nil)
        }
        if waiting.count == 0 { return }
        waiting.fill(&epoch, step: step, most: settings.samplesPerRequest)
        settledBefore = sender.counts.settled
        // Receivers of 1.0 forget descriptions that are not repeated.
        let describes = lastDescription.map { now - $0 >= 5 * Self.minute } ?? true
        if describes { lastDescription = now }
        note(sender, begun: epoch.instants.last)
        sender.begin(describes: describes)
        sender.turn(epoch, levels, now: now, wall: clocks.wall() / 1_000_000_000)
    }

    private func isSettled(_ sender: Sender, _ levels: Levels, now: Int64) throws -> Bool {
        sender.turn(epoch, levels, now: now, wall: clocks.wall() / 1_000_000_000)
        if let fault = sender.fault { throw StartFault(description: "csv_exporter push: \(fault)") }
        return sender.isIdle
    }

    /// Ends the series of the history that the first live instant does not have.
    private func sendSeam(_ history: HistoryPush, now: Int64) throws {
        guard let sender = history.sender, let last = history.last, let first = waiting.oldest else { return }
        if !sender.isIdle {
            if try isSettled(sender, history.levels, now: now) { goLive(sender) }
            return
        }
        let ends = endedSeries(last.bits, history.levels, first, levels)
        if !ends.contains(Levels.stale) { return goLive(sender) }
        epoch.removeAll(series: ends.count, step: step, most: 1)
        epoch.append(ends, at: last.instant + 1)
        sender.begin()
        sender.turn(epoch, history.levels, now: now, wall: clocks.wall() / 1_000_000_000)
    }

    /// Writes the position: what is acknowledged, and up to when samples are sent that may be stored without an answer.
    private func note(_ sender: Sender, begun: Int64?) {
        guard let file = settings.position else { return }
        // Without an acknowledged instant: a millisecond before the first one.
        let before = [position?.acknowledged, sender.counts.lastSent].compactMap { $0 }.max()
        guard let acknowledged = before ?? epoch.instants.first.map({ $0 - 1 }), acknowledged >= 0 else { return }
        let position = Position(acknowledged: acknowledged, begun: begun.map { max($0, acknowledged) })
        self.position = position
        do {
            try file.write(position, sender.version.rawValue)
            isPositionBroken = false
        } catch {
            if !isPositionBroken { logger.log(.error, "\(error)") }
            isPositionBroken = true
        }
    }

    /// Logs at most once a minute.
    private func warn(_ sentence: String, now: Int64) {
        if let lastWarning, now - lastWarning < Self.minute { return }
        lastWarning = now
        logger.log(.warn, sentence)
    }
}

/// For each series of `before`, whose samples are `bits`, the end if it has a sample there and none in `after`.
func endedSeries(_ bits: [UInt64], _ before: Levels, _ nextBits: [UInt64], _ after: Levels) -> [UInt64] {
    func key(_ levels: Levels, _ series: Int) -> [String] {
        levels.labels.labels(of: series).flatMap { [$0.name, $0.value] }
    }
    func isShown(_ bits: UInt64) -> Bool { bits != Levels.absent && bits != Levels.stale }
    let shown = Set(nextBits.indices.filter { isShown(nextBits[$0]) }.map { key(after, $0) })
    return bits.indices.map { series in
        isShown(bits[series]) && !shown.contains(key(before, series)) ? Levels.stale : Levels.absent
    }
}
