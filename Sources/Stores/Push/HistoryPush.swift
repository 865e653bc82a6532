import Commands
import EventTime
import Feed
import MappingFile
import Metrics
import POSIX
import Pipeline
import RemoteWrite
import Service
import Text

/// Pushes a history: fills an epoch with the values of instants, sends it, waits until it is settled, and notes the
/// position. Then, if that is wanted, reads the totals back.
final class HistoryPush: PushWork {
    private enum Phase {
        case preparing
        case filling(HistoryScrapes)
        case sending(HistoryScrapes)
        case verifying
        case finished
    }

    /// How long an epoch may go on after the program was asked to end.
    private static let patience: Int64 = 5_000_000_000

    private let settings: HistoryPushSettings
    private let samplesPerRequest: Int
    private let clocks: Clocks
    private let logger: Logger
    private let configuration: Configuration
    private let makeSender: (Int64) -> Sender
    private let finish: () -> Void
    private var run: HistoryRun
    private var phase = Phase.preparing
    /// The series, and their values at the instant that was reached.
    private(set) var levels: Levels
    private var epoch: Epoch
    /// The instant of `levels` if it is not in the epoch yet, in milliseconds since 1970, and whether it is of the
    /// grid.
    private var pending: (instant: Int64, isInGrid: Bool)?
    /// The instant that was acknowledged in an earlier run, whose values are needed, but not sent again.
    private var resumed: Instant?
    /// Up to this instant, an earlier run may have stored samples that nobody acknowledged.
    private var begun: Int64?
    /// The latest instant of the grid in the epoch.
    private var lastInGrid: Int64?
    /// The first instant that was appended, and the last one, before all series end, with their values.
    private(set) var (first, last): ((instant: Int64, bits: [UInt64])?, (instant: Int64, bits: [UInt64])?)
    private var tally = SampleTally()
    private var stopBy: Int64?

    /// Sends the samples; nil before the pre-pass is over.
    private(set) var sender: Sender?
    /// The instants of this run; nil before the pre-pass is over.
    private(set) var grid: HistoryGrid?
    /// The last instant that is acknowledged, in milliseconds since 1970.
    private(set) var acknowledged: Int64?
    /// Whether the program was asked to end before all was sent.
    private(set) var wasStopped = false
    /// Whether the totals were read back, and agreed.
    private(set) var isVerified = false
    /// The first and the last instant that were appended, in milliseconds since 1970.
    private(set) var pushed: ClosedRange<Int64>?

    /// A push of the history of a configuration. `makeSender` gets the instant since which counters count, in
    /// milliseconds since 1970; `finish` is called at the end.
    init(
        _ configuration: Configuration, _ settings: HistoryPushSettings, samplesPerRequest: Int, _ log: RunLog,
        _ clocks: Clocks, _ logger: Logger, makeSender: @escaping (Int64) -> Sender, finish: @escaping () -> Void
    ) throws(FeedError) {
        (self.settings, self.samplesPerRequest, self.clocks) = (settings, samplesPerRequest, clocks)
        (self.logger, self.makeSender, self.finish, self.configuration) = (logger, makeSender, finish, configuration)
        run = try HistoryRun(configuration, rejects: log, startTime: 0)
        for source in configuration.sources.indices {
            for fault in run.skipped(of: source) { log.note(.fileSkipped(source: source, fault)) }
        }
        levels = Levels(extra: settings.options.labels)
        epoch = Epoch(series: 1, step: settings.options.step / 1_000_000, most: samplesPerRequest)
    }

    var descriptor: FileDescriptor? { nil }

    var isReady: Bool { grid != nil }

    /// How many series there are.
    var seriesCount: Int { levels.bits.count }

    func nextWake(now: Int64) -> Int64? {
        switch phase {
        case .preparing, .filling: now
        case .sending: [sender?.nextWake(now: now), stopBy].compactMap { $0 }.min()
        case .verifying: settings.verification?.nextWake(now: now)
        case .finished: nil
        }
    }

