import Bytes

/// Rows of one stream. All cells are ranges of one array of bytes, so that a row allocates nothing.
package struct Rows {
    /// The number of columns, among them those that are not written.
    package let width: Int
    /// The texts of the cells, in no order.
    package private(set) var bytes: [UInt8] = []
    private var cells: [ByteRange] = []
    /// The instants of the rows, in milliseconds since 1970.
    package private(set) var times: [Int64] = []
    /// The kinds of the rows.
    package private(set) var kinds: [Int] = []
    /// Where the text of the present cell begins.
    private var start = 0
    /// The number of the present row in its stream, for streams with an interval.
    var ordinal: Int64 = 0

    /// No rows of so many columns.
    package init(width: Int) { self.width = width }

    /// The number of rows.
    package var count: Int { times.count }

    /// The place in `bytes` of a cell.
    package func cell(_ row: Int, _ slot: Int) -> Range<Int> { cells[row * width + slot].range }

    /// Takes away all rows; keeps the memory.
    package mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        cells.removeAll(keepingCapacity: true)
        times.removeAll(keepingCapacity: true)
        kinds.removeAll(keepingCapacity: true)
    }

    /// Adds a row of empty cells, and returns its number.
    mutating func add(at time: Int64, kind: Int) -> Int {
        times.append(time)
        kinds.append(kind)
        for _ in 0..<width { cells.append(ByteRange(0, 0)) }
        return times.count - 1
    }

    /// Adds the row of another collection of the same width.
    mutating func add(_ row: Int, of other: Rows) {
        let copy = add(at: other.times[row], kind: other.kinds[row])
        for slot in 0..<width { set(copy, slot, other.text(row, slot)) }
    }

    mutating func set(_ row: Int, _ slot: Int, _ text: [UInt8]) {
        let start = bytes.count
        bytes.append(contentsOf: text)
        cells[row * width + slot] = ByteRange(start, bytes.count)
    }

    /// Begins the text of a cell; what is appended until `end` belongs to it.
    mutating func begin() { start = bytes.count }

    /// Ends the text of a cell.
    mutating func end(_ row: Int, _ slot: Int) { cells[row * width + slot] = ByteRange(start, bytes.count) }

    /// Makes a cell equal to another of the same row.
    mutating func copy(_ row: Int, from source: Int, to slot: Int) {
        cells[row * width + slot] = cells[row * width + source]
    }

    /// Takes away rows from `first` on that do not pass.
    mutating func keep(from first: Int, _ isKept: (Int) -> Bool) {
        var end = first
        for row in first..<count where isKept(row) {
            if end < row {
                (times[end], kinds[end]) = (times[row], kinds[row])
                for slot in 0..<width { cells[end * width + slot] = cells[row * width + slot] }
            }
            end += 1
        }
        times.removeLast(count - end)
        kinds.removeLast(kinds.count - end)
        cells.removeLast(cells.count - end * width)
    }

    mutating func append(_ text: [UInt8]) { bytes.append(contentsOf: text) }

    /// Appends the bytes of a cell.
    mutating func append(_ row: Int, _ slot: Int) {
        for index in cell(row, slot) { bytes.append(bytes[index]) }
    }

    mutating func append(_ number: Double, decimals: Int) { Synthesis.append(number, decimals: decimals, to: &bytes) }

    mutating func append(_ number: UInt64, width: Int) { Synthesis.append(number, width: width, to: &bytes) }

    /// Appends a UUID of version 4 made of 122 of these bits.
    mutating func appendUUID(_ first: UInt64, _ second: UInt64) {
        let high = first & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low = second & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        for index in 0..<36 {
            switch index {
            case 8, 13, 18, 23: bytes.append(UInt8(ascii: "-"))
            default:
                let digit =
                    index - (index > 8 ? 1 : 0) - (index > 13 ? 1 : 0) - (index > 18 ? 1 : 0) - (index > 23 ? 1 : 0)
                bytes.append(hexadecimalDigit(digit < 16 ? high >> (60 - 4 * digit) : low >> (124 - 4 * digit)))
            }
        }
    }

    mutating func appendHexadecimal(_ count: Int, _ chance: inout SplitMix64) {
        var bits: UInt64 = 0
        for index in 0..<count {
            if index % 16 == 0 { bits = chance.next() }
            bytes.append(hexadecimalDigit(bits))
            bits >>= 4
        }
    }

    /// Appends an IPv4 address whose parts are 1 to 254.
    mutating func appendAddress(_ key: UInt64) {
        for part in 0..<4 {
            if part > 0 { bytes.append(UInt8(ascii: ".")) }
            append(((key >> (16 * UInt64(part))) & 0xFFFF) % 254 + 1, width: 1)
        }
    }

    func holds(_ conditions: [Condition], _ row: Int) -> Bool {
        for condition in conditions where !condition.holds(bytes, cell(row, condition.slot)) { return false }
        return true
    }

    func text(_ row: Int, _ slot: Int) -> [UInt8] { Array(bytes[cell(row, slot)]) }
}

private func hexadecimalDigit(_ bits: UInt64) -> UInt8 {
    let digit = UInt8(truncatingIfNeeded: bits & 0xF)
    return digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
}
