/// The occurrence of a local time that occurs twice, because clocks were set back.
package enum Twice: Sendable {
    /// Always the first.
    case first
    /// Always the second.
    case second
    /// By the order of the records: a step back of 15 minutes or more begins the second occurrence, and so does an
    /// equal time.
    case inOrder
    /// As `inOrder`, but an equal time stays in the same occurrence.
    case bySteps
}

/// Converts local times of a zone. Caches the stretch of the last local time, because neighbouring records mostly have
/// the same offset.
struct LocalClock: Sendable {
    private static let leastStep: Int64 = 900_000_000_000
    private let zone: Zone
    private let twice: Twice
    private let names: [(name: [UInt8], offset: Int)]
    /// The stretch of the last local time.
    private(set) var stretch: LocalStretch
    /// The time before the next one in the order of the file. It decides between the two occurrences of a local time.
    var previous: Instant?
    /// Whether the newest time of the file comes first.
    var isNewestFirst = false
    /// Whether a local time occurred twice, and the order of the file decided.
    private(set) var hasMetTwice = false

    /// A clock of `zone`. `names` are offsets of abbreviations that the zone does not have, in seconds.
    init(_ zone: Zone, twice: Twice, names: [(name: [UInt8], offset: Int)]) {
        (self.zone, self.twice, self.names) = (zone, twice, names)
        stretch = zone.stretch(localSeconds: 0)
    }

    /// Seconds since 1970 in UTC at the local time `local` and `nanoseconds` of at least 0.
    @inline(__always)
    mutating func seconds(local: Int64, _ nanoseconds: Int64) -> Int64 {
        if local < stretch.from || local >= stretch.until { stretch = zone.stretch(localSeconds: local) }
        let seconds = stretch.seconds(local: local)
        return local < stretch.twiceFrom ? seconds : occurrence(seconds, nanoseconds)
    }

    /// Seconds since 1970 in UTC at the local time `local` and `nanoseconds`, with the abbreviation at `name` of
    /// `bytes`; nil if it is unknown. An abbreviation that both occurrences have decides nothing.
    mutating func seconds(local: Int64, _ nanoseconds: Int64, _ bytes: Span<UInt8>, name: Range<Int>) -> Int64? {
        let text = bytes.extracting(name)
        if let declared = names.first(where: { ZoneNames.isEqual($0.name, text) }) {
            return local - Int64(declared.offset)
        }
        if let offset = zone.names.offset(of: text, local: local) {
            return offset.isAlone ? local - Int64(offset.seconds) : seconds(local: local, nanoseconds)
        }
        return NameTable.zones.names.contains { ZoneNames.isEqual($0, text) } ? local : nil
    }

    /// The occurrence of a local time that occurs first at `first`, and again `stretch.shift` seconds later.
    @inline(never)
    private mutating func occurrence(_ first: Int64, _ nanoseconds: Int64) -> Int64 {
        let second = first + stretch.shift
        switch twice {
        case .first: return first
        case .second: return second
        case .inOrder, .bySteps: break
        }
        hasMetTwice = true
        return isSecond(first, nanoseconds) ? second : first
    }

    private func isSecond(_ first: Int64, _ nanoseconds: Int64) -> Bool {
        guard let before = previous?.parts else { return isNewestFirst }
        let wasSecond = before.seconds >= stretch.end
        // Before the first occurrence, or after the second: this time begins or ends the hour.
        if before.seconds < stretch.end - stretch.shift || before.seconds >= stretch.end + stretch.shift {
            return wasSecond
        }
        let local = before.seconds - (wasSecond ? stretch.shift : 0)
        let step = (first - local) * 1_000_000_000 + nanoseconds - before.nanoseconds
        let isTurn = (isNewestFirst ? step : -step) >= Self.leastStep || twice == .inOrder && step == 0
        return isTurn && wasSecond == isNewestFirst ? !wasSecond : wasSecond
    }
}
