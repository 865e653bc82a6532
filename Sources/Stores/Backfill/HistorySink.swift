import Blocks
import EventTime
import Exposition
import Metrics
import POSIX

/// Takes a history, instant by instant, into files.
protocol HistorySink: AnyObject {
    /// How many samples were taken.
    var samples: Int { get }
    /// Takes what a scrape shows at an instant.
    func take(_ families: [Snapshot.Family], at instant: Instant) throws
    /// Ends all series at an instant.
    func end(at instant: Instant) throws
    /// Writes what is left, down to the disk.
    func finish() throws
    /// Removes what is there under a preliminary name, as far as that is possible.
    func abandon()
}

/// Blocks.
final class BlockSink: HistorySink {
    let writer: BlockWriter
    private var levels: Levels

    init(_ writer: BlockWriter, labels: [(name: String, value: String)]) {
        self.writer = writer
        levels = Levels(extra: labels)
    }

    var samples: Int { writer.samples }

    func take(_ families: [Snapshot.Family], at instant: Instant) throws {
        levels.update(families)
        try writer.append(levels, at: instant.milliseconds)
    }

    func end(at instant: Instant) throws {
        levels.end()
        try writer.append(levels, at: instant.milliseconds)
    }

    func finish() throws { try writer.finish(levels.labels) }

    func abandon() { writer.abandon() }
}

/// OpenMetrics text, in one file or in a file for each stretch of event time.
final class TextSink: HistorySink {
    private static let pieceBytes = 1 << 20

    private(set) var samples = 0
    private let output: BackfillOutput
    private var text: HistoryText
    private var file: FileDescriptor?
    /// The open file's path once it is whole; nil if it is written in place.
    private var path: String?
    /// Where the stretch of the open file begins; nil if there is one file.
    private var stretch: Instant?
    private var buffer: [UInt8] = []

    init(_ output: BackfillOutput, labels: [(name: String, value: String)]) {
        self.output = output
        text = HistoryText(extra: labels)
    }

    func take(_ families: [Snapshot.Family], at instant: Instant) throws {
        if case .folder(_, let duration) = output {
            let start = instant.roundedDown(to: duration * 1_000_000)
            if stretch != start { try finish() }
            stretch = start
        }
        if file == nil {
            try open()
            text.appendHeaders(families, to: &buffer)
        }
        samples += text.append(families, at: instant.milliseconds, to: &buffer)
        if buffer.count >= Self.pieceBytes { try write() }
    }

    /// Text has no word for the end of a series.
    func end(at instant: Instant) {}

    func finish() throws {
        guard let file else { return }
        buffer.append(contentsOf: HistoryText.end)
        try write()
        if let path {
            try file.synchronize()
            try FileSystem.rename(path + ".tmp", to: path)
        }
        self.file = nil
    }

    func abandon() {
        if file != nil, let path { try? FileSystem.remove(path + ".tmp") }
        file = nil
    }

    private func open() throws {
        switch output {
        case .blocks: preconditionFailure("blocks are no text")
        case .standardOutput: file = .standardOutput
        case .file(let name):
            // A pipe or a terminal takes the text as it comes.
            if let status = try? FileStatus(path: name), status.kind != .regular {
                file = try FileDescriptor.openForAppending(name)
            } else {
                try create(name)
            }
        case .folder(let folder, _):
            let name = iso8601(stretch ?? .earliest)
            // Some systems have no colons in names.
            try create(folder + "/" + String(name.map { $0 == ":" ? "-" : $0 }) + ".om")
        }
    }

    private func create(_ name: String) throws {
        path = name
        file = try FileDescriptor.create(name + ".tmp")
    }

    private func write() throws {
        try file?.write(buffer)
        buffer.removeAll(keepingCapacity: true)
    }
}