    func addInterest(to set: inout PollSet) {
        sender?.addInterest(to: &set)
        settings.verification?.addInterest(to: &set)
    }

    func receive(_ set: PollSet, now: Int64) {
        sender?.receive(set, now: now)
        settings.verification?.receive(set, now: now)
    }

    func finish(now: Int64) {
        if hasFinished { return }
        wasStopped = true
        if case .sending = phase { stopBy = now + Self.patience } else { phase = .finished }
    }

    var hasFinished: Bool {
        if case .finished = phase { true } else { false }
    }

    func slice(now: Int64, deadline: Int64, hasEvents: Bool) throws {
        let isOver = { self.clocks.monotonic() >= deadline }
        switch phase {
        case .preparing:
            if try run.prepare(through: settings.options.plan.endAt ?? .latest, until: isOver) { try begin() }
        case .filling(var scrapes):
            try fill(&scrapes, until: isOver)
        case .sending(let scrapes): try send(scrapes, now: now)
        case .verifying:
            guard let verification = settings.verification else { return end() }
            if try verification.step(now: now) {
                isVerified = true
                end()
            }
        case .finished: break
        }
    }

    /// Checks the instants, and begins the pass at the first one, or where an earlier run ended.
    private func begin() throws {
        if settings.reachesNow && run.span == nil { return end() }
        let span = try checkedSpan(run, settings.options, "csv_exporter push: cannot push")
        let grid = try settings.grid(of: span, now: Instant(nanoseconds: clocks.wall()))
        if settings.reachesNow && grid.first.nanoseconds > clocks.wall() { return end() }
        self.grid = grid
        let first = grid.first.milliseconds
        sender = makeSender(first)
        if let position = try settings.position?.read() {
            begun = position.begun
            let instant = Instant(nanoseconds: position.acknowledged * 1_000_000)
            // The end of the series went out with the last instant.
            if instant >= grid.last { return end() }
            if instant >= grid.first {
                (acknowledged, resumed) = (position.acknowledged, instant)
                logger.log(.info, "going on behind \(timeText(position.acknowledged)), which the position file has")
            }
        }
        if let need = advice?.need, sender?.isDry == false { logger.log(.info, need) }
        let walk = HistoryWalk(grid, &run, after: resumed.map { $0.advanced(by: -1) })
        let scrapes = HistoryScrapes(walk, configuration, settings.options)
        let series = run.applier.registry.families.reduce(scrapes.ownSeriesCount) {
            $0 + $1.seriesCount * $1.linesPerSeries
        }
        for words in [sizeWarning(grid, series: series), narrowness(series: series)] {
            if let words { logger.log(.info, words) }
        }
        phase = .filling(scrapes)
    }

    /// Appends instants until the epoch is full, the history ends or the slice is over.
    private func fill(_ scrapes: inout HistoryScrapes, until isOver: () -> Bool) throws {
        repeat {
            if let (instant, isInGrid) = pending {
                let (step, most) = (settings.options.step / 1_000_000, samplesPerRequest)
                if epoch.instants.isEmpty { epoch.removeAll(series: levels.bits.count, step: step, most: most) }
                // An epoch that is repeated does not reach beyond what may be there: then all of a row is, or nothing.
                let isBehind = epoch.instants.last.map { $0 <= begun ?? .min } == true && instant > begun ?? .max
                guard epoch.takes(instant) && !isBehind else { return try startSending(scrapes) }
                epoch.append(levels.bits, at: instant)
                pushed = (pushed?.lowerBound ?? instant)...instant
                if isInGrid { lastInGrid = instant }
                if first == nil { first = (instant, levels.bits) }
                pending = nil
            }
            switch scrapes.next(&run, until: isOver) {
            case .instant(let instant):
                if run.applier.counts.contains(where: { $0.rejected[.feed(.changed)] != nil }) {
                    throw StartFault(
                        description: "cannot push: a file was changed while it was read; want files that are complete")
                }
                levels.update(scrapes.families)
                if instant == resumed { resumed = nil } else { pending = (instant.milliseconds, true) }
                last = instant == grid?.last ? (instant.milliseconds, levels.bits) : nil
            case .gap(let instant):
                levels.end()
                pending = (instant.milliseconds, true)
            case .end(let instant):
                guard settings.endsSeries else { continue }
                levels.end()
                pending = (instant.milliseconds, false)
            case .unfinished:
                phase = .filling(scrapes)
                return
            case .finished: return epoch.instants.isEmpty ? finishHistory() : try startSending(scrapes)
            }
        } while !isOver()
        phase = .filling(scrapes)
    }

