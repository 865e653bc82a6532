import Bytes

/// The byte between two label values of a series key. Valid UTF-8 never contains it, so keys are unambiguous.
package let labelSeparator: UInt8 = 0xFF

/// The label values of a family's series, in scrape order: ascending by value, first label first.
///
/// All parts are immutable and shared with the family and with other snapshots, so a copy takes O(1). Keeping one while
/// the family admits series costs the family one copy of its keys.
package struct SeriesKeys: Sendable {
    /// The identity of a family; compare with `===`.
    package final class Owner: Sendable {
        /// An owner of keys that stay as they are.
        package init() {}
    }

    /// The family of the keys; nil if they were made for one snapshot. A family only ever adds series and never changes
    /// their numbers, so keys with the same owner and the same count are equal.
    package let owner: Owner?
    /// For each series in scrape order, its number in the order of admission.
    package let order: [Int32]
    /// Label values in the order of the label names, `labelSeparator` between them; all keys in the order of admission.
    package let bytes: [UInt8]
    /// Where each key ends in `bytes`, in the order of admission.
    private let ends: [Int]

    /// Keys of a family.
    init(owner: Owner, order: [Int32], bytes: [UInt8], ends: [Int]) {
        (self.owner, self.order, self.bytes, self.ends) = (owner, order, bytes, ends)
    }

    /// Keys for one snapshot, or for several if they have an owner. They must differ. O(n log n).
    init(bytes: [UInt8], ends: [Int], owner: Owner?) {
        (self.owner, self.bytes, self.ends) = (owner, bytes, ends)
        order = (0..<Int32(ends.count)).sorted { left, right in
            precedes(bytes.span, keyRange(Int(left), ends), keyRange(Int(right), ends))
        }
    }

    /// How many series there are.
    package var count: Int { order.count }

    /// Where the key of a series, counted in scrape order, lies in `bytes`. O(1).
    package func range(of series: Int) -> Range<Int> { keyRange(Int(order[series]), ends) }
}

private func keyRange(_ number: Int, _ ends: [Int]) -> Range<Int> {
    (number == 0 ? 0 : ends[number - 1])..<ends[number]
}

/// Says whether the series key `left` precedes `right`: by label values, first label first, byte by byte. O(key).
func precedes(_ keys: Span<UInt8>, _ left: Range<Int>, _ right: Range<Int>) -> Bool {
    let count = min(left.count, right.count)
    var offset = 0
    // Compares eight bytes at a time up to the first difference.
    while offset + 8 <= count {
        let (a, b) = (loadWord(keys, left.lowerBound + offset), loadWord(keys, right.lowerBound + offset))
        if a != b {
            offset += (a ^ b).trailingZeroBitCount >> 3
            break
        }
        offset += 8
    }
    while offset < count {
        // Adding 1 turns the separator into the smallest byte, so that a value precedes its own continuations.
        let (a, b) = (keys[left.lowerBound + offset] &+ 1, keys[right.lowerBound + offset] &+ 1)
        if a != b { return a < b }
        offset += 1
    }
    return left.count < right.count
}
