import Bytes
import EventTime

private let formats = [
    "%Y-%m-%d %H:%M:%S", "iso8601", "unix", "unix_ms", "unix_us", "unix_ns", "%Y-%m-%dT%H:%M:%S.%f", "%H:%M", "%Hh",
    "%Hh %M", "%d/%b/%Y:%H:%M:%S %z", "%a, %d %b %Y %H:%M:%S %Z", "%s", "%s.%f", "%Y%j %H%M%S", "%D %T", "%F %R",
    "%-d.%-m.%y %-H:%-M", "%e %B %Y %l:%M %p", "%Y%m%d", "%F%n%T", "%F %T %z", "%Y-%m-%dx%H:%M:%S", "%k%t%M",
    "%Y-%m", "%Y", "%Y-Q%q", "%G-W%V", "%G-W%V-%u", "%G-W%V-%u %T", "excel", "%b %d %H:%M:%S", "%j", "%F %-H",
    "%d.%m.%Y %R %Z",
]

/// Blanks around a field, what was read before, and columns instead of single fields change nothing; a time that is
/// written and read again is the same.
func fuzzTime(_ bytes: [UInt8]) {
    var input = Input(bytes)
    let choice = input.below(formats.count + 6)
    let zone = Zone(fixed: input.choice(["+00:00", "+05:45", "-03:30", "+23:59"])) ?? .utc
    let date = CivilDate(daysSince1970: Int(input.byte()) * 400)
    var parts = input.parts(0x0A)
    var text = choice < formats.count ? formats[choice] : ""
    if text.isEmpty { text = String(decoding: parts.removeFirst(), as: UTF8.self) }
    checkFormatter(text, zone, parts)
    guard let format = try? TimeFormat(text) else { return }  // What cannot tell a time is refused.
    var warm = TimeReader(format: format, zone: zone, date: date)
    let expected = parts.map { part in
        var reader = TimeReader(format: format, zone: zone, date: date)
        let time = reader.read(part.span, 0..<part.count)
        let message = "\(text) \(String(decoding: part, as: UTF8.self).debugDescription): \(time as Any)"
        for (before, after) in [(" ", ""), ("", "\t "), ("\t", " "), ("", ""), ("", "")] {
            let padded = Array(before.utf8) + part + Array(after.utf8)
            check(warm.read(padded.span, 0..<padded.count) == time, "\(message), not so in \(padded)")
        }
        // Neighbours in the buffer do not matter.
        let inner = [0x31] + part + [0x32]
        check(reader.read(inner.span, 1..<part.count + 1) == time, "\(message), not so between digits")
        if let time { checkAgain(time, format, zone, date, message) }
        return time
    }
    checkColumn(parts, expected, &warm)
}

private func checkColumn(_ parts: [[UInt8]], _ expected: [Instant?], _ reader: inout TimeReader) {
    var (all, bounds): ([UInt8], [ByteRange]) = ([], [])
    for part in parts {
        bounds.append(ByteRange(all.count, all.count + part.count))
        all += part
    }
    var (times, unreadable): ([Instant], [Int]) = ([], [])
    reader.read(
        all.span, bounds.span, column: 0, stride: 1, count: parts.count, into: &times, unreadable: &unreadable)
    check(
        times == expected.compactMap(\.self) && unreadable == expected.indices.filter { expected[$0] == nil },
        "as a column \(times) without \(unreadable), one by one \(expected)")
}

/// The time in ISO 8601, and in its own format where that can be written, reads as the time.
private func checkAgain(_ time: Instant, _ format: TimeFormat, _ zone: Zone, _ date: CivilDate, _ message: String) {
    var written: [UInt8] = []
    appendISO8601(time, to: &written)
    check(
        read(written, "iso8601", .utc, nil) == time, "\(message) written as \(String(decoding: written, as: UTF8.self))"
    )
    let year = zone.date(at: time).year
    // Two digits of a year mean 1969 to 2068.
    guard let formatter = try? TimeFormatter(format.text, zone: zone), format.hasDate, format.text.contains("%"),
        1969...2068 ~= year || !(format.text.contains("%y") || format.text.contains("%D"))
    else { return }
    var text: [UInt8] = []
    formatter.append(time, to: &text)
    // A format without a day rounds down to the first instant of a year at most.
    let hasDay = ["%d", "%e", "%-d", "%j", "%u", "%F", "%D", "%s"].contains { format.text.contains($0) }
    let longest: Int64 = 86_400_000_000_000 * (hasDay ? 1 : 366)
    guard let again = read(text, format.text, zone, date) else {
        // Rounded down, the first day begins before the earliest instant.
        let words = String(decoding: text, as: UTF8.self)
        return check(time.adding(-longest) == nil, "\(message) written as \(words) cannot be read")
    }
    var twice: [UInt8] = []
    formatter.append(again, to: &twice)
    check(twice == text, "\(message) written as \(String(decoding: text, as: UTF8.self)) reads as \(again)")
    // What the format does not tell is rounded down (and a zone's name means UTC).
    if !format.text.contains("%Z") {
        check(again <= time && time.nanoseconds(since: again) < UInt64(longest), "\(message) reads as \(again)")
    }
}

private func read(_ text: [UInt8], _ format: String, _ zone: Zone, _ date: CivilDate?) -> Instant? {
    guard let format = try? TimeFormat(format) else { return nil }  // Nil, too, where nothing can be read.
    var reader = TimeReader(format: format, zone: zone, date: date)
    return reader.read(text.span, 0..<text.count)
}

/// Within a multiple of the granularity, the text stays.
private func checkFormatter(_ pattern: String, _ zone: Zone, _ parts: [[UInt8]]) {
    guard let formatter = try? TimeFormatter(pattern, zone: zone) else { return }  // Unknown directives are refused.
    let step = formatter.granularity
    check(step > 0, "a granularity of \(step)")
    var seed = parts.last.map { Input($0) } ?? Input([])
    let time = Instant(nanoseconds: Int64(bitPattern: seed.word()))
    let start = time.roundedDown(to: step)
    var texts: [[UInt8]] = [[], [], []]
    // The earliest instant may be within a multiple that begins before it.
    let end = start.nanoseconds % step == 0 ? start.advanced(by: step - 1) : time
    for (place, instant) in [start, time, end].enumerated() {
        formatter.append(instant, to: &texts[place])
    }
    check(texts[0] == texts[1] && texts[1] == texts[2], "\(pattern) changes within \(step) from \(start)")
}
