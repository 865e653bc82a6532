import Bytes
import CSV

/// A column that says the zone of the times beside it: offsets, abbreviations, or the name of a zone.
struct ZoneColumn {
    /// The directive that reads the column behind the time; nil if no directive does.
    private(set) var directive: String?
    /// The zone of all records, if it is one.
    private(set) var zone: String?
    private(set) var evidence = ""

    private static let names = "tz timezone zeitzone tzone utcoffset gmtoffset tzname tzoffset"
    private static let weakNames = "zone offset utc gmt"

    /// Nil if the column says nothing of a zone. `isNext` is the one behind the time.
    init?(_ table: Table, _ column: Int, _ words: Words, isNext: Bool) {
        let joined = words.all.joined()
        let isNamed = words.has(Self.names) || isWord(joined, in: Self.names)
        guard isNamed || isNext || words.has(Self.weakNames) else { return nil }
        var (texts, offsets, abbreviations, end): ([String], Int, Int, UInt8?) = ([], 0, 0, nil)
        for record in table.spread(400) {
            let text = table.text(record, column)
            if text.isEmpty { continue }
            if !texts.contains(text) { texts.append(text) }
            if texts.count > 40 { break }
        }
        guard let first = texts.first, texts.count < 41 else { return nil }
        for text in texts {
            let bytes = Array(text.utf8)
            if bytes.last == UInt8(ascii: "]") { end = UInt8(ascii: "]") }
            if Self.isOffset(bytes, isNamed: isNamed) { offsets += 1 }
            if 1...5 ~= bytes.count, bytes.allSatisfy({ $0 &- 0x41 < 26 }) { abbreviations += 1 }
        }
        let shown = texts.prefix(3).joined(separator: ", ")
        evidence = "\(table.names[column]) says \(shown)"
        if offsets == texts.count {
            directive = end == nil ? "%z" : "%z]"
        } else if texts.count == 1, let known = ZoneName(first).certain {
            zone = known
            evidence += " in all records"
        } else if abbreviations == texts.count,
            isNamed || texts.allSatisfy({ ZoneAbbreviations.minutes(of: $0) != nil })
        {
            directive = "%Z"
        } else if !isNamed {
            return nil
        }
    }

    /// `+0100`, `-03:30`, `+0100]` or `Z`.
    private static func isOffset(_ bytes: [UInt8], isNamed: Bool) -> Bool {
        if bytes == [UInt8(ascii: "Z")] { return true }
        guard let sign = bytes.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return false }
        var digits = Array(bytes.dropFirst())
        if digits.last == UInt8(ascii: "]") { digits.removeLast() }
        if digits.count == 5, digits[2] == UInt8(ascii: ":") { digits.remove(at: 2) }
        // `-12` is a number, unless the name says otherwise.
        return (digits.count == 4 || isNamed && digits.count == 2) && digits.allSatisfy { $0 &- 0x30 <= 9 }
    }
}
