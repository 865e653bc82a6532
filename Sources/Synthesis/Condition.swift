/// What a cell must be.
package struct Condition: Sendable {
    /// A test of a cell.
    package enum Test: Sendable {
        /// One of these texts.
        case isOneOf([[UInt8]])
        /// None of these texts.
        case isNoneOf([[UInt8]])
        /// A number of at least this.
        case isAtLeast(Double)
        /// A number of at most this.
        case isAtMost(Double)
        /// A multiple of this number, which is above 0.
        case isMultipleOf(Double)
    }

    /// The slot of the cell.
    package let slot: Value.Slot
    let test: Test

    /// A test of the cell in column `slot`.
    package init(_ slot: Value.Slot, _ test: Test) { (self.slot, self.test) = (slot, test) }

    /// Whether the cell in `range` of `bytes` passes.
    package func holds(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        switch test {
        case .isOneOf(let texts): return texts.contains { isText($0, bytes, range) }
        case .isNoneOf(let texts): return !texts.contains { isText($0, bytes, range) }
        case .isAtLeast(let least): return number(bytes, range).map { $0 >= least } ?? false
        case .isAtMost(let most): return number(bytes, range).map { $0 <= most } ?? false
        case .isMultipleOf(let step):
            return number(bytes, range).map { ($0 / step).rounded() * step == $0 } ?? false
        }
    }
}

/// Whether the bytes in `range` are `text`.
func isText(_ text: [UInt8], _ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    if text.count != range.count { return false }
    for index in 0..<text.count where text[index] != bytes[range.lowerBound + index] { return false }
    return true
}
