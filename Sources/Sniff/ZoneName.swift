/// The zone that a text names, such as that of a column: `time (UTC+1)`, `Datum CEST`, `ts [Europe/Berlin]`.
struct ZoneName {
    /// The zone, if the text says it without doubt: UTC, an offset, or a name of the zone database.
    private(set) var certain: String?
    /// What the text may mean: an abbreviation.
    private(set) var likely: String?
    /// The words that say it.
    private(set) var said = ""

    private static let areas = "Africa America Antarctica Arctic Asia Atlantic Australia Europe Indian Pacific Etc"
    /// Where clocks change, two abbreviations belong to one place.
    private static let pairs: [(String, String)] = [
        ("cet cest", "Europe/Berlin"), ("mez mesz", "Europe/Berlin"), ("est edt", "America/New_York"),
        ("cst cdt", "America/Chicago"), ("mst mdt", "America/Denver"), ("pst pdt", "America/Los_Angeles"),
        ("wet west", "Europe/Lisbon"), ("eet eest", "Europe/Athens"), ("gmt bst", "Europe/London"),
    ]
    private static let short: [(String, String)] = [
        ("ET", "America/New_York"), ("CT", "America/Chicago"), ("MT", "America/Denver"), ("PT", "America/Los_Angeles"),
    ]

    init(_ text: String) {
        let bytes = Array(text.utf8)
        if findPlace(bytes) { return }
        let words = Words(text)
        if words.has("not non local lokal ortszeit") {
            said = words.has("utc gmt") ? "the name says that it is not UTC" : ""
            return
        }
        if findOffset(bytes) { return }
        for (pair, place) in Self.pairs {
            let both = pair.split(separator: " ").map { String($0) }
            if words.has(both[0]) && words.has(both[1]) {
                take(place, pair)
                return
            }
        }
        if words.has("utc gmt zulu") { (certain, said) = ("UTC", "UTC") } else { findAbbreviation(bytes) }
    }

    private mutating func take(_ zone: String?, _ word: String) {
        likely = zone
        said = "the name says \(word): abbreviations name no zone for certain"
    }

    /// `Europe/Berlin`.
    private mutating func findPlace(_ bytes: [UInt8]) -> Bool {
        var start = 0
        for index in 0...bytes.count {
            let isPart =
                index < bytes.count
                && (bytes[index] | 0x20 &- 0x61 < 26 || bytes[index] == 0x2F || bytes[index] == 0x5F
                    || bytes[index] == 0x2D || bytes[index] == 0x2B || bytes[index] &- 0x30 <= 9)
            if isPart { continue }
            let word = String(decoding: bytes[start..<index], as: UTF8.self)
            let slash = word.utf8.firstIndex(of: 0x2F)
            if let slash, isWord(String(word[..<slash]), in: Self.areas), word.utf8.count > word[...slash].utf8.count {
                (certain, said) = (word, word)
                return true
            }
            start = index + 1
        }
        return false
    }

    /// `UTC+1`, `GMT -05:00`, `UTC (+0530)`, `+02:00`. The sign may be that of a typesetter.
    private mutating func findOffset(_ text: [UInt8]) -> Bool {
        var bytes: [UInt8] = []
        var index = 0
        while index < text.count {
            if text[index...].starts(with: [0xE2, 0x88, 0x92]) || text[index...].starts(with: [0xE2, 0x80, 0x93]) {
                bytes.append(UInt8(ascii: "-"))
                index += 3
            } else if text[index...].starts(with: [0xC2, 0xB1]) {
                bytes.append(UInt8(ascii: "+"))
                index += 2
            } else {
                bytes.append(text[index])
                index += 1
            }
        }
        for sign in bytes.indices where bytes[sign] == UInt8(ascii: "+") || bytes[sign] == UInt8(ascii: "-") {
            var before = bytes[..<sign]
            while let last = before.last, last == 0x20 || last == 0x28 || last == 0x5F { before.removeLast() }
            let word = String(decoding: before.suffix(3).map { $0 | 0x20 }, as: UTF8.self)
            var (digits, colon): ([UInt8], Bool) = ([], false)
            for byte in bytes[(sign + 1)...] {
                if byte &- 0x30 <= 9 {
                    digits.append(byte)
                } else if byte == UInt8(ascii: ":") {
                    colon = true
                } else {
                    break
                }
            }
            let isNamed = word == "utc" || word == "gmt"
            guard isNamed || colon && digits.count == 4 && before.count < sign || sign == 0 && digits.count >= 2,
                1...4 ~= digits.count, let number = Int(String(decoding: digits, as: UTF8.self))
            else { continue }
            let minutes = digits.count <= 2 ? number * 60 : number / 100 * 60 + number % 100
            guard minutes <= 15 * 60 else { continue }
            certain = ZoneSearch.offset(minutes: bytes[sign] == UInt8(ascii: "-") ? -minutes : minutes)
            said = certain ?? ""
            return true
        }
        return false
    }

    /// An abbreviation in capitals, or as the last word.
    private mutating func findAbbreviation(_ bytes: [UInt8]) {
        var (start, words): (Int, [[UInt8]]) = (0, [])
        for index in 0...bytes.count where index == bytes.count || bytes[index] | 0x20 &- 0x61 > 25 {
            if index > start { words.append(Array(bytes[start..<index])) }
            start = index + 1
        }
        let hasSmall = bytes.contains { $0 &- 0x61 < 26 }
        for (index, word) in words.enumerated() {
            let name = String(decoding: word.map { $0 & 0xDF }, as: UTF8.self)
            let isLast = index > 0 && index == words.count - 1
            let isCapital = word.allSatisfy { $0 &- 0x41 < 26 }
            guard isLast || isCapital && (hasSmall || words.count == 1) else { continue }
            if isCapital, isLast, let place = Self.short.first(where: { $0.0 == name })?.1 { return take(place, name) }
            guard ZoneAbbreviations.isKnown(name) else { continue }
            let minutes = isCapital ? ZoneAbbreviations.minutes(of: name) : nil
            return take(minutes.map { ZoneSearch.offset(minutes: $0) }, String(decoding: word, as: UTF8.self))
        }
    }
}
