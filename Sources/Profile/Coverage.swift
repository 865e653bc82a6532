import EventTime

/// The times at which there are records at all, whatever their order, in cells of equal length: the first and the last
/// instant of each. The cells become longer with the span of all times.
struct Coverage {
    private static let size = 8192
    /// A cell is this power of two nanoseconds long.
    private var shift: UInt64 = 20
    /// The number of the first cell, counted from the earliest instant.
    private var base: UInt64 = 0
    private var isUsed = false
    private var least = [UInt64](repeating: .max, count: size)
    private var greatest = [UInt64](repeating: 0, count: size)

    /// Adds instants.
    mutating func add(_ all: [Instant]) {
        for instant in all { add(instant) }
    }

    /// Adds an instant.
    @inline(__always)
    mutating func add(_ instant: Instant) {
        // An unsigned number in the same order.
        let time = UInt64(bitPattern: instant.nanoseconds) ^ 1 << 63
        var cell = (time >> shift) &- base
        if !isUsed || cell >= UInt64(Self.size) {
            makeRoom(for: time)
            cell = (time >> shift) &- base
        }
        let index = Int(truncatingIfNeeded: cell)
        if time < least[index] { least[index] = time }
        if time > greatest[index] { greatest[index] = time }
    }

    /// How many gaps are longer than `limit` nanoseconds and than a cell, and the longest of them.
    func gaps(longerThan limit: UInt64) -> (count: Int, longest: [Gap]) {
        var (count, longest, before) = (0, [Gap](), UInt64?.none)
        for cell in 0..<Self.size where least[cell] <= greatest[cell] {
            if let before, least[cell] - before > limit {
                count += 1
                OrderTally.keep(Gap(from: Self.instant(before), to: Self.instant(least[cell])), in: &longest)
            }
            before = greatest[cell]
        }
        return (count, longest)
    }

    /// The length of a cell in nanoseconds: shorter gaps may be missed.
    var cellLength: UInt64 { 1 << shift }

    private static func instant(_ time: UInt64) -> Instant {
        Instant(nanoseconds: Int64(bitPattern: time ^ 1 << 63))
    }

    @inline(never)
    private mutating func makeRoom(for time: UInt64) {
        if !isUsed {
            (base, isUsed) = (time >> shift, true)
            return
        }
        var all: [(least: UInt64, greatest: UInt64)] = []
        for cell in 0..<Self.size where least[cell] <= greatest[cell] { all.append((least[cell], greatest[cell])) }
        let first = min(all.first?.least ?? time, time)
        let last = max(all.last?.greatest ?? time, time)
        var cells = first >> shift...last >> shift
        while cells.upperBound - cells.lowerBound >= UInt64(Self.size) {
            shift += 1
            cells = first >> shift...last >> shift
        }
        // Room in the direction in which the times went.
        let isEarlier = time == first
        let spare = UInt64(Self.size) - 1 - (cells.upperBound - cells.lowerBound)
        base = isEarlier ? cells.lowerBound - min(cells.lowerBound, spare) : cells.lowerBound
        least = Array(repeating: .max, count: Self.size)
        greatest = Array(repeating: 0, count: Self.size)
        for pair in all {
            // The cell may have had parts that are in one cell still.
            let cell = Int(truncatingIfNeeded: (pair.least >> shift) - base)
            least[cell] = min(least[cell], pair.least)
            greatest[cell] = max(greatest[cell], pair.greatest)
        }
    }
}
