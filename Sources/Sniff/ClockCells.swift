/// The two parts of durations that are written like `7:25`.
enum ClockParts {
    /// Hours and minutes.
    case hours
    /// Minutes and seconds, as the reader of durations takes them.
    case minutes

    private static let hourWords =
        "h hh hr hrs hour hours std stunde stunden heure heures hora horas ora ore uur uren timer timmar"
    private static let minuteWords = "min mins minute minutes minuten minuto minutos minuti minuter minutter"

    /// The parts that the name of a column tells: `Dauer (h:mm)`, `Flugstunden`, `Split [mm:ss]`; nil if it tells none
    /// or three.
    init?(name: String) {
        // `[h]:mm` is a format of spreadsheets for hours beyond 23.
        let open = UInt8(ascii: "["), close = UInt8(ascii: "]"), colon = UInt8(ascii: ":")
        let bytes = name.utf8.filter { $0 != close }.map { $0 == open ? 0x20 : $0 | ($0 &- 0x41 < 26 ? 0x20 : 0) }
        for token in bytes.split(whereSeparator: { $0 &- 0x61 > 25 && $0 != colon && $0 < 0x80 }) {
            let parts = token.split(separator: colon)
            if parts.count == 1 { continue }
            guard parts.count == 2, let first = parts[0].first else { return nil }
            let second = parts[1].first ?? 0
            switch (first, second) {
            case (UInt8(ascii: "h"), UInt8(ascii: "m")), (UInt8(ascii: "s"), UInt8(ascii: "m")): self = .hours
            case (UInt8(ascii: "m"), UInt8(ascii: "s")): self = .minutes
            default: continue
            }
            return
        }
        let words = Words(name)
        if words.has(Self.hourWords) || words.ends("stunden") {
            self = .hours
        } else if words.has(Self.minuteWords) || words.ends("minuten") {
            self = .minutes
        } else {
            return nil
        }
    }
}

/// How many colons the cells of a column of durations have.
struct ClockCells {
    /// The number of cells that are written like `7:25`.
    private(set) var two = 0
    /// The first of these cells; empty without any.
    private(set) var example = ""
    /// The number of all other durations: three parts, or minutes and seconds with a fraction.
    private(set) var others = 0
    /// Whether an hour or a minute has one digit, or is beyond a day of hours.
    private(set) var isLoose = false

    /// Whether a column of clocks has durations: its name tells hours and minutes and no time of the day, and an hour
    /// has one digit or is beyond the day.
    static func areNamedDurations(_ table: Table, _ column: Int, _ words: Words) -> Bool {
        let isClock = words.has(TimeColumns.good) || words.has(TimeColumns.bad)
        return !isClock && ClockParts(name: table.names[column]) != nil && ClockCells(table, column).isLoose
    }

    init(_ table: Table, _ column: Int) {
        let bytes = table.bytes
        let colon = UInt8(ascii: ":")
        for record in table.spread(4000) {
            let cell = table.cell(record, column)
            let colons = cell.count { bytes[$0] == colon }
            if colons == 0 { continue }
            let isFraction = cell.contains { bytes[$0] == UInt8(ascii: ".") || bytes[$0] == UInt8(ascii: ",") }
            if colons > 1 || isFraction {
                others += 1
                continue
            }
            if two == 0 { example = table.text(record, column) }
            two += 1
            let digits = cell.prefix { bytes[$0] != colon }
            let first = Int(String(decoding: digits.map { bytes[$0] }, as: UTF8.self)) ?? 0
            if digits.count == 1 || first > 23 { isLoose = true }
        }
    }
}

extension Sniffer {
    /// Says of a column of durations whether its cells of two parts are hours and minutes, with the reason. Only the
    /// name can tell: `7:25` is read in both ways.
    mutating func hasHours(_ column: Int) -> Bool {
        let cells = ClockCells(table, column)
        if cells.two == 0 { return false }
        let (name, parts) = (table.names[column], ClockParts(name: table.names[column]))
        let found = "\"\(cells.example)\" in \(name)"
        switch parts {
        case .minutes: return false
        case .hours where cells.others == 0:
            decisions.add(
                .durations, "\(found) is hours and minutes, as the name says: scale 60 makes seconds", isAssumed: false)
            return true
        case .hours:
            decisions.add(
                .durations,
                "\(found) is read as minutes and seconds, because other cells are longer; the name says "
                    + "hours", isAssumed: true)
            return false
        case nil:
            if cells.others > 0 { return false }
            decisions.add(
                .durations,
                "\(found) is read as minutes and seconds; if it is hours and minutes, write scale: 60 into "
                    + "its value, and 60 times the bounds of its buckets", isAssumed: true)
            return false
        }
    }
}
