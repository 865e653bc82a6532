import CSV
import EventTime
import Feed
import Mapping
import Metrics
import POSIX

/// Drives followed files: what is there is read first, then everything is applied as it arrives. The event clock is
/// the wall clock.
struct Follow {
    private(set) var intake: Intake
    private let live: Live
    private let logger: Logger
    /// Whether what was there at the start has been read.
    private(set) var isReady = false
    /// The source whose turn it is, and how many in a row had nothing to read.
    private var turn = 0
    private var idleTurns = 0

    /// Applies to `intake` what `live`, which follows the sources of its configuration, reads.
    init(_ intake: Intake, _ live: Live, _ logger: Logger) {
        self.intake = intake
        self.live = live
        self.logger = logger
    }

    /// What to poll for reading, if there is such a thing.
    var descriptor: FileDescriptor? { live.descriptor }

    /// The wall clock: what has arrived is applied.
    var applied: Instant { SystemClock.wallNanoseconds() }

    /// What readiness waits for; nil when it waits for nothing.
    var waitsFor: String? { isReady ? nil : "the initial read of the followed files" }

    /// When the next slice has something to do (monotonic nanoseconds).
    func nextWake(now: Int64) -> Int64 { idleTurns < intake.configuration.sources.count ? now : live.nextWake }

    /// Takes in events and reads what has come, until `deadline`.
    mutating func slice(now: Int64, deadline: Int64, hasEvents: Bool) {
        if hasEvents || now >= live.nextWake { idleTurns = 0 }
        live.look(now: now, hasEvents: hasEvents)
        let sources = intake.configuration.sources.count
        while idleTurns < sources, SystemClock.monotonicNanoseconds() < deadline {
            idleTurns = live.read(turn) ? 0 : idleTurns + 1
            if idleTurns == 0 { take(turn) } else { turn = (turn + 1) % sources }
        }
        for fault in live.takeFaults() {
            logger.log(.warn, fault.sentence, [("source", intake.configuration.sources[fault.source].name)])
        }
        for source in 0..<sources {
            let status = live.status(of: source)
            intake.counts[source].files = status.files
            intake.counts[source].isUp = status.isUp && status.files > 0
            intake.counts[source].lagBytes = status.lagBytes
        }
        intake.registry.advance(to: applied)
        if !isReady && idleTurns >= sources {
            isReady = true
            intake.admit([], created: wallSeconds())
            logger.log(.info, "followed files are read; waiting for more")
        }
    }

    /// Copies what a scrape shows.
    mutating func registrySnapshot() -> [Snapshot.Family] { intake.registry.snapshot() }

    private mutating func take(_ source: Int) {
        let (batch, times, live) = (live.batch(of: source), live.times(of: source), live)
        intake.take(batch, times, times.indices, from: source, .all, created: wallSeconds()) { record in
            (live.path(of: source, file: batch.fileNumber(of: record)), Int(batch.lines[record]))
        }
        for reject in live.rejects(of: source) {
            intake.counts[source].records += 1
            intake.counts[source].reject(reject.reason)
            intake.tell(reject, path: live.path(of: source, file: reject.file), from: source)
        }
    }
}

extension Live {
    /// Follows the files of a configuration, but for what a replay has read of them.
    convenience init(_ configuration: Configuration, from marks: [[FileIdentity: FileMark]] = []) {
        // Half of the descriptors are left for connections, and for what a replay opens.
        let descriptors = ProcessStatus().maximumDescriptors ?? 1024
        self.init(
            configuration.sources.map(\.feed), patterns: configuration.sources.map(\.paths), from: marks,
            maximumFiles: descriptors / 2)
    }
}

/// Seconds since 1970 by the wall clock.
func wallSeconds() -> Double { Double(SystemClock.wallNanoseconds()) / 1e9 }
