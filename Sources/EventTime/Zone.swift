/// A time zone: UTC, a fixed offset, or the history and rules of a place.
///
/// A local time that a clock change skips is the instant of the change; one that occurs twice is its first occurrence.
/// So ascending local times never become descending instants.
package struct Zone: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        case fixed(Int)
        case changing(Transitions)
    }

    let kind: Kind

    /// Coordinated Universal Time.
    package static let utc = Zone(kind: .fixed(0))

    init(kind: Kind) { self.kind = kind }

    /// A fixed offset: `+02:00`, `-0530` or `+01`. Nil for anything else, and for 24 hours or more.
    package init?(fixed text: String) {
        let bytes = Array(text.utf8)
        guard let (offset, end) = readOffset(bytes.span, 0, bytes.count), end == bytes.count, text != "Z" else {
            return nil
        }
        kind = .fixed(offset)
    }

    /// A place by the bytes of its TZif file (RFC 9636); `name` is for messages.
    package init(tzif: [UInt8], name: String) throws(ZoneError) {
        kind = .changing(try Transitions(tzif: tzif, name: name))
    }

    /// Seconds that local time is ahead of UTC at an instant. O(log changes).
    package func offset(at instant: Instant) -> Int {
        switch kind {
        case .fixed(let offset): offset
        case .changing(let transitions): transitions.offset(at: split(instant).seconds)
        }
    }

    /// Seconds since 1970 in UTC at which local clocks show `localSeconds` since 1970, by the rule above. O(log changes).
    package func seconds(localSeconds local: Int64) -> Int64 {
        switch kind {
        case .fixed(let offset): local - Int64(offset)
        case .changing(let transitions): transitions.seconds(local: local)
        }
    }

    /// The local day of an instant.
    package func date(at instant: Instant) -> CivilDate {
        CivilDate(daysSince1970: splitDays(split(instant).seconds + Int64(offset(at: instant))).days)
    }

    /// The first instant of the next local day; `Instant.max` beyond what instants can tell.
    package func startOfNextDay(after instant: Instant) -> Instant {
        var day = date(at: instant).daysSince1970 + 1
        while true {
            let seconds = seconds(localSeconds: Int64(day) * 86_400)
            guard let start = EventTime.instant(seconds: seconds, nanoseconds: 0) else { return .max }
            // Clocks set back over midnight let a day begin twice.
            if start > instant { return start }
            day += 1
        }
    }
}

/// Why a time zone file cannot be used.
package struct ZoneError: Error, Sendable, CustomStringConvertible {
    /// The zone's name and what was found.
    package let name: String
    /// What was there instead.
    package let found: String

    /// One sentence, without the place in the mapping file.
    package var description: String { "cannot read time zone \"\(name)\": got \(found); want a TZif file (RFC 9636)" }
}

/// The changes of a place's offset, as seconds since 1970, written out to the end of what instants can tell.
struct Transitions: Sendable, Equatable {
    /// When each offset begins; ascending.
    private(set) var times: [Int64] = []
    /// The offset from each time on.
    private(set) var offsets: [Int] = []
    /// The offset before the first time.
    private(set) var first: Int

    init(first: Int) { self.first = first }

    mutating func append(_ time: Int64, _ offset: Int) {
        if offset == offsets.last ?? first { return }
        times.append(time)
        offsets.append(offset)
    }

    func offset(at seconds: Int64) -> Int {
        let index = count(through: seconds)
        return index == 0 ? first : offsets[index - 1]
    }

    func seconds(local: Int64) -> Int64 {
        // No offset reaches 26 hours, so the first interval that can hold the local time is this one or a later one.
        var index = count(through: local - 93_600)
        while true {
            let offset = index == 0 ? first : offsets[index - 1]
            let candidate = local - Int64(offset)
            // Skipped by the change that began this interval.
            if index > 0 && candidate < times[index - 1] { return times[index - 1] }
            if index == times.count || candidate < times[index] { return candidate }
            index += 1
        }
    }

    /// How many changes have come by then.
    private func count(through seconds: Int64) -> Int {
        var (low, high) = (0, times.count)
        while low < high {
            let middle = (low + high) / 2
            if times[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
