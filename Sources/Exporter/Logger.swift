import EventTime
import JSON
import POSIX

/// Writes one line for each change of state to standard error, as logfmt or JSON. The only place that logs.
struct Logger {
    enum Level: Int, CaseIterable {
        case debug, info, warn, error

        var name: String {
            switch self {
            case .debug: "debug"
            case .info: "info"
            case .warn: "warn"
            case .error: "error"
            }
        }
    }

    enum Format: String, CaseIterable {
        case logfmt, json
        /// The message alone: for programs that end after they have told.
        case plain
    }

    var level = Level.info
    var format = Format.logfmt
    var output = FileDescriptor.standardError
    private let dropped = Dropped()

    /// How many lines nobody took; shared by all copies of a logger.
    private final class Dropped {
        var count = 0
    }

    init(level: Level = .info, format: Format = .logfmt, output: FileDescriptor = .standardError) {
        self.level = level
        self.format = format
        self.output = output
    }

    /// Writes the message with its pairs, if `level` is high enough. A reader of standard error that has stopped taking
    /// lines must not stop the service: lines that find no room are dropped, and the next one says how many.
    func log(_ level: Level, _ message: String, _ pairs: [(key: String, value: String)] = []) {
        guard level.rawValue >= self.level.rawValue else { return }
        let now = Instant(nanoseconds: SystemClock.wallNanoseconds()).roundedDown(to: 1_000_000)
        if format != .plain && !output.isWritable {
            dropped.count += 1
            return
        }
        var all = [("ts", iso8601(now)), ("level", level.name), ("msg", message)] + pairs
        if dropped.count > 0 { all.append(("dropped_lines", "\(dropped.count)")) }
        dropped.count = 0
        let line =
            switch format {
            case .logfmt: all.map { "\($0)=\(logfmtValue($1))" }.joined(separator: " ")
            case .plain: message
            case .json: JSONValue.object(JSONObject(all.map { .init(key: $0, value: .string($1)) })).text
            }
        // Where standard error is gone there is nobody left to tell.
        try? output.write(line + "\n")
    }
}

private func logfmtValue(_ text: String) -> String {
    let isPlain =
        !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x22 && $0 != 0x3D && $0 != 0x5C && $0 < 0x7F }
    return isPlain ? text : quoted(text)
}
