/// How the text of a cell is made.
package indirect enum Value: Sendable {
    /// Always the same text.
    case text([UInt8])
    /// One of several texts, by weight.
    case choice(Choice)
    /// A number.
    case number(NumberRule)
    /// A prefix and a whole number of a fixed width.
    case identity(Identity)
    /// A random UUID of version 4 (RFC 9562).
    case uuid
    /// So many random hexadecimal digits.
    case hexadecimal(Int)
    /// An IPv4 address; nil draws from all.
    case address(Pool?)
    /// The cell of another column.
    case same(Slot)
    /// The number in another column's cell times a number, with so many decimals.
    case product(Slot, NumberRule, decimals: Int)
    /// By the cell of another column.
    case lookup(Slot, [(cell: [UInt8], value: Value)], otherwise: Value)
    /// Texts and cells of other columns, one after the other.
    case template([Piece])
    /// The number of the row: `first` for the first row of 1970-01-01, one more for each row of the stream. Only in
    /// streams with a fixed interval.
    case rowNumber(first: Int64)
    /// The name of the profile.
    case profile
    /// The first value whose conditions hold.
    case first([(conditions: [Condition], value: Value)], otherwise: Value)
    /// A number from which excesses of other columns are taken or to which they are added.
    case total(Total)
    /// How many events happened in the row's interval.
    case count(Count)

    /// The number of a column within its stream.
    package typealias Slot = Int

    /// A part of a template.
    package enum Piece: Sendable {
        /// A constant text.
        case text([UInt8])
        /// A cell.
        case cell(Slot)
    }
}

/// Texts to choose from, by weight.
package struct Choice: Sendable {
    private let texts: [[UInt8]]
    /// For each text: the end of its share, of 2^53.
    private let ends: [UInt64]

    /// Weights must not be negative, and at least one must be above 0.
    package init(_ texts: [[UInt8]], weights: [Double]) {
        precondition(texts.count == weights.count && weights.contains { $0 > 0 }, "a choice needs weights above 0")
        self.texts = texts
        let total = weights.reduce(0, +)
        var sum = 0.0
        var ends: [UInt64] = []
        for weight in weights {
            sum += weight
            ends.append(UInt64(sum / total * 0x1p53))
        }
        // The last text with a weight takes what rounding leaves.
        if let last = weights.lastIndex(where: { $0 > 0 }) {
            for index in last..<ends.count { ends[index] = 1 << 53 }
        }
        self.ends = ends
    }

    /// All texts, whatever their weight.
    package var all: [[UInt8]] { texts }

    func draw(_ chance: inout SplitMix64) -> [UInt8] {
        let point = chance.next() >> 11
        var index = 0
        while ends[index] <= point { index += 1 }
        return texts[index]
    }
}

/// A closed set of values that are drawn once.
package struct Pool: Sendable {
    /// Pools of one name are the same.
    let name: Key
    /// How many values it has.
    let count: Int

    /// A pool of `count` values, at least one. Values may repeat.
    package init(name: Key, count: Int) { (self.name, self.count) = (name, count) }

    /// The key of a random value. An incident that adds or changes rows has its own values.
    func draw(_ chance: inout SplitMix64, of occurrence: Occurrence?) -> Key {
        let own = occurrence.map { name.with($0.key) } ?? name
        return own.with(Int64(chance.number(below: count)))
    }
}

/// A prefix and a whole number, such as `USR-00042`.
package struct Identity: Sendable {
    /// Where the number comes from.
    package enum Source: Sendable {
        /// Any number of the range.
        case range
        /// One of a pool.
        case pool(Pool)
        /// One of so many that belong to the cell of another column.
        case owned(by: Value.Slot, count: Int)
    }

    let prefix: [UInt8]
    let numbers: ClosedRange<Int>
    let width: Int
    let source: Source

    /// Numbers have as many digits as the upper bound, with zeros in front.
    package init(prefix: [UInt8], numbers: ClosedRange<Int>, source: Source) {
        self.prefix = prefix
        self.numbers = numbers
        width = String(numbers.upperBound).utf8.count
        self.source = source
    }

    /// The number for a key; the range must have fewer than 2^63 numbers.
    func number(_ key: UInt64) -> Int {
        let span = UInt64(numbers.upperBound - numbers.lowerBound) + 1
        return numbers.lowerBound + Int(key % span)
    }
}

/// `start`, plus `times` × the excess of each part over a bound, and at least `least`.
package struct Total: Sendable {
    let start: Double
    let parts: [(slot: Value.Slot, above: Double, times: Double)]
    let least: Double

    /// A total whose parts only count above their bounds.
    package init(start: Double, parts: [(slot: Value.Slot, above: Double, times: Double)], least: Double) {
        (self.start, self.parts, self.least) = (start, parts, least)
    }
}

/// The number of events of some kinds in an interval that began `before` milliseconds before the row, or the mean of
/// such numbers on several days, each a day earlier.
package struct Count: Sendable {
    let kinds: [KindPath]
    let before: Int64
    let days: Int
    let decimals: Int

    /// `days` is at least 1. One day gives a whole number.
    package init(kinds: [KindPath], before: Int64, days: Int, decimals: Int) {
        (self.kinds, self.before, self.days, self.decimals) = (kinds, before, days, decimals)
    }
}

/// A kind of a stream, by numbers.
package struct KindPath: Hashable, Sendable {
    /// The stream, in the order of the catalogue.
    package let stream: Int
    /// The kind, in the order of the stream.
    package let kind: Int

    /// The kind with these numbers.
    package init(stream: Int, kind: Int) { (self.stream, self.kind) = (stream, kind) }
}
