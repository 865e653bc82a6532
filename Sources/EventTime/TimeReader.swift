package import Bytes

/// The reason why the text of a field is not an event time.
package enum TimeFault: Error, Hashable, Sendable {
    /// The text does not have the format, or is not a valid time, such as 25:00.
    case unreadable
    /// The text is a time before `Instant.earliest` or after `Instant.latest`.
    case outOfRange
    /// The time can be read, but the record is due after `Instant.latest`.
    case dueOutOfRange
}

/// Reads the event times of records by a compiled format. Ignores blanks around a field.
///
/// Common timestamps, `YYYY-MM-DD hh:mm:ss` with an optional tail, take a fast path that does not interpret the
/// pattern.
package struct TimeReader {
    /// The tail behind the seconds of a common timestamp.
    private enum Tail {
        case nothing
        /// A point and a fraction, which must be there.
        case fraction
        /// A fraction, an offset, both or nothing.
        case iso8601
    }

    /// The day of times without a date.
    package var date: CivilDate?
    /// The year of dates without one.
    private let year: Int?
    private let kind: TimeFormat.Kind
    private let pattern: PatternReader
    private var clock: LocalClock
    /// Whether the order of the file may decide on a time.
    private let keepsPrevious: Bool
    private let isCommon: Bool
    private let tail: Tail
    private var common: CommonTimestamp
    /// The number of bytes of a common timestamp without a tail; -1 if the format is another, or needs a tail.
    private let wholeCount: Int

    /// A reader of times in `zone`, unless the text has an offset or an abbreviation. `date` is the day of times
    /// without a date, and `year` the year of dates without one. `names` are abbreviations beside those of the zone,
    /// with the seconds ahead of UTC.
    package init(
        format: TimeFormat, zone: Zone, date: CivilDate?, year: Int? = nil, twice: Twice = .bySteps,
        names: [(name: [UInt8], offset: Int)] = []
    ) {
        self.year = format.lacksYear ? year : nil
        kind = format.kind
        clock = LocalClock(zone, twice: twice, names: names)
        keepsPrevious = zone.changes
        self.date = date
        switch format.kind {
        case .pattern(let tokens):
            pattern = PatternReader(tokens)
            let form = Self.commonForm(tokens)
            isCommon = form != nil
            tail = form?.tail ?? .nothing
            common = CommonTimestamp(separator: form?.separator ?? 0, isISO: false)
        case .iso8601, .unix, .excel:
            pattern = PatternReader([])
            isCommon = format.kind == .iso8601
            tail = .iso8601
            common = CommonTimestamp(separator: UInt8(ascii: "T"), isISO: true)
        }
        wholeCount = isCommon && tail != .fraction ? 19 : -1
    }

    /// The time before the next one in the order of the file, which decides between two occurrences of a local time.
    /// The reader of a column notes it; a caller that reads single fields sets it.
    package var previous: Instant? {
        get { clock.previous }
        set { clock.previous = newValue }
    }

    /// Whether the newest time of the file comes first.
    package var isNewestFirst: Bool {
        get { clock.isNewestFirst }
        set { clock.isNewestFirst = newValue }
    }

    /// Whether the order of the file has decided on a time so far.
    package var hasMetTwice: Bool { clock.hasMetTwice }

    /// The instant in `range` of `bytes`; nil if the text has a fault. O(n), no allocation.
    package mutating func read(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Instant? {
        try? readOne(bytes, range.lowerBound, range.upperBound).get()  // `fault` returns the reason
    }

    /// The reason why `range` of `bytes` is not an event time; nil if it is an event time. O(n).
    package mutating func fault(in bytes: Span<UInt8>, _ range: Range<Int>) -> TimeFault? {
        if case .failure(let fault) = readOne(bytes, range.lowerBound, range.upperBound) { return fault }
        return nil
    }

    /// Reads the times of `count` records, each of which has `stride` bounds; the time is in the field `column`.
    /// Appends the instants to `times`, and the numbers of the records without an event time, ascending, to
    /// `unreadable`.
    package mutating func read(
        _ bytes: Span<UInt8>, _ bounds: Span<ByteRange>, column: Int, stride: Int, count: Int,
        into times: inout [Instant], unreadable: inout [Int]
    ) {
        times.append(atMost: count) { times in
            var index = column
            for record in 0..<count {
                let field = bounds[index]
                let (start, end) = (Int(field.start), Int(field.end))
                if end - start == wholeCount, let instant = common.instant(bytes, start) {
                    times.append(instant)
                } else {
                    if keepsPrevious && !times.isEmpty { clock.previous = times[times.count - 1] }
                    if case .success(let instant) = readOther(bytes, start, end) {
                        times.append(instant)
                    } else {
                        unreadable.append(record)
                    }
                }
                index += stride
            }
            if keepsPrevious && !times.isEmpty { clock.previous = times[times.count - 1] }
        }
    }

    @inline(__always)
    private mutating func readOne(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Result<Instant, TimeFault> {
        if end - start == wholeCount, let instant = common.instant(bytes, start) { return .success(instant) }
        return readOther(bytes, start, end)
    }

    /// Reads a time that the fast path of `CommonTimestamp` could not read. Not inlined, because this is rare: most
    /// records are in the same month as the record before.
    @inline(never)
    private mutating func readOther(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Result<Instant, TimeFault> {
        if isCommon && end - start >= 19, let local = common.seconds(bytes, start) {
            if end - start > 19 || tail == .fraction { return readTail(bytes, start + 19, end, local) }
            let instant = instant(clock.seconds(local: local, 0), 0)
            common.note(clock.stretch)
            return instant
        }
        return readCarefully(bytes, start, end)
    }

    /// The instant of the local second `local` with the tail that begins at `start`.
    private mutating func readTail(
        _ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ local: Int64
    ) -> Result<Instant, TimeFault> {
        var end = end
        while end > start && isBlank(bytes[end - 1]) { end -= 1 }
        var at = start
        var nanoseconds: Int64 = 0
        let isFraction =
            at < end && tail != .nothing
            && (bytes[at] == UInt8(ascii: ".") || tail == .iso8601 && bytes[at] == UInt8(ascii: ","))
        if isFraction {
            guard let (fraction, next) = readFraction(bytes, at + 1, end) else { return .failure(.unreadable) }
            (nanoseconds, at) = (fraction, next)
        } else if tail == .fraction {
            return .failure(.unreadable)
        }
        if at == end { return instant(clock.seconds(local: local, nanoseconds), nanoseconds) }
        guard tail == .iso8601, let (offset, next) = readOffset(bytes, at, end), next == end else {
            return .failure(.unreadable)
        }
        return instant(local &- Int64(offset), nanoseconds)
    }

    /// Reads a text that does not begin with a common timestamp.
    private mutating func readCarefully(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Result<Instant, TimeFault> {
        let range = trimmed(bytes, start..<end)
        if case .unix(let unit) = kind { return readUnix(bytes, range, unit) }
        if kind == .excel {
            return readExcel(bytes, range).map {
                instant(clock.seconds(local: $0.seconds, $0.nanoseconds), $0.nanoseconds)
            }
                ?? .failure(.unreadable)
        }
        var fields = TimeFields()
        fields.year = year
        let isRead = kind == .iso8601 ? readISO8601(bytes, range, &fields) : pattern.read(bytes, range, &fields)
        guard isRead, let (seconds, nanoseconds) = fields.time(&clock, date, bytes) else {
            return .failure(.unreadable)
        }
        return instant(seconds, nanoseconds)
    }

    /// The separator between date and time, and the tail, if the pattern is `%Y-%m-%d %H:%M:%S` or
    /// `%Y-%m-%d %H:%M:%S.%f` with any byte as separator; else nil.
    private static func commonForm(_ tokens: [TimeFormat.Token]) -> (separator: UInt8, tail: Tail)? {
        guard tokens.count >= 11, case .literal(let separator) = tokens[5] else { return nil }
        let common: [TimeFormat.Token] = [
            .year, .literal(0x2D), .month(isPadded: true), .literal(0x2D), .day(isPadded: true), .literal(separator),
            .hour(isPadded: true), .literal(0x3A), .minute(isPadded: true), .literal(0x3A), .second(isPadded: true),
        ]
        guard tokens.prefix(11) == common[...] else { return nil }
        if tokens.count == 11 { return (separator, .nothing) }
        return tokens[11...] == [.literal(UInt8(ascii: ".")), .fraction] ? (separator, .fraction) : nil
    }
}

private func instant(_ seconds: Int64, _ nanoseconds: Int64) -> Result<Instant, TimeFault> {
    Instant(seconds: seconds, nanoseconds: nanoseconds).map { .success($0) } ?? .failure(.outOfRange)
}

/// Reads a decimal integer in units of `unit` nanoseconds. If the unit is a second, a fraction may follow.
private func readUnix(_ bytes: Span<UInt8>, _ range: Range<Int>, _ unit: Int64) -> Result<Instant, TimeFault> {
    guard let (value, end) = readInteger(bytes, range.lowerBound, range.upperBound) else {
        return .failure(.unreadable)
    }
    var part: Int64 = 0
    if end < range.upperBound {
        guard unit == 1_000_000_000, bytes[end] == UInt8(ascii: "."),
            let (fraction, last) = readFraction(bytes, end + 1, range.upperBound), last == range.upperBound
        else { return .failure(.unreadable) }
        part = bytes[range.lowerBound] == UInt8(ascii: "-") ? -fraction : fraction
    }
    guard let value else { return .failure(.outOfRange) }
    let (whole, overflow) = value.multipliedReportingOverflow(by: unit)
    let (sum, carry) = whole.addingReportingOverflow(part)
    return overflow || carry ? .failure(.outOfRange) : .success(Instant(nanoseconds: sum))
}
