import EventTime
import MappingFile
import POSIX
import Service

/// A replay speed's form, for messages.
let speedWanted = "a number above 0, or max"

/// An event time's form, for messages.
let instantWanted = "a time such as 2026-03-02T05:00:00Z"

/// An ISO 8601 time; UTC where it names no offset.
func parseInstant(_ text: String) -> Instant? {
    guard let format = try? TimeFormat("iso8601") else { return nil }  // a constant that is known to be right
    var reader = TimeReader(format: format, zone: .utc, date: nil)
    let bytes = Array(text.utf8)
    return reader.read(bytes.span, 0..<bytes.count)
}

extension Logger {
    /// Logs to standard error, with wall-clock times to the millisecond.
    init(level: Level = .info, format: Format = .logfmt) {
        self.init(level: level, format: format, output: .standardError) {
            iso8601(Instant(nanoseconds: SystemClock.wallNanoseconds()).roundedDown(to: 1_000_000))
        }
    }
}
