import Bytes

/// A cell taken apart as a time, and the formats that may read it. The formats come from the cell, not from a list, so
/// that any order of the parts and any marks between them are found.
struct TimeText {
    private enum Part {
        case digits(Int, start: Int)
        case letters(start: Int, Int)
        case mark(UInt8)
    }

    /// A piece of a format: text, or the number of a part of the date.
    private enum Piece {
        case text(String)
        case date(Int)
    }

    private var parts: [Part] = []
    private var pieces: [Piece] = []
    /// The numbers of digits of the parts of the date, without a month's name.
    private var dates: [Int] = []
    private var hasMonthName = false
    private var monthAt = 0
    private var hasClock = false
    private var hasHalf = false
    /// The pieces and the text of a clock that says midnight.
    private var midnight: (pieces: Range<Int>, text: String)?
    /// `Q` or `W` before the last part of a date.
    private var letter: UInt8 = 0

    /// The formats that may read the cell, the likely ones first, at most twelve.
    static func formats(_ bytes: Span<UInt8>, _ cell: Range<Int>) -> [String] {
        var text = TimeText()
        guard cell.count <= 48, text.split(bytes, cell), text.assemble(bytes) else { return [] }
        return text.formats()
    }

    private mutating func split(_ bytes: Span<UInt8>, _ cell: Range<Int>) -> Bool {
        var at = cell.lowerBound
        while at < cell.upperBound {
            let start = at
            if bytes[at] &- 0x30 <= 9 {
                while at < cell.upperBound, bytes[at] &- 0x30 <= 9 { at += 1 }
                parts.append(.digits(at - start, start: start))
            } else if bytes[at] | 0x20 &- 0x61 < 26 {
                while at < cell.upperBound, bytes[at] | 0x20 &- 0x61 < 26 { at += 1 }
                parts.append(.letters(start: start, at - start))
            } else if bytes[at] >= 0x20 && bytes[at] < 0x7F {
                parts.append(.mark(bytes[at]))
                at += 1
            } else {
                return false
            }
        }
        return parts.count < 32
    }

    private func digits(_ index: Int) -> Int {
        if index >= 0 && index < parts.count, case .digits(let count, _) = parts[index] { return count }
        return 0
    }

    private func mark(_ index: Int) -> UInt8 {
        if index >= 0 && index < parts.count, case .mark(let byte) = parts[index] { return byte }
        return 0
    }

