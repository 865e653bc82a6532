/// Returns `range` without the spaces and tabs at both ends. O(blanks). Traps if the range lies outside of the bytes.
@inlinable
package func trimmed(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end && isBlank(bytes[start]) { start += 1 }
    while end > start && isBlank(bytes[end - 1]) { end -= 1 }
    return start..<end
}

/// Whether the byte is a space or a tab.
@inlinable @inline(__always)
package func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
