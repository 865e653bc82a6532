/// The form of an event time, for messages.
package let instantWanted = "a time such as 2026-03-02T05:00:00Z"

/// Reads an ISO 8601 time. A time without an offset is in UTC.
package func parseInstant(_ text: String) -> Instant? {
    guard let format = try? TimeFormat("iso8601") else { return nil }  // a constant that is known to be right
    var reader = TimeReader(format: format, zone: .utc, date: nil)
    let bytes = Array(text.utf8)
    return reader.read(bytes.span, 0..<bytes.count)
}
