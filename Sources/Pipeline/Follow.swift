package import EventTime
import Feed
import Mapping
import MappingFile
package import Metrics
package import POSIX

/// Drives followed files: reads the bytes that are there first, then applies everything as it arrives. The event clock
/// is the wall clock.
package final class Follow {
    package private(set) var applier: SampleApplier
    private let live: Live
    private let observer: any RunObserver
    /// Whether the bytes that were there at the start have been read.
    package private(set) var isReady = false
    /// The wall clock at the last slice: everything that had arrived by then is applied.
    package private(set) var applied = Instant.earliest
    /// The source whose turn it is, and how many in a row had nothing to read.
    private var turn = 0
    private var idleTurns = 0

    /// Applies to `applier` the records that `live` reads, which follows the sources of the same configuration.
    init(_ applier: SampleApplier, _ live: Live, _ observer: any RunObserver) {
        self.applier = applier
        self.live = live
        self.observer = observer
    }

    /// The descriptor to poll for reading; nil where the system has no file events.
    package var descriptor: FileDescriptor? { live.descriptor }

    /// What readiness waits for; nil when it waits for nothing.
    package var waitsFor: Wait? { isReady ? nil : .initialRead }

    /// When the next slice has something to do (monotonic nanoseconds).
    package func nextWake(now: Int64) -> Int64 {
        idleTurns < applier.configuration.sources.count ? now : live.nextWake
    }

    /// Takes in file events and reads new bytes until `isOver`. `wall` is the wall clock.
    package func slice(now: Int64, wall: Instant, hasEvents: Bool, until isOver: () -> Bool) {
        if hasEvents || now >= live.nextWake { idleTurns = 0 }
        live.update(now: now, hasEvents: hasEvents)
        applied = wall
        let sources = applier.configuration.sources.count
        while idleTurns < sources, !isOver() {
            if let batch = live.read(turn, arrival: wall) {
                idleTurns = 0
                take(batch)
            } else {
                idleTurns += 1
                turn = (turn + 1) % sources
            }
        }
        for fault in live.takeFaults() { observer.note(.fileFault(source: fault.source, sentence: fault.sentence)) }
        for source in 0..<sources {
            let status = live.status(of: source)
            applier.counts[source].files = status.files
            applier.counts[source].isUp = status.isUp && status.files > 0
            applier.counts[source].lagBytes = status.lagBytes
        }
        applier.registry.advance(to: wall)
        if !isReady && idleTurns >= sources {
            isReady = true
            applier.admit([], startTime: startTime)
            observer.note(.initialReadComplete)
        }
    }

    /// Copies the values that a scrape shows.
    package func snapshot() -> [Snapshot.Family] { applier.registry.snapshot() }

    /// Series that appear now begin to count now.
    private var startTime: Double { Double(applied.nanoseconds) / 1e9 }

    private func take(_ batch: FeedBatch) {
        let source = batch.source
        if let file = batch.files.single { applier.introduce(file, source: source, isRepeated: true) }
        applier.apply(batch, 0..<batch.count, .everything, startTime: startTime)
        for reject in batch.rejects {
            applier.counts[source].records += 1
            applier.counts[source].reject(.feed(reject.reason))
        }
        applier.report(batch.rejects, source: source)
    }
}
