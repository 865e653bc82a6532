// The hot loops of CSV, EventTime, Mapping and Metrics call these functions. Each function checks its bounds, so that
// its callers need no unsafe code. If you change one, run `swift run -c release benchmark time pipeline labels` before
// and after, and the tests with `--sanitize=address`.

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Returns the eight bytes from `offset` on as a little-endian word. Traps unless `offset + 8 <= bytes.count`.
@inlinable
@inline(__always)
package func loadWord(_ bytes: Span<UInt8>, _ offset: Int) -> UInt64 {
    // The load itself checks its bounds; UInt64 is valid for any bits.
    UInt64(littleEndian: unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
}

/// Returns the index of the first `byte` in `range`, or nil. Uses the vectorised search of the C library: about 10
/// GB/s.
package func firstIndex(of byte: UInt8, in bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
    precondition(range.upperBound <= bytes.count && range.lowerBound >= 0, "the range lies outside of the bytes")
    if range.isEmpty { return nil }
    return unsafe bytes.withUnsafeBufferPointer { buffer -> Int? in
        // `range` lies within the buffer (checked above), and the buffer is not empty, so it has a base address.
        guard let base = buffer.baseAddress else { return nil }
        guard let hit = unsafe memchr(base + range.lowerBound, Int32(byte), range.count) else { return nil }
        return unsafe UnsafeRawPointer(hit) - UnsafeRawPointer(base)
    }
}

extension [UInt8] {
    /// Appends `range` of `bytes` with one copy. O(n); traps if the range lies outside of the bytes.
    package mutating func append(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "the range lies outside of the bytes")
        unsafe bytes.withUnsafeBufferPointer { buffer in
            // The slice lies within the buffer (checked above), and the copy ends before the closure does.
            unsafe append(contentsOf: UnsafeBufferPointer(rebasing: buffer[range]))
        }
    }

    /// Moves `range` of the bytes to the front and removes all others. O(range.count), without allocation.
    package mutating func keepOnly(_ range: Range<Int>) {
        if range.lowerBound > 0 && !range.isEmpty {
            unsafe withUnsafeMutableBufferPointer { buffer in
                // memmove allows the overlap. Source and target lie within the buffer because `range` does.
                precondition(range.upperBound <= buffer.count, "the range lies outside of the bytes")
                guard let base = buffer.baseAddress else { return }
                unsafe memmove(base, base + range.lowerBound, range.count)
            }
        }
        removeLast(count - range.count)
    }
}
