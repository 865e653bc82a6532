#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Whether `range` of `bytes` and `otherRange` of `other` hold the same bytes. O(n). Traps if a range lies outside of
/// its bytes.
package func equal(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ other: Span<UInt8>, _ otherRange: Range<Int>
) -> Bool {
    guard range.count == otherRange.count else { return false }
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "the range lies outside of the bytes")
    precondition(otherRange.lowerBound >= 0 && otherRange.upperBound <= other.count, "the range lies outside")
    if range.isEmpty { return true }
    return unsafe bytes.withUnsafeBufferPointer { left in
        unsafe other.withUnsafeBufferPointer { right in
            // Both ranges lie within their buffers (checked above), and neither is empty.
            guard let left = left.baseAddress, let right = right.baseAddress else { return false }
            return unsafe memcmp(left + range.lowerBound, right + otherRange.lowerBound, range.count) == 0
        }
    }
}

/// Whether `range` of `bytes` holds the bytes of `other` and no more. O(n). Traps if the range lies outside of `bytes`.
package func equal(_ bytes: Span<UInt8>, _ range: Range<Int>, _ other: Span<UInt8>) -> Bool {
    equal(bytes, range, other, 0..<other.count)
}
