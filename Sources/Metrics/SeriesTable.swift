package import Bytes

// Advice for the next editor: this is the one table that every record of every file passes, and the only file of this
// room with unsafe code. Its two raw buffers belong to the table alone, are sized together with `mask` and `keyCount`, and
// are never handed out; every index into them is masked or comes from a slot that `insert` wrote.

/// Finds a series by the bytes of its label values: an append-only hash table from byte strings to 0, 1, 2, ….
///
/// A key of up to sixteen bytes is compared as two words; longer ones are compared with the stored key. Lookups are
/// O(key) and allocate nothing; inserting is amortised O(key). Not thread-safe, and owned by one family.
@safe package final class SeriesTable {
    /// The first eight bytes of a key, and its last eight; zero-filled if it has fewer.
    private struct Words {
        var first: UInt64 = 0
        var last: UInt64 = 0
    }

    private struct Slot {
        var words = Words()
        var length: UInt32 = 0
        var index: Int32 = -1

        /// Zero if the words and the length are those. One number, so that one branch asks for all of them.
        @inline(__always)
        func differs(from other: Words, _ length: Int) -> UInt64 {
            (words.first ^ other.first) | (words.last ^ other.last)
                | UInt64(self.length ^ UInt32(truncatingIfNeeded: length))
        }
    }

    /// Up to that a table grows instead of letting two keys want the same slot: records of few labels, in no order, take
    /// branches that cannot be foreseen if one of them has to be looked for.
    private static let roomyMask = 511

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
        let index = count
        append(bytes, range)
        ends.append(keyCount)
        let (words, hash) = keyWithHash(bytes, range.lowerBound, range.count)
        while (index + 1) * 2 > mask || mask < Self.roomyMask && isTaken(hash & mask) { grow() }
        place(Slot(words: words, length: UInt32(range.count), index: Int32(index)), hash: hash)
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
        if UInt(bitPattern: length &- 1) > 15 || start + 16 > bytes.count {
            return unsafe findCarefully(bytes, start, length, slots, mask)
        }
        let wanted = shortKey(bytes, start, length)
        var at = hash(wanted, length) & mask
        while true {
            // `at` is masked, so it lies within the slots.
            let slot = unsafe slots[at]
            // No key is like a free slot, as none is empty.
            if slot.differs(from: wanted, length) == 0 || slot.index < 0 { return slot.index }
            at = (at + 1) & mask
        }
    }

    /// Not in line, as few keys are that long or that near to the end of the bytes.
    @inline(never)
    private func findCarefully(
        _ bytes: Span<UInt8>, _ start: Int, _ length: Int, _ slots: UnsafeMutablePointer<Slot>, _ mask: Int
    ) -> Int32 {
        let (wanted, hash) = keyWithHash(bytes, start, length)
        var at = hash & mask
        while true {
            // `at` is masked, so it lies within the slots.
            let slot = unsafe slots[at]
            if slot.index < 0 { return -1 }
            if slot.differs(from: wanted, length) == 0
                && (length <= 16 || matches(slot.index, bytes, start..<start + length))
            {
                return slot.index
            }
            at = (at + 1) & mask
        }
    }

    private func matches(_ index: Int32, _ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        // The span does not outlive this line, and its bytes were written by `append`.
        equal(bytes, range, unsafe Span(_unsafeStart: keys.baseAddress!, count: keyCount), keyRange(Int(index)))
    }

    /// The words of a key of 1 to sixteen bytes. Traps unless sixteen bytes are there from `start` on.
    ///
    /// Without branches: labels of one column are shorter and longer in no order.
    @inline(__always)
    private func shortKey(_ bytes: Span<UInt8>, _ start: Int, _ length: Int) -> Words {
        let kept = UInt64.max &>> UInt64(truncatingIfNeeded: 64 &- min(length, 8) &* 8)
        return Words(
            first: loadWord(bytes, start) & kept, last: loadWord(bytes, start &+ max(0, length &- 8)) & kept)
    }

    private func keyWithHash(_ bytes: Span<UInt8>, _ start: Int, _ length: Int) -> (Words, Int) {
        var words = Words()
        for offset in 0..<min(length, 8) { words.first |= UInt64(bytes[start + offset]) << UInt64(offset * 8) }
        words.last = length > 8 ? loadWord(bytes, start + length - 8) : words.first
        var middle: UInt64 = 0
        for offset in stride(from: 8, to: length - 8, by: 8) {
            middle = (middle ^ (middle >> 29) ^ loadWord(bytes, start + offset)) &* Self.factor
        }
        return (words, hash(Words(first: words.first ^ middle, last: words.last), length))
    }

    @inline(__always)
    private func hash(_ words: Words, _ length: Int) -> Int {
        // The factor is even: both words of a short key are the same, and their highest bits would undo each other.
        let outer = words.first ^ words.last &* 0xADD1_FD70_CCB3_FB26
        let state = outer &+ UInt64(truncatingIfNeeded: length) &* Self.factor
        let mixed = (state ^ (state >> 32)) &* Self.factor
        return Int(truncatingIfNeeded: (mixed ^ (mixed >> 29)) >> 1)
    }

    private static var factor: UInt64 { 0x9E37_79B9_7F4A_7C15 }

    private func isTaken(_ place: Int) -> Bool {
        // Callers mask the place, so it lies within the slots.
        unsafe slots[place].index >= 0
    }

    private func place(_ slot: Slot, hash: Int) {
        var at = hash & mask
        // At most half of the slots are taken, so a free one is found.
        while isTaken(at) { at = (at + 1) & mask }
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
            place(slot, hash: keyWithHash(keys, key.lowerBound, key.count).1)
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
