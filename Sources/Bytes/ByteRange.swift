// Advice for the next editor: without `@usableFromInline` on the type itself no other room gets the functions below in
// line, whatever they say, and a call for each field costs a tenth of all time.

/// Bounds of a field in a buffer of at most 4 GiB: 8 bytes, so that a batch's bounds stay in cache.
@frozen @usableFromInline package struct ByteRange: Equatable, Sendable {
    /// Offset of the first byte.
    @usableFromInline package var start: UInt32
    /// Offset behind the last byte; never less than `start`.
    @usableFromInline package var end: UInt32

    /// Bounds from offset `start` up to, not including, `end`.
    @inlinable @inline(__always) package init(_ start: Int, _ end: Int) {
        self.start = UInt32(truncatingIfNeeded: start)
        self.end = UInt32(truncatingIfNeeded: end)
    }

    /// The same bounds as offsets into an array or a span.
    @inlinable @inline(__always) package var range: Range<Int> { Int(start)..<Int(end) }
    /// How many bytes lie within.
    @inlinable @inline(__always) package var count: Int { Int(end) - Int(start) }
}
