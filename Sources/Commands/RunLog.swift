import EventTime
import Feed
package import MappingFile
import POSIX
package import Pipeline
package import Service
import Text

/// Reports a run to the log: its events, and at most one rejected record a minute for each source and reason. Writes
/// all rejected records to the source's reject file if it has one.
package final class RunLog: RunObserver {
    private static let pause: Int64 = 60_000_000_000
    private let logger: Logger
    private let configuration: Configuration
    private let names: [String]
    private let paths: [String?]
    private var files: [FileDescriptor?]
    private var last: [Key: Int64] = [:]
    private var isFileBroken = false

    private let clock: () -> Int64

    private struct Key: Hashable {
        let source: Int
        let reason: RejectReason
    }

    /// `clock` says nanoseconds of the monotonic clock. Without `writesRejectFiles` rejected records are only logged.
    package init(
        _ configuration: Configuration, _ logger: Logger, writesRejectFiles: Bool = true,
        clock: @escaping () -> Int64 = SystemClock.monotonicNanoseconds
    ) {
        self.configuration = configuration
        self.logger = logger
        self.clock = clock
        names = configuration.sources.map(\.name)
        paths = configuration.sources.map { writesRejectFiles ? $0.rejectFile : nil }
        files = names.map { _ in nil }
    }

    /// See `RejectSink`.
    package func wants(_ reason: RejectReason, source: Int) -> Bool {
        paths[source] != nil || isDue(Key(source: source, reason: reason))
    }

    /// See `RejectSink`: logs the record if that is due, and writes it to the reject file.
    package func reject(_ reason: RejectReason, source: Int, _ record: RejectedRecord) {
        let sentence = printable(record.sentence)
        let key = Key(source: source, reason: reason)
        if isDue(key) {
            last[key] = clock()
            logger.log(.warn, sentence, [("source", names[source]), ("reason", reason.label)])
        }
        guard let path = paths[source] else { return }
        do {
            let file = try files[source] ?? FileDescriptor.openForAppending(path)
            files[source] = file
            try file.write("\(reason.label)\t\(sentence)\n")
            isFileBroken = false
        } catch {
            if !isFileBroken { logger.log(.error, "cannot write the reject file: \(error)", [("file", path)]) }
            isFileBroken = true
        }
    }

    private func isDue(_ key: Key) -> Bool { last[key].map { clock() - $0 >= Self.pause } ?? true }

    /// See `RunObserver`: logs the event.
    package func note(_ event: RunEvent) {
        switch event {
        case .nothingToReplay:
            logger.log(.warn, "no record can be replayed: no source has a record with a readable time")
        case .replayReady(let range, let speed, let waits):
            Heap.trim()
            logger.log(
                .info, waits ? "replay waits for the first scrape" : "replay started",
                [("start", iso8601(range.start)), ("end", iso8601(range.end)), ("speed", speedText(speed))])
        case .clockStarted: logger.log(.info, "the first scrape was answered: the replay clock starts")
        case .passEnded(let pass, let rest):
            // A loop that hardly rests would log nothing else.
            let level: Logger.Level = rest >= 1_000_000_000 ? .info : .debug
            logger.log(level, "pass ended", [("pass", "\(pass)"), ("rest", "\(rest / 1_000_000)ms")])
        case .replayFinished(let end): logger.log(.info, "replay finished", [("end", iso8601(end))])
        case .initialReadComplete: logger.log(.info, "initial read complete, following files")
        case .fileSkipped(let source, let fault):
            logger.log(
                .warn, printable(configuration.sentence(fault)) + "; the file is passed over",
                [("source", names[source]), ("reason", fault.skipReason?.rawValue ?? "")])
        case .fileFault(let source, let fault):
            logger.log(.warn, printable(configuration.sentence(fault, source: source)), [("source", names[source])])
        case .fileNotice(let source, let sentence):
            logger.log(.warn, printable(sentence), [("source", names[source])])
        }
    }
}
