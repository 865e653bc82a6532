package import Bytes

// Advice for the next editor. Every record of every file is looked up here, and this is the only file of Metrics with
// unsafe code.
// - If you change how `slots` is allocated or sized, also change `mask`: every unsafe access relies on
//   `mask + 1 == capacity` and on a masked index. Half of the slots stay free, because a search ends at a free slot.
// - If you change `Words`, `hash` or `shortKey`, also change `keyWithHash`: both must give the same words and hash for
//   the same key at any offset. SeriesTableTests compares them.
// - If you change `find` or `indices`, run `swift run -c release benchmark pipeline labels shuffled` before and after:
//   a reference count or an exclusivity check per record costs several percent there.
// - Snapshots share `keyBytes` and `keyEnds`. Bytes and ends that are there must never change; only append.

/// Finds a series by the bytes of its label values: an append-only hash table from byte strings to 0, 1, 2, ….
///
/// A key of up to sixteen bytes is compared as two words, a longer key with the stored bytes. A lookup is O(key) and
/// allocates nothing; an insertion is amortised O(key). Not thread-safe; each table has one owner.
@safe package final class SeriesTable {
    /// The first eight bytes of a key and its last eight, padded with zeros if the key is shorter.
    private struct Words {
        var first: UInt64 = 0
        var last: UInt64 = 0
    }

    private struct Slot {
        var words = Words()
        var length: UInt32 = 0
        var index: Int32 = -1

        /// Zero if words and length are equal. One number, so that a lookup has one branch for all three.
        @inline(__always)
        func differs(from other: Words, _ length: Int) -> UInt64 {
            (words.first ^ other.first) | (words.last ^ other.last)
                | UInt64(self.length ^ UInt32(truncatingIfNeeded: length))
        }
    }

    /// Tables of up to 512 slots grow on any collision, so that every lookup hits on the first probe. With few labels
    /// in random order, a second probe is a mispredicted branch.
    private static let roomyMask = 511

    private var slots: UnsafeMutablePointer<Slot>
    private var mask: Int
    /// All keys, one after the other.
    private var keys: [UInt8] = []
    /// Where each key ends in `keys`.
    private var ends: [Int] = []

    /// An empty table, which takes 1.5 KiB.
    package init() {
        mask = 63
        unsafe slots = UnsafeMutablePointer<Slot>.allocate(capacity: 64)
        unsafe slots.initialize(repeating: Slot(), count: 64)
    }

    deinit {
        // Allocated by `init` or `grow`, and freed nowhere else; a slot needs no deinitialisation.
        unsafe slots.deallocate()
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
        // Local copies, because each access to a property of an object has an exclusivity check. They stay valid:
        // nothing is inserted before the loop ends.
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
        keys.append(bytes, range)
        ends.append(keys.count)
        let (words, hash) = keyWithHash(bytes, range.lowerBound, range.count)
        while (index + 1) * 2 > mask || mask < Self.roomyMask && isTaken(hash & mask) { grow() }
        place(Slot(words: words, length: UInt32(range.count), index: Int32(index)), hash: hash)
        return index
    }

    /// Where the key with this index lies in `keyBytes`.
    package func keyRange(_ index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }

    /// All keys, one after the other. Shared, O(1): while anybody holds it, the next insertion copies all keys.
    package var keyBytes: [UInt8] { keys }

    /// Where each key ends in `keyBytes`. Shared like `keyBytes`.
    package var keyEnds: [Int] { ends }

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
            // A free slot equals no key, because its length is 0 and keys that get here are longer.
            if slot.differs(from: wanted, length) == 0 || slot.index < 0 { return slot.index }
            at = (at + 1) & mask
        }
    }

    /// For keys that are empty, longer than sixteen bytes, or within sixteen bytes of the end. Not inlined, because
    /// they are rare.
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
        let keys = keys
        let key = keyRange(Int(index)).lowerBound
        // The first and the last eight bytes are equal already.
        for offset in Swift.stride(from: 8, to: range.count - 8, by: 8) {
            if loadWord(keys.span, key + offset) != loadWord(bytes, range.lowerBound + offset) { return false }
        }
        return true
    }

    /// The words of a key of one to sixteen bytes. Traps unless sixteen bytes follow from `start` on.
    ///
    /// Without branches: the lengths of labels in one column have no order, so a branch would be mispredicted.
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
        // The factor is even. A short key has two equal words, whose highest bits would cancel out with an odd factor.
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
        let (old, keys) = unsafe (slots, keys)
        let capacity = (mask + 1) * 2
        mask = capacity - 1
        unsafe slots = UnsafeMutablePointer<Slot>.allocate(capacity: capacity)
        unsafe slots.initialize(repeating: Slot(), count: capacity)
        for at in 0..<capacity / 2 {
            // `old` has half of the new capacity and is freed below the loop only.
            let slot = unsafe old[at]
            if slot.index < 0 { continue }
            let key = keyRange(Int(slot.index))
            place(slot, hash: keyWithHash(keys.span, key.lowerBound, key.count).1)
        }
        unsafe old.deallocate()
    }
}
