package import Bytes

// Advice for the next editor: this is the one table that every record of every file passes, and the only file of this
// room with unsafe code. Its two raw buffers belong to the table alone, are sized together with `mask` and `keyCount`, and
// are never handed out; every index into them is masked or comes from a slot that `insert` wrote.

/// Finds a series by the bytes of its label values: an append-only hash table from byte strings to 0, 1, 2, ….
///
/// A key of up to sixteen bytes is compared as two words; longer ones are compared with the stored key. Lookups are
/// O(key) and allocate nothing; inserting is amortised O(key). Not thread-safe, and owned by one family.
@safe package final class SeriesTable {
    private struct Slot {
        /// The first eight bytes of the key, and the last of one that has more.
        var first: UInt64 = 0
        var last: UInt64 = 0
        var length: UInt32 = 0
        var index: Int32 = -1
    }

    private var slots: UnsafeMutablePointer<Slot>
    private var mask: Int
    private var keys: UnsafeMutableBufferPointer<UInt8>
    private var keyCount = 0
    private var ends: [Int] = []

    /// An empty table that allocates 2 KiB.
    package init() {
        mask = 63
        unsafe slots = UnsafeMutablePointer<Slot>.allocate(capacity: 64)
        unsafe slots.initialize(repeating: Slot(), count: 64)
        unsafe keys = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 256)
    }

    deinit {
        // Allocated by init or the two grow functions, and freed nowhere else; neither element needs deinitialisation.
        unsafe slots.deallocate()
        unsafe keys.deallocate()
    }

    /// How many keys there are; the next new key gets this index.
    package var count: Int { ends.count }

    /// Returns the index of the key in `range` of `bytes`, or -1.
    package func index(of bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "the key lies outside of the bytes")
        return Int(unsafe find(bytes, range.lowerBound, range.count, slots, mask))
    }

    /// Appends to `indices` the index, or -1, of one field of each record in `records`: the field at `column` of
    /// `stride` bounds a record.
    package func indices(
        _ bytes: Span<UInt8>, _ bounds: Span<ByteRange>, column: Int, stride: Int, records: Range<Int>,
        into indices: inout [Int32]
    ) {
        // Local, because each access to what an object owns is checked. The slots stay: nothing is inserted meanwhile.
        let (slots, mask) = unsafe (slots, mask)
        indices.append(atMost: records.count) { indices in
            var place = records.lowerBound * stride + column
            for _ in records {
                let field = bounds[place]
                precondition(field.start <= field.end && Int(field.end) <= bytes.count, "the field lies outside")
                indices.append(unsafe find(bytes, Int(field.start), field.count, slots, mask))
                place += stride
            }
        }
    }

    /// Adds the key in `range` of `bytes`, which must not be there yet, and returns its index.
    package func insert(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "the key lies outside of the bytes")
        if (count + 1) * 2 > mask { grow() }
        let index = count
        append(bytes, range)
        ends.append(keyCount)
        let words = outerWords(bytes, range.lowerBound, range.count)
        let slot = Slot(
            first: words.first, last: words.last, length: UInt32(range.count), index: Int32(index))
        place(slot, hash: hash(bytes, range.lowerBound, range.count, words))
        return index
    }

    /// Where the key with this index lies in `keyBytes`.
    package func keyRange(_ index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }

    /// A copy of all keys, one behind the other. O(bytes).
    package var keyBytes: [UInt8] {
        // The first `keyCount` bytes were written by `append`.
        unsafe Array(keys[..<keyCount])
    }

    @inline(__always)
    private func find(
        _ bytes: Span<UInt8>, _ start: Int, _ length: Int, _ slots: UnsafeMutablePointer<Slot>, _ mask: Int
    ) -> Int32 {
        let wanted = outerWords(bytes, start, length)
        var at = hash(bytes, start, length, wanted) & mask
        while true {
            // `at` is masked, so it lies within the slots.
            let slot = unsafe slots[at]
            if slot.index < 0 { return -1 }
            if slot.first == wanted.first && slot.last == wanted.last && slot.length == UInt32(length)
                && (length <= 16 || matches(slot.index, bytes, start..<start + length))
            {
                return slot.index
            }
            at = (at + 1) & mask
        }
    }

    /// Not in line: the checks that an access to `keys` costs are for long keys only.
    @inline(never)
    private func matches(_ index: Int32, _ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        // The span does not outlive this line, and its bytes were written by `append`.
        equal(bytes, range, unsafe Span(_unsafeStart: keys.baseAddress!, count: keyCount), keyRange(Int(index)))
    }

    /// The first eight bytes of the key as a word and, of a longer one, its last eight; zero-filled.
    ///
    /// Without branches for up to sixteen bytes: labels of one column are shorter and longer in no order.
    @inline(__always)
    private func outerWords(_ bytes: Span<UInt8>, _ start: Int, _ length: Int) -> (first: UInt64, last: UInt64) {
        if start + 16 > bytes.count { return outerWordsByByte(bytes, start, length) }
        // A shift by 64 or more leaves nothing.
        let first = loadWord(bytes, start) & ~(UInt64.max << UInt64(length &* 8))
        let last = loadWord(bytes, start &+ max(0, length &- 8))
        return (first, length > 8 ? last : 0)
    }

    private func outerWordsByByte(_ bytes: Span<UInt8>, _ start: Int, _ length: Int) -> (first: UInt64, last: UInt64) {
        var (first, last) = (UInt64(0), UInt64(0))
        for offset in 0..<min(length, 8) { first |= UInt64(bytes[start + offset]) << UInt64(offset * 8) }
        if length > 8 { last = loadWord(bytes, start + length - 8) }
        return (first, last)
    }

    @inline(__always)
    private func hash(
        _ bytes: Span<UInt8>, _ start: Int, _ length: Int, _ words: (first: UInt64, last: UInt64)
    ) -> Int {
        let factor: UInt64 = 0x9E37_79B9_7F4A_7C15
        var state = (words.first ^ words.last &* 0xD6E8_FEB8_6659_FD93) &+ UInt64(length) &* factor
        // What lies between.
        var offset = 8
        while offset + 8 < length {
            state = (state ^ (state >> 29)) &* factor ^ loadWord(bytes, start + offset)
            offset += 8
        }
        state = (state ^ (state >> 32)) &* factor
        return Int(truncatingIfNeeded: (state ^ (state >> 29)) >> 1)
    }

    private func place(_ slot: Slot, hash: Int) {
        var at = hash & mask
        // At most half of the slots are taken, so a free one is found.
        while unsafe slots[at].index >= 0 { at = (at + 1) & mask }
        unsafe slots[at] = slot
    }

    private func grow() {
        let old = unsafe slots
        let capacity = (mask + 1) * 2
        mask = capacity - 1
        unsafe slots = UnsafeMutablePointer<Slot>.allocate(capacity: capacity)
        unsafe slots.initialize(repeating: Slot(), count: capacity)
        for at in 0..<capacity / 2 {
            // The old buffer has half of the new capacity and is still ours until the line below the loop.
            let slot = unsafe old[at]
            if slot.index < 0 { continue }
            let key = keyRange(Int(slot.index))
            // The span does not outlive this line, and its bytes were written by `append`.
            let keys = unsafe Span(_unsafeStart: keys.baseAddress!, count: keyCount)
            place(slot, hash: hash(keys, key.lowerBound, key.count, (slot.first, slot.last)))
        }
        unsafe old.deallocate()
    }

    private func append(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        let capacity = unsafe keys.count
        if keyCount + range.count > capacity {
            let larger = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: (keyCount + range.count) * 2)
            // Both buffers hold at least `keyCount` bytes, and the old one is ours to free.
            _ = unsafe larger.update(fromContentsOf: keys[..<keyCount])
            unsafe keys.deallocate()
            unsafe keys = larger
        }
        for offset in 0..<range.count {
            // `keyCount + range.count` bytes fit, made sure above.
            unsafe keys[keyCount + offset] = bytes[range.lowerBound + offset]
        }
        keyCount += range.count
    }
}