    private mutating func assemble(_ bytes: Span<UInt8>) -> Bool {
        var index = 0
        while index < parts.count {
            switch parts[index] {
            case .mark(let byte):
                if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-"), hasClock, let next = offset(index) {
                    pieces.append(.text("%z"))
                    index = next
                    continue
                }
                pieces.append(.text(byte == UInt8(ascii: "%") ? "%%" : String(Character(Unicode.Scalar(byte)))))
                index += 1
            case .digits(let count, _):
                if !hasClock && isClock(index, bytes) {
                    let (piece, first) = (pieces.count, index)
                    index = takeClock(index, bytes)
                    noteMidnight(bytes, first..<index, piece)
                } else {
                    if dates.count == 4 || count > 19 { return false }
                    pieces.append(.date(dates.count))
                    dates.append(count)
                    index += 1
                }
            case .letters(let start, let count):
                if !takeLetters(bytes, start, count, index) { return false }
                index += 1
            }
        }
        return true
    }

    /// The index behind an offset such as `+0200` or `-03:30` that begins at `index`.
    private func offset(_ index: Int) -> Int? {
        if digits(index + 1) == 4 { return index + 2 }
        guard digits(index + 1) == 2 else { return nil }
        return mark(index + 2) == UInt8(ascii: ":") && digits(index + 3) == 2 ? index + 4 : index + 2
    }

    private func isClock(_ index: Int, _ bytes: Span<UInt8>) -> Bool {
        guard digits(index) <= 2 else {
            // `20190102 000000` and `20190102T0000`.
            return hasWholeDate && [4, 6].contains(digits(index))
        }
        if mark(index + 1) == UInt8(ascii: ":") && (digits(index + 2) == 2 || isLoose(index)) { return true }
        if index + 1 < parts.count, case .letters(let start, let count) = parts[index + 1] {
            let letter = bytes[start] | 0x20
            return count == 1 && letter == UInt8(ascii: "h") || count == 2 && bytes[start + 1] | 0x20 == 0x6D
        }
        if mark(index + 1) == 0x20 && isHalf(index + 2, bytes) { return true }
        if isPointClock(index) { return true }
        return hasWholeDate && index + 1 == parts.count && mark(index - 1) != UInt8(ascii: ".")
    }

    /// `9:5:3`: minutes and seconds without zeros in front.
    private func isLoose(_ index: Int) -> Bool {
        let colon = UInt8(ascii: ":")
        return mark(index + 1) == colon && mark(index + 3) == colon && mark(index + 5) != colon
            && 1...2 ~= digits(index + 2) && 1...2 ~= digits(index + 4)
            && digits(index + 2) + digits(index + 4) < 4
    }

    /// `00.15` and `00.15.30` at the end, behind a date and a blank.
    private func isPointClock(_ index: Int) -> Bool {
        guard mark(index - 1) == 0x20, dates.count >= 2 || hasMonthName || dates.first ?? 0 >= 6 else { return false }
        var at = index
        while at < index + 4, mark(at + 1) == UInt8(ascii: "."), digits(at + 2) == 2 { at += 2 }
        return at > index && at + 1 == parts.count
    }

    /// Notes the text of a clock all of whose digits are 0: it may stand behind a month of a year.
    private mutating func noteMidnight(_ bytes: Span<UInt8>, _ range: Range<Int>, _ piece: Int) {
        var text = ""
        for part in parts[range] {
            switch part {
            case .digits(let count, let start):
                if (start..<start + count).contains(where: { bytes[$0] != 0x30 }) { return }
                text += String(repeating: "0", count: count)
            case .letters: return
            case .mark(let byte): text += String(Character(Unicode.Scalar(byte)))
            }
        }
        midnight = (piece..<pieces.count, text)
    }

    /// Whether the parts of the date so far are a date, and what follows is behind a mark.
    private var hasWholeDate: Bool {
        guard let last = pieces.last, case .text = last else { return false }
        return dates.count == 3 || dates.count == 2 && hasMonthName || dates.count == 1 && dates[0] >= 6
    }

    private func isHalf(_ index: Int, _ bytes: Span<UInt8>) -> Bool {
        guard index < parts.count, case .letters(let start, 2) = parts[index] else { return false }
        return bytes[start + 1] | 0x20 == 0x6D && (bytes[start] | 0x20 == 0x61 || bytes[start] | 0x20 == 0x70)
    }

    private mutating func takeClock(_ start: Int, _ bytes: Span<UInt8>) -> Int {
        hasClock = true
        var index = start
        if digits(index) > 2 {
            pieces.append(.text(digits(index) == 4 ? "%H%M" : "%H%M%S"))
            return index + 1
        }
        pieces.append(.text("%H"))
        index += 1
        if case .letters(let first, 1) = index < parts.count ? parts[index] : .mark(0), bytes[first] | 0x20 == 0x68 {
            pieces.append(.text(bytes[first] == 0x68 ? "h" : "H"))
            index += 1
            let gap = mark(index) == 0x20 ? 1 : 0
            if digits(index + gap) == 2 {
                if gap == 1 { pieces.append(.text(" ")) }
                pieces.append(.text("%M"))
                index += gap + 1
            }
            return index
        }
        let mark = self.mark(index) == UInt8(ascii: ".") ? UInt8(ascii: ".") : UInt8(ascii: ":")
        let isLoose = isLoose(start)
        for directive in isLoose ? ["%-M", "%-S"] : ["%M", "%S"]
        where self.mark(index) == mark && (isLoose || digits(index + 1) == 2) {
            pieces.append(.text((mark == UInt8(ascii: ".") ? "." : ":") + directive))
            index += 2
        }
        let behind = self.mark(index)
        if [UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ":")].contains(behind), digits(index + 1) > 0,
            index - start == 5
        {
            pieces.append(.text(String(Character(Unicode.Scalar(behind))) + "%f"))
            index += 2
        }
        return index
    }

    private mutating func takeLetters(_ bytes: Span<UInt8>, _ start: Int, _ count: Int, _ index: Int) -> Bool {
        let word = String(decoding: (start..<start + count).map { bytes[$0] }, as: UTF8.self)
        if count >= 3, let name = timeName(bytes, start), name < 12 ? !hasMonthName : true {
            if name < 12 { (hasMonthName, monthAt) = (true, dates.count) }
            pieces.append(.text(name < 12 ? "%b" : "%a"))
            return true
        }
        if isHalf(index, bytes), hasClock {
            hasHalf = true
            pieces.append(.text("%p"))
            return true
        }
        if word == "UTC" || word == "GMT" || word == "Z", hasClock {
            pieces.append(.text(word))
            return true
        }
        if count == 1 {
            letter = bytes[start]
            pieces.append(.text(word))
            return word == "T" || word == "t" || word == "Q" || word == "W" || word == "h" || word == "H"
        }
        if (word == "Uhr" || word == "h") && hasClock {
            pieces.append(.text(word))
            return true
        }
        if count >= 3 && count <= 5, hasClock, word.utf8.allSatisfy({ $0 &- 0x41 < 26 }) {
            pieces.append(.text("%Z"))
            return true
        }
        return false
    }

    /// The orders of year, month and day that the numbers of digits allow.
    private func orders() -> [[String]] {
        if hasMonthName {
            switch dates {
            case [1]: return [["%d"]]
            // `Mar-25` is a day, or a year.
            case [2]: return !hasClock || midnight != nil ? [["%d"], ["%y"]] : [["%d"]]
            case [4]: return [["%Y"]]
            case [1, 4], [2, 4]: return [["%d", "%Y"]]
            case [4, 1], [4, 2]: return [["%Y", "%d"]]
            case [1, 2]: return [["%d", "%y"]]
            case [2, 1] where monthAt == 1: return [["%y", "%d"]]
            case [2, 2]: return monthAt == 1 ? [["%d", "%y"], ["%y", "%d"]] : [["%d", "%y"]]
            default: return []
            }
        }
        switch dates {
        case []: return hasClock ? [[]] : []
        case [6], [8], [10], [12], [14]: return Self.compact(dates[0]).map { [$0] }
        case [4]: return hasClock ? [] : [["%Y"]]
        case [4, 1] where letter == UInt8(ascii: "Q"): return [["%Y", "%q"]]
        case [4, 2] where letter == UInt8(ascii: "W"): return [["%G", "%V"]]
        case [1, 4] where letter == UInt8(ascii: "Q"): return [["%q", "%Y"]]
        case [2, 4] where letter == UInt8(ascii: "W"): return [["%V", "%G"]]
        // `2024-H1` and `T1/2024` are no months.
        case [4, 1] where letter != 0, [4, 2] where letter != 0, [1, 4] where letter != 0, [2, 4] where letter != 0:
            return []
        case [4, 3]: return [["%Y", "%j"]]
        case [4, 1], [4, 2]: return [["%Y", "%m"]]
        case [2, 4], [1, 4]: return [["%m", "%Y"]]
        case [4, 4]: return [["%Y", "%m%d"]]
        default: break
        }
        guard dates.count == 3, dates[1] <= 2 else {
            return dates.count == 2 && hasClock ? [["%d", "%m"], ["%m", "%d"]] : []
        }
        if dates[0] == 4 && dates[2] <= 2 { return [["%Y", "%m", "%d"]] }
        if dates[2] == 4 && dates[0] <= 2 { return [["%d", "%m", "%Y"], ["%m", "%d", "%Y"]] }
        if dates[2] == 2 && dates[0] <= 2 {
            let last = [["%d", "%m", "%y"], ["%m", "%d", "%y"]]
            return dates[0] == 2 ? last + [["%y", "%m", "%d"]] : last
        }
        return dates[0] == 2 && dates[2] == 1 ? [["%y", "%m", "%d"]] : []
    }

    private func formats() -> [String] {
        var found: [String] = []
        for order in orders() {
            var format = ""
            // A month of a year has no clock: its digits are text.
            let literal = order == ["%y"] ? midnight : nil
            for (index, piece) in pieces.enumerated() {
                if let literal, literal.pieces.contains(index) {
                    if index == literal.pieces.lowerBound { format += literal.text }
                    continue
                }
                switch piece {
                case .text(let text): format += hasHalf && text == "%H" ? "%I" : text
                case .date(let index): format += index < order.count ? order[index] : ""
                }
            }
            found.append(format)
        }
        return found
    }
}
