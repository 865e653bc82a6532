import Bytes
import CSV
import EventTime

/// Finds what a file tells about the zone of its times.
struct ZoneSearch {
    private(set) var zone = "UTC"
    private(set) var isKnown = false
    /// Whether the cells have offsets, or count from an instant.
    private(set) var isAbsolute = false
    private(set) var evidence = "the file does not say"
    /// What the names of the columns say without certainty.
    private var likely = ""

    init(_ table: Table, _ columns: [Int], format: String, names: [String], isServerLog: Bool) {
        let last = format.utf8.last
        if format.utf8.starts(with: "unix".utf8) || format == "%s" {
            know("UTC", "counts from 1970 are in UTC")
            isAbsolute = true
        } else if format == "iso8601" || directives(format).contains(UInt8(ascii: "z")) {
            readOffsets(table, columns, all: format != "iso8601")
        } else if let word = format.split(separator: " ").last(where: { $0 == "UTC" || $0 == "GMT" }) {
            know("UTC", "each cell says \(word)")
        } else if last == UInt8(ascii: "Z"), !format.utf8.suffix(2).elementsEqual("%Z".utf8) {
            know("UTC", "each cell ends with Z")
        } else if isServerLog {
            know("UTC", "server logs with #Fields are in UTC")
        }
        for name in names where !isKnown && likely.isEmpty { readName(name) }
    }

    /// Takes what a column says beside the times.
    mutating func take(_ column: ZoneColumn) {
        if let zone = column.zone { return know(zone, column.evidence) }
        (zone, evidence) = ("UTC", column.evidence + ": no format of a mapping reads it")
    }

    /// Takes what a line above the table says, as an assumption: it may be about the export, and not about the times.
    mutating func take(above line: String, number: Int) {
        let found = ZoneName(line)
        guard let said = found.certain ?? found.likely, likely.isEmpty else { return }
        let isPlace = said.utf8.contains(UInt8(ascii: "/")) && found.certain != nil
        let isZone = isPlace || Words(line).has("zone timezone zeitzone tz fuseau zona utc_offset")
        if isZone { zone = said }
        likely = said
        evidence = "line \(number) says \(said)" + (isZone ? "" : ", perhaps not of these times")
    }

    private mutating func know(_ zone: String, _ evidence: String) {
        (self.zone, isKnown, self.evidence) = (zone, true, evidence)
    }

    /// The offset that all cells have, or that there are offsets. The format has read `all` of them, or may read cells
    /// without.
    private mutating func readOffsets(_ table: Table, _ columns: [Int], all: Bool) {
        var (offsets, without): ([String], Int) = ([], 0)
        for record in table.spread(200) {
            let cell = joinedCell(table, record, columns)
            let range = trimmed(cell.span, cell.indices)
            if range.isEmpty { continue }
            guard let offset = Self.offset(cell[range], all: all) else {
                without += 1
                continue
            }
            if !offsets.contains(offset) { offsets.append(offset) }
        }
        guard let first = offsets.first, without == 0 || all else { return }
        isAbsolute = true
        let isUTC = offsets.allSatisfy { $0 == "Z" || $0 == "z" || $0 == "+00:00" || $0 == "+0000" || $0 == "+00" }
        let isOne = offsets.count == 1 && !isUTC
        know(isOne ? Self.fixed(first) : "UTC", isUTC ? "each cell says UTC" : "each cell has its offset")
    }

    private static func offset(_ cell: ArraySlice<UInt8>, all: Bool) -> String? {
        if cell.last.map({ $0 | 0x20 == UInt8(ascii: "z") }) == true { return "Z" }
        guard let sign = cell.lastIndex(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }),
            all || cell[..<sign].contains(UInt8(ascii: ":")) || cell[..<sign].contains(UInt8(ascii: "T"))
        else { return nil }
        let digits = cell[(sign + 1)...].prefix { $0 &- 0x30 <= 9 || $0 == UInt8(ascii: ":") }
        return digits.count < 2 ? nil : String(decoding: [cell[sign]] + digits, as: UTF8.self)
    }

    /// `+0130` as `+01:30`.
    private static func fixed(_ offset: String) -> String {
        let bytes = Array(offset.utf8)
        if bytes.count == 3 { return offset + ":00" }
        if bytes.count != 5 { return offset }
        return String(decoding: bytes[..<3] + [UInt8(ascii: ":")] + bytes[3...], as: UTF8.self)
    }

    private mutating func readName(_ name: String) {
        let bytes = Array(name.utf8)
        if name.utf8.starts(with: "(PDH-CSV".utf8), let open = bytes.lastIndex(of: UInt8(ascii: "(")),
            let minutes = Int(String(decoding: bytes[(open + 1)...].dropLast(), as: UTF8.self)), abs(minutes) < 1440
        {
            know(Self.offset(minutes: -minutes), "the name of the column has the minutes west of UTC")
            return
        }
        let found = ZoneName(name)
        if let zone = found.certain { return know(zone, "the name of the column says it") }
        if found.said.isEmpty { return }
        (zone, likely, evidence) = (found.likely ?? "UTC", found.said, found.said)
    }

    /// Minutes ahead of UTC as a zone of a mapping.
    static func offset(minutes: Int) -> String {
        if minutes == 0 { return "UTC" }
        let (hour, minute) = (abs(minutes) / 60, abs(minutes) % 60)
        return "\(minutes < 0 ? "-" : "+")\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
    }
}