    private func startSending(_ scrapes: HistoryScrapes) throws {
        guard let sender, let first = epoch.instants.first, let last = epoch.instants.last else { return }
        phase = .sending(scrapes)
        sender.begin(isRepeated: first <= begun ?? .min, mayDiffer: settings.reachesNow)
        // Without an acknowledged instant: a millisecond before the first one.
        let before = acknowledged ?? first - 1
        if !sender.isDry && before >= 0 {
            let position = Position(acknowledged: before, begun: max(last, begun ?? 0))
            try settings.position?.write(position, sender.version.rawValue)
        }
    }

    private func send(_ scrapes: HistoryScrapes, now: Int64) throws {
        guard let sender else { return }
        sender.turn(epoch, levels, now: now, wall: clocks.wall() / 1_000_000_000)
        if let fault = sender.fault { throw StartFault(description: "csv_exporter push: \(fault)" + goOn) }
        if !sender.isIdle {
            if let stopBy, now >= stopBy {
                sender.abandon()
                phase = .finished
            }
            return
        }
        if settings.verification != nil { tally.add(epoch) }
        if let lastInGrid {
            acknowledged = lastInGrid
            if let last = epoch.instants.last, last >= begun ?? 0 { begun = nil }
            let position = Position(acknowledged: lastInGrid, begun: begun.map { max($0, lastInGrid) })
            if !sender.isDry { try settings.position?.write(position, sender.version.rawValue) }
        }
        epoch.removeAll(series: levels.bits.count, step: settings.options.step / 1_000_000, most: samplesPerRequest)
        phase = stopBy == nil ? .filling(scrapes) : .finished
    }

    /// Where a further run goes on.
    private var goOn: String {
        guard let acknowledged else { return "; nothing was acknowledged" }
        let how = settings.position == nil ? "--position-file or --replay.start-at" : "the position file"
        return "; all up to \(timeText(acknowledged)) was acknowledged, from there \(how) goes on"
    }

    private func finishHistory() {
        guard let verification = settings.verification, let last, sender?.isDry == false else { return end() }
        var questions = ReadBack.totals(SeriesTotal.byName(levels, last.bits), at: last.instant)
        if let first, first.instant < last.instant {
            questions += ReadBack.totals(SeriesTotal.byName(levels, first.bits), at: first.instant)
        }
        if let first, let counts = sender?.counts, counts.refused + counts.gaveUp == 0 {
            questions += ReadBack.samples(tally.byName(levels), first.instant...last.instant)
        }
        verification.begin(questions, cause: advice?.cause ?? "", now: clocks.monotonic())
        phase = .verifying
    }

    /// What the receiver must allow; nil before the pre-pass is over.
    var advice: RetentionAdvice? {
        let start = pushed?.lowerBound ?? resumed?.milliseconds ?? grid?.first.milliseconds
        return start.map { RetentionAdvice(first: $0, now: clocks.wall() / 1_000_000) }
    }

    /// Why the store counts no samples, if it was asked and does not.
    var uncounted: String? { settings.verification?.uncounted }

    private func end() {
        phase = .finished
        finish()
    }
}

/// What so many series mean for requests, if one instant of them fills an epoch; else nil.
func narrowness(series: Int) -> String? {
    guard Epoch.isNarrow(series: series) else { return nil }
    return "one instant of \(countText(series)) series is all that fits into a batch: each request has one sample of a "
        + "series, which costs the receiver several times as much; several exporters with a part of the files each "
        + "make batches longer"
}
