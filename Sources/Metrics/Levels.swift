/// The values of all series at one instant, as stores of samples take them: a histogram is a series for each bucket,
/// one for its sum and one for its count, and each series has its name and all its labels.
///
/// Series have numbers, 0, 1, 2, …, which never change; a series that ends and comes back has its number again.
package struct Levels {
    /// The value of a series that has no sample at this instant, and had none at the one before. No sample has it.
    package static let absent: UInt64 = 0x7FF0_0000_0000_0003
    /// The value that ends a series: Prometheus' stale marker. The series had a sample at the instant before.
    package static let stale: UInt64 = 0x7FF0_0000_0000_0002

    /// A family, as metadata describe it.
    package struct Description: Equatable, Sendable {
        /// The name without the suffix of the type.
        package let name: String
        /// One sentence for people.
        package let help: String
        /// The symbol of `help` in `labels`.
        package let helpSymbol: UInt32
        /// The type under which the family is exposed.
        package let type: MetricType
    }

    /// The sample of each series, as the bits of a double; `absent` or `stale` if it is not shown. Not a number is the
    /// one NaN that Prometheus writes.
    package private(set) var bits: [UInt64] = []
    /// The labels of each series, with its name as `__name__`. None has an empty value.
    package private(set) var labels = SeriesLabels()
    /// The families of the series.
    package private(set) var descriptions: [Description] = []
    /// For each series, its family in `descriptions`.
    package private(set) var families: [Int32] = []

    private let extra: [(name: String, value: String)]
    private var numbers: [FamilyNumbers] = []
    private var places: [String: Int] = [:]

    /// No series yet. Each series will get the labels of `extra`, whose names no family may have.
    package init(extra: [(name: String, value: String)]) { self.extra = extra }

    /// Takes the values of a scrape. New series get the next numbers, in scrape order. A series that is not shown, or
    /// not there any more, ends. O(series), and O(labels) for new ones. Families are known by their names; to give them
    /// in the same order each time saves time.
    package mutating func update(_ snapshot: [Snapshot.Family]) {
        var isSeen = Array(repeating: false, count: numbers.count)
        for (index, family) in snapshot.enumerated() {
            let place = place(of: family, near: index)
            if place < isSeen.count { isSeen[place] = true }
            if !numbers[place].fit(family) { number(family, place) }
            take(family, numbers[place])
        }
        for place in isSeen.indices where !isSeen[place] { endAll(numbers[place].all) }
    }

    /// Ends all series.
    package mutating func end() {
        for series in bits.indices { end(series) }
    }

    private mutating func place(of family: Snapshot.Family, near index: Int) -> Int {
        if index < descriptions.count && numbers[index].name == family.name { return index }
        if let place = places[family.name] { return place }
        places[family.name] = numbers.count
        numbers.append(FamilyNumbers(family, extra: extra, &labels))
        descriptions.append(
            Description(
                name: family.baseName, help: family.help, helpSymbol: labels.symbol(family.help), type: family.type))
        return numbers.count - 1
    }

    /// Finds the numbers of the series of a family whose keys are new.
    private mutating func number(_ family: Snapshot.Family, _ place: Int) {
        numbers[place].assign(family, &labels)
        let added = labels.count - bits.count
        bits.append(contentsOf: repeatElement(Self.absent, count: added))
        families.append(contentsOf: repeatElement(Int32(place), count: added))
    }

    private mutating func take(_ family: Snapshot.Family, _ numbers: FamilyNumbers) {
        let (present, values, lines) = (numbers.present.span, family.values.span, numbers.values.span)
        let (stride, hidden) = (family.stride, family.hidden)
        var place = 0
        for series in 0..<family.count {
            let isShown = hidden.isEmpty || !hidden[series]
            for line in lines.indices {
                let number = Int(present[place])
                place += 1
                if isShown {
                    let value = values[series * stride + lines[line]]
                    // The NaN that a scrape would store: Go's.
                    bits[number] = value.isNaN ? 0x7FF8_0000_0000_0001 : value.bitPattern
                } else {
                    end(number)
                }
            }
        }
        endAll(numbers.missing)
    }

    private mutating func endAll(_ series: [Int32]) {
        for number in series { end(Int(number)) }
    }

    private mutating func end(_ series: Int) {
        bits[series] = bits[series] == Self.absent || bits[series] == Self.stale ? Self.absent : Self.stale
    }
}
