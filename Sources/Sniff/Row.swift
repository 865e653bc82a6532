import Bytes
import CSV

/// What the cells of a row of `text` are like.
extension DialectSearch.Row {
    /// `5s`, `20d`, `14n`: the widths and kinds of columns, as files of water gauges have them behind the names.
    func hasWidths(_ text: [UInt8]) -> Bool {
        cells.allSatisfy { cell in
            let bytes = text[cell.range]
            guard let kind = bytes.last, "sdn".utf8.contains(kind), bytes.count > 1 else { return false }
            return bytes.dropLast().allSatisfy { $0 &- 0x30 <= 9 }
        }
    }

    /// How many cells are whole numbers that follow each other by ones, as years and numbers of columns do.
    func inSequence(_ text: [UInt8]) -> Int {
        var (previous, count) = (Int?.none, 1)
        for cell in cells {
            let number = cell.count <= 4 ? Int(String(decoding: text[cell.range], as: UTF8.self)) : nil
            if let previous, let number, abs(number - previous) == 1 { count += 1 }
            if previous != nil || number != nil { previous = number }
        }
        return count
    }

    /// Whether the line above is blank.
    func isBehindBlankLine(_ text: [UInt8]) -> Bool {
        text[..<start].suffix(4).filter { $0 != 0x0D }.suffix(2).elementsEqual([0x0A, 0x0A])
    }
}
