/// A time zone: UTC, a fixed offset, or the transitions of a place.
///
/// A local time that a clock change skips means the instant of the change. A local time that occurs twice means its
/// first occurrence here; `LocalClock` finds the second by the order of the records. So ascending local times never
/// become descending instants.
package struct Zone: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        case fixed(Int)
        case changing(Transitions)
    }

    let kind: Kind
    /// The abbreviations of the zone.
    let names: ZoneNames
    /// The name or offset as it was given, for people.
    package let name: String

    /// Coordinated Universal Time.
    package static let utc = Zone(kind: .fixed(0))

    init(kind: Kind, names: ZoneNames = ZoneNames(), name: String = "UTC") {
        (self.kind, self.names, self.name) = (kind, names, name)
    }

    /// A fixed offset such as `+02:00`, `-0530` or `+01`. Nil for any other text, and for 24 hours or more.
    package init?(fixed text: String) {
        let bytes = Array(text.utf8)
        guard let (offset, end) = readOffset(bytes.span, 0, bytes.count), end == bytes.count, text != "Z" else {
            return nil
        }
        self.init(kind: .fixed(offset), name: text)
    }

    /// The zone in the bytes of a TZif file (RFC 9636). `name` is for people.
    package init(tzif: [UInt8], name: String) throws(ZoneError) {
        var names = ZoneNames()
        let transitions = try Transitions(tzif: tzif, name: name, &names)
        self.init(
            kind: transitions.times.isEmpty ? .fixed(transitions.first) : .changing(transitions), names: names,
            name: name)
    }

    /// Seconds by which local time is ahead of UTC at an instant. O(log changes).
    package func offset(at instant: Instant) -> Int {
        switch kind {
        case .fixed(let offset): offset
        case .changing(let transitions): transitions.offset(at: instant.parts.seconds)
        }
    }

    /// Seconds since 1970 in UTC at which local clocks show `localSeconds` since 1970, by the rule above. O(log
    /// changes).
    package func seconds(localSeconds local: Int64) -> Int64 { stretch(localSeconds: local).seconds(local: local) }

    /// The first stretch in which the local time occurs, or the stretch that began by skipping the local time.
    func stretch(localSeconds local: Int64) -> LocalStretch {
        switch kind {
        case .fixed(let offset): LocalStretch(offset: Int64(offset), start: .min, from: .min, until: .max)
        case .changing(let transitions): transitions.stretch(local: local)
        }
    }

    /// Whether local times may occur twice.
    package var changes: Bool { if case .changing = kind { true } else { false } }

    /// The greatest divisor of `seconds` that also divides the time of every change, and every offset.
    func step(within seconds: Int64) -> Int64 {
        switch kind {
        case .fixed(let offset): greatestCommonDivisor(seconds, Int64(offset))
        case .changing(let transitions):
            (transitions.times + (transitions.offsets + [transitions.first]).map(Int64.init))
                .reduce(seconds, greatestCommonDivisor)
        }
    }

    /// The local day of an instant.
    package func date(at instant: Instant) -> CivilDate {
        CivilDate(daysSince1970: splitDays(instant.parts.seconds + Int64(offset(at: instant))).days)
    }

    /// The first instant after this one at which the next local day begins; nil if it is out of range.
    package func startOfNextDay(after instant: Instant) -> Instant? {
        var day = date(at: instant).daysSince1970 + 1
        while true {
            let local = Int64(day) * 86_400
            let stretch = stretch(localSeconds: local)
            let first = stretch.seconds(local: local)
            guard let start = Instant(seconds: first, nanoseconds: 0) else { return nil }
            if start > instant { return start }
            // If clocks are set back over midnight, a day begins twice.
            if local >= stretch.twiceFrom, let second = Instant(seconds: first + stretch.shift, nanoseconds: 0),
                second > instant
            {
                return second
            }
            day += 1
        }
    }

    /// The instant after this one at which clocks are set back, if they show the local time of this one again; else
    /// nil.
    package func turn(after instant: Instant) -> Instant? {
        let stretch = stretch(localSeconds: instant.parts.seconds + Int64(offset(at: instant)))
        return Instant(seconds: stretch.end, nanoseconds: 0).flatMap { $0 > instant ? $0 : nil }
    }
}

/// A time zone file that cannot be used.
package struct ZoneError: Error, Sendable, CustomStringConvertible {
    /// The name of the zone.
    let name: String
    /// The fault of the file, as a noun that can follow "got".
    let found: String

    /// One sentence, without the position in the mapping file.
    package var description: String { "cannot read time zone \"\(name)\": got \(found); want a TZif file (RFC 9636)" }
}

private func greatestCommonDivisor(_ left: Int64, _ right: Int64) -> Int64 {
    var (left, right) = (abs(left), abs(right))
    while right != 0 { (left, right) = (right, left % right) }
    return left
}
