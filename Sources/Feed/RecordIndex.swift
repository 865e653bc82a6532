import EventTime

/// The place of every record of a source by event time: 16 bytes a record, for files too disordered to merge.
struct RecordIndex {
    /// A record: its instant, and its file pass and offset in one word.
    struct Entry {
        var time: Instant
        var place: UInt64
    }

    private static let offsetBits: UInt64 = 44
    private(set) var entries: [Entry] = []

    /// Adds a record. `offset` may have 44 bits, `pass` 20.
    mutating func append(_ time: Instant, pass: Int, offset: Int) {
        precondition(pass < 1 << 20 && offset < 1 << Self.offsetBits, "a file is too large for the index")
        entries.append(Entry(time: time, place: UInt64(pass) << Self.offsetBits | UInt64(offset)))
    }

    /// The file pass and the offset of the record at `position`.
    func place(at position: Int) -> (pass: Int, offset: Int) {
        let place = entries[position].place
        return (Int(place >> Self.offsetBits), Int(place & (1 << Self.offsetBits - 1)))
    }

    /// Sorts by time; records of equal time stay in file order. Radix sort: O(n), 16 bytes a record of scratch.
    mutating func sort() {
        guard let least = entries.lazy.map(\.time).min(), let most = entries.lazy.map(\.time).max() else { return }
        // Instants are mostly whole seconds: common trailing zeros and the common start need no pass.
        var bits: UInt64 = 0
        for entry in entries { bits |= UInt64(bitPattern: entry.time &- least) }
        let shift = UInt64(bits.trailingZeroBitCount)
        let width = bits == 0 ? 0 : 64 - UInt64((UInt64(bitPattern: most &- least)).leadingZeroBitCount)
        var sorted = [Entry](repeating: Entry(time: 0, place: 0), count: entries.count)
        var low = shift
        while low < width {
            pass(least: least, low: low, into: &sorted)
            swap(&entries, &sorted)
            low += 11
        }
    }

    /// Orders the entries by 11 bits of their distance from `least`, keeping the order of equals.
    private func pass(least: Instant, low: UInt64, into sorted: inout [Entry]) {
        var starts = [Int](repeating: 0, count: 2049)
        for entry in entries { starts[Int(UInt64(bitPattern: entry.time &- least) >> low & 2047) + 1] += 1 }
        for digit in 1...2048 { starts[digit] += starts[digit - 1] }
        for entry in entries {
            let digit = Int(UInt64(bitPattern: entry.time &- least) >> low & 2047)
            sorted[starts[digit]] = entry
            starts[digit] += 1
        }
    }
}
