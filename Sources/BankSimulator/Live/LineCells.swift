import Synthesis

/// The cells of a line of CSV, one after the other in `bytes`. One value is used for many lines, so that a line
/// allocates nothing.
struct LineCells {
    private(set) var bytes: [UInt8] = []
    private var ends: [Int] = []

    /// The number of cells.
    var count: Int { ends.count }

    /// The place of a cell in `bytes`.
    subscript(_ column: Int) -> Range<Int> { (column == 0 ? 0 : ends[column - 1])..<ends[column] }

    /// The text of a cell.
    func text(_ column: Int) -> String { String(decoding: bytes[self[column]], as: UTF8.self) }

    /// Whether all conditions hold, whose slots are columns.
    func hold(_ conditions: [Condition]) -> Bool {
        conditions.allSatisfy { $0.slot < count && $0.holds(bytes, self[$0.slot]) }
    }

    /// Reads a line as the simulator writes it, with its line end.
    mutating func read(_ line: ArraySlice<UInt8>) {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        var isQuoted = false
        var wasQuote = false
        for byte in line {
            if isQuoted {
                if byte == UInt8(ascii: "\"") {
                    (isQuoted, wasQuote) = (false, true)
                } else {
                    bytes.append(byte)
                }
            } else if byte == UInt8(ascii: "\"") {
                // A quote after a quote is a character of the cell.
                if wasQuote { bytes.append(byte) }
                (isQuoted, wasQuote) = (true, false)
            } else if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") {
                ends.append(bytes.count)
                wasQuote = false
            } else {
                bytes.append(byte)
            }
        }
    }
}
