import Bytes
import CSV

/// What a cell looks like, before anything is decided.
enum CellKind {
    case empty
    /// A text that stands for no value, such as `n/a`.
    case missing
    case number
    /// A date, a clock or both.
    case time
    case text

    /// Whether a table of data has such cells, and prose has not.
    var isTyped: Bool { self == .number || self == .time }

    static let missingTexts = StaticList(
        "NA N/A n/a na N.A. n.a. NaN nan NAN null NULL Null None none nil - -- --- ---- . .. ? ?? * ** #N/A #NA #NV "
            + "#DIV/0! #VALUE! #WERT! k.A. \\N missing Missing MISSING // /// – — unavailable unknown Unknown Ausfall "
            + "mq No\u{A0}Data nodata NODATA NODATA! inf -inf Inf -Inf")

    init(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        let cell = trimmedWidely(bytes, range)
        if cell.isEmpty {
            self = .empty
        } else if Self.missingTexts.has(bytes, cell) {
            self = .missing
        } else if NumberText(bytes, cell) != nil {
            self = .number
        } else {
            self = looksLikeTime(bytes, cell) ? .time : .text
        }
    }
}

/// Whether a cell may be a time that is not one number: groups of digits with marks between them. Cheap, because it is
/// asked of each cell under each dialect; `TimeText` and the reader of times say whether it is one.
func looksLikeTime(_ bytes: Span<UInt8>, _ cell: Range<Int>) -> Bool {
    if cell.count < 3 || cell.count > 40 { return false }
    var (groups, digits, letters, colons, marks) = (0, 0, 0, 0, 0)
    var hasLongGroup = false
    var hasName = false
    for index in cell {
        let byte = bytes[index]
        if byte &- 0x30 <= 9 {
            if digits == 0 { groups += 1 }
            digits += 1
            (hasLongGroup, letters) = (hasLongGroup || digits > 4 && colons == 0, 0)
            continue
        }
        digits = 0
        switch byte {
        case UInt8(ascii: ":"): colons += 1
        case UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "."): marks += 1
        case 0x20, UInt8(ascii: ","), UInt8(ascii: "+"), UInt8(ascii: "_"), UInt8(ascii: "["), UInt8(ascii: "]"): break
        default:
            if byte | 0x20 &- 0x61 > 25 { return false }
            letters += 1
            if letters > 9 { return false }
            if letters == 3, isTimeName(bytes, index - 2) { hasName = true }
            continue
        }
        letters = 0
    }
    if groups < 1 || groups > 9 { return false }
    if hasName { return groups >= 1 }
    if colons > 0 { return groups >= 2 && colons < 4 }
    // Versions and addresses have four groups with points.
    return groups == 3 && marks >= 2 && !hasLongGroup || groups == 2 && marks == 1 && (7...8).contains(cell.count)
        || groups > 4 && marks >= 2
}

private let timeNames = Array("janfebmaraprmayjunjulaugsepoctnovdecmontuewedthufrisatsun".utf8)

/// The number of the month or weekday whose first three letters are at `start`: from 0 for January, from 12 for Monday.
func timeName(_ bytes: Span<UInt8>, _ start: Int) -> Int? {
    for name in 0..<timeNames.count / 3 {
        let at = name * 3
        if bytes[start] | 0x20 == timeNames[at], bytes[start + 1] | 0x20 == timeNames[at + 1],
            bytes[start + 2] | 0x20 == timeNames[at + 2]
        {
            return name
        }
    }
    return nil
}

private func isTimeName(_ bytes: Span<UInt8>, _ start: Int) -> Bool { timeName(bytes, start) != nil }
