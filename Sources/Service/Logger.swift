import JSON
package import POSIX

/// Writes one line for each change of state to standard error, as logfmt or JSON. The only place that logs.
package struct Logger {
    /// How much a line matters.
    package enum Level: Int, CaseIterable {
        case debug, info, warn, error

        /// The level as flags and lines spell it.
        package var name: String {
            switch self {
            case .debug: "debug"
            case .info: "info"
            case .warn: "warn"
            case .error: "error"
            }
        }
    }

    /// How a line is written.
    package enum Format: String, CaseIterable {
        case logfmt, json
        /// The message alone, for commands that run once and end.
        case plain
    }

    private let level: Level
    private let format: Format
    private let output: FileDescriptor
    private let timestamp: () -> String
    private let dropped = Dropped()

    /// Counts the lines that found no room; shared by all copies of a logger.
    private final class Dropped {
        var count = 0
    }

    /// Logs lines of at least `level`. `timestamp` returns the wall-clock time of a line.
    package init(level: Level, format: Format, output: FileDescriptor, timestamp: @escaping () -> String) {
        self.level = level
        self.format = format
        self.output = output
        self.timestamp = timestamp
    }

    /// Writes the message with its pairs, if `level` is high enough. A reader of standard error that has stopped taking
    /// lines must not stop the service: lines that find no room are dropped, and the next line says how many.
    package func log(_ level: Level, _ message: String, _ pairs: [(key: String, value: String)] = []) {
        guard level.rawValue >= self.level.rawValue else { return }
        if format != .plain && !output.isWritable {
            dropped.count += 1
            return
        }
        var all = [("ts", timestamp()), ("level", level.name), ("msg", message)] + pairs
        if dropped.count > 0 { all.append(("dropped_lines", "\(dropped.count)")) }
        dropped.count = 0
        let line =
            switch format {
            case .logfmt: all.map { "\($0)=\(logfmtValue($1))" }.joined(separator: " ")
            case .plain: message
            case .json: JSONValue.object(JSONObject(all.map { .init(key: $0, value: .string($1)) })).text
            }
        // A closed standard error has no reader to report to.
        try? output.write(line + "\n")
    }
}

private func logfmtValue(_ text: String) -> String {
    let isPlain =
        !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x22 && $0 != 0x3D && $0 != 0x5C && $0 < 0x7F }
    return isPlain ? text : quoted(text)
}
