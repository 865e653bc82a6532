package import EventTime
import Feed
import Mapping
import MappingFile
import Metrics
import POSIX

/// Runs followed files: first the initial read of the existing bytes, then new records as they arrive. The event clock
/// is the wall clock.
package final class Follow {
    /// The series and the counts of the sources.
    package private(set) var applier: SampleApplier
    private let live: Live
    private let observer: any RunObserver
    /// Whether the initial read is over.
    package private(set) var isReady = false
    /// The wall time of the last slice. All records that had arrived by then are applied.
    package private(set) var applied = Instant.earliest
    /// The next source to read, and the number of sources in a row that had nothing to read.
    private var turn = 0
    private var idleTurns = 0

    private let isCheck: Bool
    /// In a check, for each source the instants of its first and its last record; else nil.
    package private(set) var spans: [ClosedRange<Instant>?]

    /// Applies the records of `live` to `applier`; both have the sources of the same configuration.
    init(_ applier: SampleApplier, _ live: Live, _ observer: any RunObserver, isCheck: Bool = false) {
        self.isCheck = isCheck
        spans = applier.configuration.sources.map { _ in nil }
        self.applier = applier
        self.live = live
        self.observer = observer
    }

    /// The descriptor to poll for reading; nil without file events.
    var descriptor: FileDescriptor? { live.descriptor }

    /// The reason why the sources are not ready; nil if they are ready.
    var waitsFor: Wait? { isReady ? nil : .initialRead }

    /// The moment at which the next slice has work (monotonic nanoseconds).
    func nextWake(now: Int64) -> Int64 {
        idleTurns < applier.configuration.sources.count ? now : live.nextWake
    }

    /// Reads file events and new bytes until `isOver`. `wall` is the wall time.
    func slice(now: Int64, wall: Instant, hasEvents: Bool, until isOver: () -> Bool) {
        if hasEvents || now >= live.nextWake { idleTurns = 0 }
        live.update(now: now, hasEvents: hasEvents)
        let isFirst = applied == .earliest
        if isReady { stop(through: wall) }
        applied = wall
        // Before the first record, so that other series cannot take their places.
        if isFirst { applier.admit([], startTime: startTime) }
        let sources = applier.configuration.sources.count
        while idleTurns < sources, !isOver() {
            if let batch = live.read(turn, arrival: wall) {
                idleTurns = 0
                apply(batch)
            } else if let step = live.readTable(turn, arrival: wall) {
                idleTurns = 0
                applier.apply(step, source: turn, startTime: startTime)
                if isCheck, case .records(let batch) = step { extendSpan(of: batch) }
            } else {
                idleTurns += 1
                turn = (turn + 1) % sources
            }
        }
        for notice in live.takeNotices() {
            observer.note(.fileNotice(source: notice.source, sentence: notice.sentence))
        }
        for fault in live.takeFaults() { observer.note(.fileFault(source: fault.source, fault.fault)) }
        for source in 0..<sources {
            let status = live.status(of: source)
            applier.counts[source].note(status.skipped, files: status.files)
            applier.counts[source].lagBytes = status.lagBytes
        }
        applier.registry.advance(to: wall)
        if !isReady && idleTurns >= sources && live.hasAllTables {
            isReady = true
            observer.note(.initialReadComplete)
            observer.began(at: wall, in: nil, applier.registry)
        }
    }

    /// Shows the observer the values at its stops up to now: what has arrived since the last slice is not applied yet.
    private func stop(through wall: Instant) {
        while let stop = observer.nextStop(through: wall) {
            applier.registry.advance(to: stop)
            observer.reached(stop, applier.registry)
        }
    }

    /// Copies the values of the mapped families for a scrape.
    func snapshot() -> [Snapshot.Family] { applier.registry.snapshot() }

    /// The start time of series that are new in this slice.
    private var startTime: Double { Double(applied.nanoseconds) / 1e9 }

    private func extendSpan(of batch: FeedBatch) {
        guard let first = batch.times.min(), let last = batch.times.max() else { return }
        let span = spans[batch.source] ?? first...last
        spans[batch.source] = min(span.lowerBound, first)...max(span.upperBound, last)
    }

    private func apply(_ batch: FeedBatch) {
        let source = batch.source
        if let file = batch.files.single { applier.introduce(file, source: source, isRepeated: true) }
        applier.apply(batch, 0..<batch.count, .everything, startTime: startTime)
        applier.counts[source].lines += batch.lines
        if isCheck { extendSpan(of: batch) }
        applier.countFeedRejects(batch)
    }
}
