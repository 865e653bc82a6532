import Bytes

/// The numbers of one family's series in `Levels`.
struct FamilyNumbers {
    /// What the value of a label comes from.
    private enum Source {
        /// The name of the line.
        case line
        /// The bound of the line, if it has one.
        case bound
        /// The value at this place of the key.
        case key(Int)
        case constant(UInt32)
    }

    /// The full name of the family.
    let name: String
    /// For each line of a series, which of the values it shows.
    let values: [Int]
    /// The number of each line of each series in scrape order.
    private(set) var present: [Int32] = []
    /// The numbers of lines that the family had once, but has not now.
    private(set) var missing: [Int32] = []
    private var keys: SeriesKeys?
    /// The labels of a series, ascending by name, by the symbols of their names.
    private var labels: [(name: UInt32, source: Source)] = []
    /// The names of the lines, and their bounds; the empty symbol without one.
    private var lines: [UInt32] = []
    private var bounds: [UInt32] = []

    /// No series yet. Adds the symbols that all series share.
    init(_ family: Snapshot.Family, extra: [(name: String, value: String)], _ sets: inout SeriesLabels) {
        name = family.name
        var values: [Int] = []
        for line in family.sampleLines {
            guard let value = line.value else { continue }
            values.append(value)
            lines.append(sets.symbol(line.suffix == family.type.suffix ? name : name + line.suffix))
            bounds.append(sets.symbol(line.bound.map { boundText($0) } ?? ""))
        }
        self.values = values
        var names = ["__name__", "le"]
        var sources = [Source.line, .bound]
        for label in extra where !label.value.isEmpty {
            names.append(label.name)
            sources.append(.constant(sets.symbol(label.value)))
        }
        for (place, label) in family.labelNames.enumerated() {
            names.append(label)
            sources.append(.key(place))
        }
        for place in order(of: names.count, by: { names[$0].utf8.lexicographicallyPrecedes(names[$1].utf8) }) {
            labels.append((sets.symbol(names[place]), sources[place]))
        }
    }

    /// The numbers of all lines that the family ever had.
    var all: [Int32] { present + missing }

    /// Whether the numbers are those of the series of `family`. O(1).
    func fit(_ family: Snapshot.Family) -> Bool {
        guard let keys, let owner = keys.owner else { return false }
        return owner === family.keys.owner && keys.count == family.count
    }

    /// Finds the numbers of all series of `family`, and adds label sets for new ones. O(labels), and O(all series) of
    /// the store.
    mutating func assign(_ family: Snapshot.Family, _ sets: inout SeriesLabels) {
        let before = all
        keys = family.keys
        present.removeAll(keepingCapacity: true)
        var (texts, set): ([UInt32], [UInt32]) = ([], [])
        let empty = sets.symbol("")
        for series in 0..<family.count {
            read(family, series, &texts, &sets)
            for line in lines.indices {
                set.removeAll(keepingCapacity: true)
                for label in labels {
                    let value =
                        switch label.source {
                        case .line: lines[line]
                        case .bound: bounds[line]
                        case .key(let place): texts[place]
                        case .constant(let value): value
                        }
                    if value == empty { continue }
                    set.append(label.name)
                    set.append(value)
                }
                present.append(Int32(sets.number(of: set)))
            }
        }
        var isPresent = Array(repeating: false, count: sets.count)
        for number in present { isPresent[Int(number)] = true }
        missing = before.filter { !isPresent[Int($0)] }
    }

    /// The symbols of the values in the key of a series.
    private func read(
        _ family: Snapshot.Family, _ series: Int, _ texts: inout [UInt32], _ sets: inout SeriesLabels
    ) {
        texts.removeAll(keepingCapacity: true)
        let (bytes, key) = (family.keys.bytes, family.keys.range(of: series))
        var start = key.lowerBound
        for label in family.labelNames.indices {
            var end = key.upperBound
            if label < family.labelNames.count - 1 {
                guard let separator = firstIndex(of: labelSeparator, in: bytes.span, start..<end) else {
                    preconditionFailure("a series key holds a value for each label")
                }
                end = separator
            }
            texts.append(sets.symbol(bytes.span, start..<end))
            start = end + 1
        }
    }
}
