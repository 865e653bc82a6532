// Keep `@usableFromInline` on the type. Without it other modules call the functions below instead of inlining them,
// whatever attributes the functions have, and a call for each field costs a tenth of a replay. If you change the
// attributes, run `swift run -c release benchmark parse pipeline` before and after.

/// Bounds of a field in a buffer of at most 4 GiB: 8 bytes, so that a batch's bounds stay in cache.
@frozen @usableFromInline package struct ByteRange: Equatable, Sendable {
    /// The offset of the first byte.
    @usableFromInline package var start: UInt32
    /// The offset behind the last byte; never less than `start`.
    @usableFromInline package var end: UInt32

    /// Bounds from offset `start` up to, not including, `end`.
    @inlinable @inline(__always) package init(_ start: Int, _ end: Int) {
        self.start = UInt32(truncatingIfNeeded: start)
        self.end = UInt32(truncatingIfNeeded: end)
    }

    /// The same bounds as offsets into an array or a span.
    @inlinable @inline(__always) package var range: Range<Int> { Int(start)..<Int(end) }
    /// The number of bytes.
    @inlinable @inline(__always) package var count: Int { Int(end) - Int(start) }
}
