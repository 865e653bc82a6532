package import Bytes

/// Reads the event times of records by a compiled format. Blanks around a field mean nothing.
///
/// The usual form, `YYYY-MM-DD hh:mm:ss` and what may follow it, is read without a walk over the pattern.
package struct TimeReader {
    /// What stands for a time that cannot be read, in the column form.
    package static let unreadable = Instant.min

    /// What may follow the seconds of the usual form.
    private enum Tail {
        case nothing
        /// A point and a fraction, always.
        case fraction
        /// A fraction, an offset, both or nothing.
        case iso8601
    }

    /// The day to which date-less times belong.
    package var date: CivilDate?
    private let kind: TimeFormat.Kind
    private let pattern: PatternReader
    private var clock: LocalClock
    private let isUsual: Bool
    private let tail: Tail
    private var usual: UsualForm
    /// How many bytes a whole time of the usual form has; -1 where there is none, or something must follow it.
    private let wholeCount: Int

    /// A reader of times in `zone`, unless the text names an offset; `date` completes date-less formats.
    package init(format: TimeFormat, zone: Zone, date: CivilDate?) {
        kind = format.kind
        clock = LocalClock(zone)
        self.date = date
        switch format.kind {
        case .pattern(let tokens):
            pattern = PatternReader(tokens)
            let form = Self.usualForm(tokens)
            isUsual = form != nil
            tail = form?.tail ?? .nothing
            usual = UsualForm(separator: form?.separator ?? 0, isISO: false)
        case .iso8601, .unix:
            pattern = PatternReader([])
            isUsual = format.kind == .iso8601
            tail = .iso8601
            usual = UsualForm(separator: UInt8(ascii: "T"), isISO: true)
        }
        wholeCount = isUsual && tail != .fraction ? 19 : -1
    }

    /// The instant told by `range` of `bytes`; nil if it is none of the format, or out of range. O(n), no allocation.
    package mutating func read(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Instant? {
        let instant = readOrMark(bytes, range.lowerBound, range.upperBound)
        return instant == Self.unreadable ? nil : instant
    }

    /// Appends to `times` the instants of `count` records: of the field at `column` of `stride` bounds a record.
    package mutating func read(
        _ bytes: Span<UInt8>, _ bounds: Span<ByteRange>, column: Int, stride: Int, count: Int,
        into times: inout [Instant]
    ) {
        times.append(atMost: count) { times in
            var place = column
            for _ in 0..<count {
                let field = bounds[place]
                times.append(readOrMark(bytes, Int(field.start), Int(field.end)))
                place += stride
            }
        }
    }

    @inline(__always)
    private mutating func readOrMark(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Instant {
        if end - start == wholeCount, let instant = usual.instant(bytes, start) { return instant }
        return readOther(bytes, start, end)
    }

    /// Not in line: most records share their month with the one before.
    @inline(never)
    private mutating func readOther(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Instant {
        if isUsual && end - start >= 19 {
            let local = usual.seconds(bytes, start)
            if local != UsualForm.none {
                if end - start > 19 || tail == .fraction { return readTail(bytes, start + 19, end, local) }
                let instant = instant(seconds: clock.seconds(local: local), nanoseconds: 0)
                usual.note(clock.stretch)
                return instant ?? Self.unreadable
            }
        }
        return readCarefully(bytes, start, end)
    }

    /// The instant of the local second before a tail that begins at `start`.
    private mutating func readTail(_ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ local: Int64) -> Instant {
        let end = endWithoutBlanks(bytes, start, end)
        var at = start
        var nanoseconds: Int64 = 0
        let isFraction =
            at < end && tail != .nothing
            && (bytes[at] == UInt8(ascii: ".") || tail == .iso8601 && bytes[at] == UInt8(ascii: ","))
        if isFraction {
            guard let (fraction, next) = readFraction(bytes, at + 1, end) else { return Self.unreadable }
            (nanoseconds, at) = (fraction, next)
        } else if tail == .fraction {
            return Self.unreadable
        }
        if at == end {
            return instant(seconds: clock.seconds(local: local), nanoseconds: nanoseconds) ?? Self.unreadable
        }
        guard tail == .iso8601, let (offset, next) = readOffset(bytes, at, end), next == end else {
            return Self.unreadable
        }
        return instant(seconds: local &- Int64(offset), nanoseconds: nanoseconds) ?? Self.unreadable
    }

    /// Whatever does not begin in the usual form.
    private mutating func readCarefully(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Instant {
        let end = endWithoutBlanks(bytes, start, end)
        var start = start
        while start < end, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
        if case .unix(let unit) = kind { return readUnix(bytes, start..<end, unit) ?? Self.unreadable }
        var fields = TimeFields()
        let isRead =
            kind == .iso8601 ? readISO8601(bytes, start..<end, &fields) : pattern.read(bytes, start..<end, &fields)
        return isRead ? fields.instant(&clock, date) ?? Self.unreadable : Self.unreadable
    }

    /// `%Y-%m-%d %H:%M:%S` with any one byte between date and time, which is returned; `.%f` may follow.
    private static func usualForm(_ tokens: [TimeFormat.Token]) -> (separator: UInt8, tail: Tail)? {
        guard tokens.count >= 11, case .literal(let separator) = tokens[5] else { return nil }
        let usual: [TimeFormat.Token] = [
            .year, .literal(0x2D), .month(isPadded: true), .literal(0x2D), .day(isPadded: true), .literal(separator),
            .hour(isPadded: true), .literal(0x3A), .minute(isPadded: true), .literal(0x3A), .second(isPadded: true),
        ]
        guard tokens.prefix(11) == usual[...] else { return nil }
        if tokens.count == 11 { return (separator, .nothing) }
        return tokens[11...] == [.literal(UInt8(ascii: ".")), .fraction] ? (separator, .fraction) : nil
    }
}

private func endWithoutBlanks(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
    var end = end
    while end > start, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
    return end
}

/// A decimal integer in units of `unit` nanoseconds; whole seconds may have a fraction.
private func readUnix(_ bytes: Span<UInt8>, _ range: Range<Int>, _ unit: Int64) -> Instant? {
    guard let (value, end) = readInteger(bytes, range.lowerBound, range.upperBound) else { return nil }
    let (whole, overflow) = value.multipliedReportingOverflow(by: unit)
    if overflow { return nil }
    if end == range.upperBound { return whole == .min ? nil : whole }
    guard unit == 1_000_000_000, bytes[end] == UInt8(ascii: "."),
        let (fraction, last) = readFraction(bytes, end + 1, range.upperBound), last == range.upperBound
    else { return nil }
    let isNegative = bytes[range.lowerBound] == UInt8(ascii: "-")
    let (sum, carry) = whole.addingReportingOverflow(isNegative ? -fraction : fraction)
    return carry || sum == .min ? nil : sum
}
