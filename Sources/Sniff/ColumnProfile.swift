import Bytes
import CSV

/// What the cells of a column look like.
struct ColumnProfile {
    private(set) var cells = 0
    private(set) var empty = 0
    private(set) var missing = 0
    private(set) var numbers = 0
    private(set) var times = 0
    private(set) var texts = 0
    /// Numbers of digits only; the number of digits that they have in common, 0 if they differ.
    private(set) var digitsOnly = 0
    private(set) var digitCount = -1
    private(set) var leadingZeros = 0
    /// Numbers with K, M and the like, and those with B, which are bytes if one of them has many digits.
    private var multiples = 0
    private var billions = 0
    private var hasBytes = false
    private(set) var accounting = 0
    /// Numbers other than 0 without a text beside them.
    private(set) var bare = 0
    /// Proofs for each mark: as decimal mark, as group mark, and cells with three digits behind it, which are neither.
    private(set) var decimals = [0, 0]
    private(set) var groups = [0, 0]
    private(set) var either = [0, 0]
    /// Whole numbers without marks, and whether one of them has more than three digits.
    private(set) var unmarked = 0
    private(set) var hasLongUnmarked = false
    private(set) var otherGroup: UInt8?
    private(set) var prefixes: [String] = []
    private(set) var suffixes: [String] = []
    /// The first records that prove the decimal and the group marks.
    private(set) var decimalProof = [-1, -1]
    private(set) var groupProof = [-1, -1]

    var factors: Int { multiples + (hasBytes ? 0 : billions) }
    /// Whether there are texts beside the numbers.
    var hasUnits: Bool { !prefixes.isEmpty || !suffixes.isEmpty }
    var filled: Int { cells - empty - missing }
    /// At least 85 % of the cells with a value are numbers.
    var isNumeric: Bool { filled > 0 && numbers * 100 >= filled * 85 && leadingZeros * 5 <= numbers }
    var isTimes: Bool { filled > 0 && times * 10 >= filled * 6 }

    /// Whether the numbers have different units, or some are per cent and others have none.
    var hasSeveralUnits: Bool {
        let units = Set((prefixes + suffixes).compactMap { Self.unit(of: $0) })
        return units.count > 1 || units == ["%"] && bare > 0
    }

    /// Texts that mean the same unit, beside those that are one.
    private static let same = [
        "°C ºC C", "°F F", "EUR €", "USD $ US$", "GBP £", "JPY ¥", "CHF Fr.", "s sec secs", "h hrs", "d days",
        "us µs", "m2 m²", "m3 m³", "W/m2 W/m²", "ug/m3 µg/m³", "lb lbs", "kB KB kByte KByte", "MB MByte", "GB GByte",
        "B Byte Bytes bytes",
        "kbit/s kBit/s kbps", "Mbit/s MBit/s Mbps",
        "Stk Stk. pcs", "Rs Rs.", "kB/s KB/s", "lux lx",
    ]

    private static func unit(of text: String) -> String? {
        if isWord(text, in: "< > ~ ≈") { return nil }
        return same.first { isWord(text, in: $0) } ?? text
    }

    /// Looks at no more than `most` cells.
    init(_ table: Table, _ column: Int, most: Int = 4000) {
        let held = table.bytes
        let bytes = held.span
        for record in table.spread(most) {
            let cell = table.cell(record, column)
            cells += 1
            switch CellKind(bytes, cell) {
            case .empty: empty += 1
            case .missing: missing += 1
            case .time: times += 1
            case .text: texts += 1
            case .number:
                numbers += 1
                if let number = NumberText(bytes, cell) { note(number, bytes, record) }
            }
        }
    }

    private mutating func note(_ number: NumberText, _ bytes: Span<UInt8>, _ record: Int) {
        if number.hasLeadingZero { leadingZeros += 1 }
        if number.isAccounting { accounting += 1 }
        otherGroup = otherGroup ?? number.otherGroup
        Self.note(bytes, number.prefix, &prefixes)
        Self.note(bytes, number.suffix, &suffixes)
        if number.suffix.count == 1, bytes[number.suffix.lowerBound] == UInt8(ascii: "B") {
            billions += 1
            if number.core.count(where: { bytes[$0] &- 0x30 <= 9 }) > 4 { hasBytes = true }
        } else if NumberText.factors.has(bytes, number.suffix) {
            multiples += 1
        }
        let isZero = number.core.count == 1 && bytes[number.core.lowerBound] == UInt8(ascii: "0")
        if number.prefix.isEmpty && number.suffix.isEmpty && !isZero { bare += 1 }
        let marks = number.points + number.commas
        if marks == 0 {
            unmarked += 1
            if number.digitsBefore > 3 { hasLongUnmarked = true }
            if number.prefix.isEmpty && number.suffix.isEmpty && !number.hasExponent && number.otherGroup == nil {
                digitsOnly += 1
                if digitCount == -1 { digitCount = number.digitsBefore }
                if digitCount != number.digitsBefore { digitCount = 0 }
            }
            return
        }
        let mark = number.lastMark == UInt8(ascii: ".") ? 0 : 1
        if number.points > 0 && number.commas > 0 {
            prove(&decimals, &decimalProof, mark, record)
            prove(&groups, &groupProof, 1 - mark, record)
        } else if marks > 1 {
            prove(&groups, &groupProof, mark, record)
        } else if number.digitsBehind != 3 || number.digitsBefore > 3 || number.digitsBefore == 0 || number.hasExponent
            || bytes[number.core.lowerBound] == 0x30
        {
            prove(&decimals, &decimalProof, mark, record)
        } else {
            either[mark] += 1
        }
    }

    private func prove(_ counts: inout [Int], _ proofs: inout [Int], _ mark: Int, _ record: Int) {
        counts[mark] += 1
        if proofs[mark] < 0 { proofs[mark] = record }
    }

    private static func note(_ bytes: Span<UInt8>, _ range: Range<Int>, _ texts: inout [String]) {
        if range.isEmpty || texts.count > 7 { return }
        let text = String(decoding: range.map { bytes[$0] }, as: UTF8.self)
        if !texts.contains(text) { texts.append(text) }
    }
}
