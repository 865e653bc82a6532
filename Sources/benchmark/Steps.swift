import Bytes
import CSV
import EventTime
import MappingFile
import POSIX
import Pipeline

/// The steps of rows about records.
extension Step {
    /// Finds every newline with the search of the C library, over reads of 1 MiB. The reference for all other steps.
    static func scan(_ files: [String]) -> Step {
        Step("newline scan") {
            var (bytes, lines) = ([UInt8](repeating: 0, count: 1 << 20), 0)
            for path in files {
                let file = try FileDescriptor.open(path)
                while true {
                    let count = try file.read(into: &bytes, at: 0, count: bytes.count)
                    if count == 0 { break }
                    var at = 0
                    while let hit = firstIndex(of: 0x0A, in: bytes.span, at..<count) {
                        (at, lines) = (hit + 1, lines + 1)
                    }
                }
            }
            try expect(lines > 0, "the input has no lines")
        }
    }

    /// Cuts the files into records. Reads their times if `time`, the number of a column, is not nil.
    static func parse(_ name: String, _ files: [String], columns: [Int], of fieldCount: Int, time: Int?) -> Step {
        Step(name) {
            var reader = TimeReader(format: try TimeFormat(timeFormat), zone: .utc, date: nil)
            var batch = RecordBatch(width: columns.count)
            var (times, unreadable, records) = ([Instant](), [Int](), 0)
            for path in files {
                let file = try FileDescriptor.open(path)
                var parser = Parser(dialect: Dialect(), columns: columns, fieldCount: fieldCount)
                batch.restart(at: 0)
                while try file.read(into: &batch.bytes, atMost: 1 << 18) > 0 {
                    parser.parse(&batch, atEnd: false)
                    if let time {
                        times.removeAll(keepingCapacity: true)
                        unreadable.removeAll(keepingCapacity: true)
                        reader.read(
                            batch.bytes.span, batch.bounds.span, column: time, stride: batch.width, count: batch.count,
                            into: &times, unreadable: &unreadable)
                    }
                    records += batch.count
                    batch.recycle()
                }
            }
            try expect(records > 0, "the input has no records")
        }
    }

    /// Replays a mapping at full speed: the pre-pass, then one pass.
    static func replay(_ mapping: String, records: Int, prefix: String = "") -> Step {
        Step(names: ["\(prefix)pre-pass", "\(prefix)pass", "\(prefix)both"]) {
            var run = try HistoryRun(try ConfigurationReader.read(mapping), rejects: NoSink(), startTime: 0)
            let start = SystemClock.processorNanoseconds()
            while try !run.prepare(through: .latest, until: slice()) {}
            let middle = SystemClock.processorNanoseconds()
            run.beginPass()
            while !run.advance(to: run.span?.upperBound ?? .latest, until: slice()) {}
            let end = SystemClock.processorNanoseconds()
            let applied = run.applier.counts.reduce(0) { $0 + $1.records }
            try expect(applied == records, "the replay applied \(applied) records of \(records)")
            return [middle - start, end - middle, end - start]
        }
    }

    /// Runs another program.
    static func program(_ name: String, _ arguments: [String]) -> Step {
        Step(names: [name], program: name) {
            let end = try ChildProcess(name, arguments).ending(waits: true)
            try expect(end?.status == 0, "\(name) ended with \(end?.status ?? 0)")
            return [end?.processorNanoseconds ?? 0]
        }
    }

    init(_ name: String, _ run: @escaping () throws -> Void) {
        self.init(names: [name]) {
            let start = SystemClock.processorNanoseconds()
            try run()
            return [SystemClock.processorNanoseconds() - start]
        }
    }
}

/// Returns a function that returns true after two milliseconds, the length of a slice of the service.
private func slice() -> () -> Bool {
    let deadline = SystemClock.monotonicNanoseconds() + 2_000_000
    return { SystemClock.monotonicNanoseconds() >= deadline }
}

/// Ignores rejected records: the input has none.
private final class NoSink: RejectSink {
    func wants(_ reason: RejectReason, source: Int) -> Bool { false }
    func reject(_ reason: RejectReason, source: Int, _ record: RejectedRecord) {}
}

/// Runs `--config.check` of the exporter in a child process, and returns the peak of its anonymous memory in bytes.
func peakMemory(checking mapping: String) throws -> Int {
    let child = try ChildProcess("/proc/self/exe", ["exporter", "--config.check", "--config.file=\(mapping)"])
    var peak = 0
    while try child.ending(waits: false) == nil {
        var pause = PollSet()
        try pause.poll(timeoutNanoseconds: 1_000_000)
        let path = "/proc/\(child.number)/status"
        // The process may have ended since; then the file does not exist.
        guard let bytes = try? FileDescriptor.open(path).readToEnd(maximum: 1 << 16) else { continue }
        let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("RssAnon:") }
        let words = line?.split { $0 == " " || $0 == "\t" } ?? []
        if words.count > 1, let kilobytes = Int(words[1]) { peak = max(peak, kilobytes * 1024) }
    }
    let status = try child.ending(waits: true)?.status
    try expect(status == 0, "the check of \(mapping) ended with \(status ?? 0)")
    return peak
}

/// A wrong result, so that the measurement is worthless.
struct BenchmarkError: Error, CustomStringConvertible {
    let description: String
}

/// Throws an error with this description unless `condition` is true.
func expect(_ condition: Bool, _ otherwise: @autoclosure () -> String) throws(BenchmarkError) {
    if !condition { throw BenchmarkError(description: otherwise()) }
}
