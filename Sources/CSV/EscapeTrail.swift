import Bytes

/// The escapes in the blocks of bytes that `PlainRecords` has searched.
struct EscapeTrail {
    private let escape: UInt8
    private let search: BlockSearch
    /// The offset of the present block, a bit for each escape in it, and the last escape before it; -1 if there is
    /// none.
    private var block = 0
    private var hits: UInt64 = 0
    private var before = -1
    /// The last escape in this block or an earlier one.
    private(set) var latest = -1

    init(_ escape: UInt8) {
        self.escape = escape
        search = BlockSearch(escape, escape, escape, escape)
    }

    /// Goes on with the block at `offset`, behind the present one.
    @inline(__always)
    mutating func enter(_ bytes: Span<UInt8>, _ offset: Int) {
        before = latest
        block = offset
        hits = search.hitsOfFirst(bytes, offset)
        if hits != 0 { latest = offset &+ 63 &- hits.leadingZeroBitCount }
    }

    /// The offset of the last escape before `at`, which lies in the present block; -1 if there is none.
    @inline(__always)
    func last(before at: Int) -> Int {
        let earlier = hits & ((1 &<< UInt64(truncatingIfNeeded: at &- block)) &- 1)
        return earlier == 0 ? before : block &+ 63 &- earlier.leadingZeroBitCount
    }

    /// Whether the byte at `at` is literal: an odd number of escapes is before it.
    func isEscaped(_ bytes: Span<UInt8>, _ at: Int) -> Bool {
        var first = at
        while first > 0 && bytes[first - 1] == escape { first -= 1 }
        return (at - first) % 2 == 1
    }
}
