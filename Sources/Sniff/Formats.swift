/// The format with parts that need no zero in front: `%-d` for `%d`.
func unpadded(_ format: String) -> String {
    var (result, isDirective) = ([UInt8](), false)
    for byte in format.utf8 {
        if isDirective, [0x64, 0x6D, 0x48, 0x49].contains(byte) { result.append(UInt8(ascii: "-")) }
        isDirective = byte == UInt8(ascii: "%") && !isDirective
        result.append(byte)
    }
    return String(decoding: result, as: UTF8.self)
}

/// Whether the day is before the month in a format; nil if it has not both as numbers.
func isDayFirst(_ format: String) -> Bool? {
    let bytes = Array(unpadded(format).utf8)
    let day = bytes.lastIndex(of: UInt8(ascii: "d")), month = bytes.lastIndex(of: UInt8(ascii: "m"))
    guard let day, let month else { return nil }
    return day < month
}

/// The format with day and month exchanged; nil if it has not both as numbers.
func exchanged(_ format: String) -> String? {
    if isDayFirst(format) == nil || format.utf8.contains(UInt8(ascii: "b")) { return nil }
    var bytes = Array(format.utf8)
    var (days, months) = (0, 0)
    for index in bytes.indices.dropFirst() where bytes[index] | 0x20 == bytes[index] {
        guard bytes[index - 1] == UInt8(ascii: "%") || bytes[index - 1] == UInt8(ascii: "-") else { continue }
        if bytes[index] == UInt8(ascii: "d") {
            (bytes[index], days) = (UInt8(ascii: "m"), days + 1)
        } else if bytes[index] == UInt8(ascii: "m") {
            (bytes[index], months) = (UInt8(ascii: "d"), months + 1)
        }
    }
    return days == 1 && months == 1 ? String(decoding: bytes, as: UTF8.self) : nil
}

/// The directives of a format without padding: `dmY` for `%-d.%m.%Y`.
func directives(_ format: String) -> [UInt8] {
    var (found, isDirective): ([UInt8], Bool) = ([], false)
    for byte in format.utf8 {
        if isDirective && byte == UInt8(ascii: "-") { continue }
        if isDirective && byte != UInt8(ascii: "%") { found.append(byte) }
        isDirective = byte == UInt8(ascii: "%") && !isDirective
    }
    return found
}

/// Whether a format has an hour.
func hasClock(_ format: String) -> Bool { fineness(format) >= .hour }

/// How finely a time, or a column that holds a part of it, tells.
enum Fineness: Int, Comparable, CustomStringConvertible {
    case year, quarter, month, week, day, hour, minute, second

    var description: String { ["year", "quarter", "month", "week", "day", "hour", "minute", "second"][rawValue] }

    static func < (left: Fineness, right: Fineness) -> Bool { left.rawValue < right.rawValue }
}

/// The finest part of a format. Of days of spreadsheets it is the second, because they have fractions.
func fineness(_ format: String) -> Fineness {
    if !format.utf8.contains(UInt8(ascii: "%")) { return .second }
    var finest = Fineness.year
    for directive in directives(format) {
        switch directive {
        case UInt8(ascii: "S"), UInt8(ascii: "T"), UInt8(ascii: "s"): return .second
        case UInt8(ascii: "M"), UInt8(ascii: "R"): finest = max(finest, .minute)
        case UInt8(ascii: "H"), UInt8(ascii: "I"), UInt8(ascii: "k"), UInt8(ascii: "l"): finest = max(finest, .hour)
        case UInt8(ascii: "d"), UInt8(ascii: "e"), UInt8(ascii: "j"), UInt8(ascii: "u"), UInt8(ascii: "F"),
            UInt8(ascii: "D"):
            finest = max(finest, .day)
        case UInt8(ascii: "V"): finest = max(finest, .week)
        case UInt8(ascii: "m"), UInt8(ascii: "b"), UInt8(ascii: "B"): finest = max(finest, .month)
        case UInt8(ascii: "q"): finest = max(finest, .quarter)
        default: break
        }
    }
    return finest
}

extension TimeText {
    /// The readings of so many digits without marks between them, the likely ones first.
    static func compact(_ digits: Int) -> [String] {
        switch digits {
        case 6: ["%y%m%d", "%d%m%y", "%m%d%y", "%Y%m"]
        case 8: ["%Y%m%d", "%d%m%Y", "%m%d%Y"]
        case 10: ["%Y%m%d%H", "%y%m%d%H%M", "%d%m%y%H%M", "%m%d%y%H%M"]
        case 12:
            [
                "%Y%m%d%H%M", "%y%m%d%H%M%S", "%d%m%Y%H%M", "%m%d%Y%H%M", "%d%m%y%H%M%S", "%m%d%y%H%M%S",
            ]
        case 14: ["%Y%m%d%H%M%S", "%d%m%Y%H%M%S", "%m%d%Y%H%M%S"]
        default: []
        }
    }
}
