import Bytes

/// The numbers of one family's series in `Levels`.
struct FamilyNumbers {
    /// A label of a series, by the symbol of its name.
    private enum Label {
        case constant(UInt32, value: UInt32)
        /// The value at this place of the key.
        case key(UInt32, place: Int)
        /// `le`.
        case bound(UInt32)
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
    /// The labels of each line, ascending by name.
    private let labels: [[Label]]
    private let bounds: [UInt32]

    /// No series yet. Adds the symbols that all series share.
    init(_ family: Snapshot.Family, extra: [(name: String, value: String)], _ sets: inout SeriesLabels) {
        name = family.name
        let lines = family.sampleLines.filter { $0.value != nil }
        values = lines.compactMap { $0.value }
        bounds = lines.map { line in line.bound.map { sets.symbol(boundText($0)) } ?? 0 }
        labels = lines.map { line in
            let name = line.suffix == family.type.suffix ? family.name : family.name + line.suffix
            var labels: [(name: String, label: Label)] = [
                ("__name__", .constant(sets.symbol("__name__"), value: sets.symbol(name)))
            ]
            for label in extra where !label.value.isEmpty {
                labels.append((label.name, .constant(sets.symbol(label.name), value: sets.symbol(label.value))))
            }
            for (place, label) in family.labelNames.enumerated() {
                labels.append((label, .key(sets.symbol(label), place: place)))
            }
            if line.bound != nil { labels.append(("le", .bound(sets.symbol("le")))) }
            return labels.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }.map { $0.label }
        }
    }

    /// The numbers of all lines that the family ever had.
    var all: [Int32] { present + missing }

    /// Whether the numbers are those of the series of `family`. O(1).
    func fit(_ family: Snapshot.Family) -> Bool {
        guard let keys, let owner = keys.owner else { return false }
        return owner === family.keys.owner && keys.count == family.count
    }

    /// Finds the numbers of all series of `family`, and adds label sets for new ones. O(labels).
    mutating func assign(_ family: Snapshot.Family, _ sets: inout SeriesLabels) {
        let before = all
        keys = family.keys
        present.removeAll(keepingCapacity: true)
        var (texts, set): ([UInt32], [UInt32]) = ([], [])
        let bytes = family.keys.bytes
        let empty = sets.symbol("")
        for series in 0..<family.count {
            texts.removeAll(keepingCapacity: true)
            let key = family.keys.range(of: series)
            var start = key.lowerBound
            for label in family.labelNames.indices {
                let isLast = label == family.labelNames.count - 1
                let end =
                    isLast ? key.upperBound : firstIndex(of: labelSeparator, in: bytes.span, start..<key.upperBound)
                guard let end else { preconditionFailure("a series key holds a value for each label") }
                texts.append(sets.symbol(bytes.span, start..<end))
                start = end + 1
            }
            for line in labels.indices {
                set.removeAll(keepingCapacity: true)
                for label in labels[line] {
                    let (name, value) =
                        switch label {
                        case .constant(let name, let value): (name, value)
                        case .key(let name, let place): (name, texts[place])
                        case .bound(let name): (name, bounds[line])
                        }
                    if value != empty { set += [name, value] }
                }
                present.append(Int32(sets.number(of: set)))
            }
        }
        let now = Set(present)
        missing = before.filter { !now.contains($0) }
    }
}
