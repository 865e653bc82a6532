import Metrics

/// The lines that the console keeps: every series while they are few, else the sum of each metric and the series that
/// somebody has pinned. Lines are numbered from 0 and keep their numbers.
struct Lines {
    /// The most series that are kept each for itself, and the most values of them: a histogram has several.
    static let maximumSeries = 500
    static let maximumValues = 4096
    /// The most series that are pinned beside the sums.
    static let maximumPins = 32

    /// One line: a series, or the sum over all series of a family.
    struct Line {
        let family: Int
        /// The label values; nil for the sum.
        var key: [UInt8]?
        /// Where its values begin in a row, and how many there are.
        let offset: Int
        let stride: Int
        /// The first step that it may show: those before were kept for the series that had its place.
        var since = 0
    }

    /// What a step tells of a value.
    enum Telling: UInt8 {
        /// The value.
        case level
        /// The increase since 0, or since the first value that was seen.
        case increase, increaseFromFirst

        init(_ kind: FamilyDescription.Kind) {
            switch kind {
            case .counter, .histogram: self = .increase
            case .absoluteCounter: self = .increaseFromFirst
            case .gauge, .info: self = .level
            }
        }
    }

    /// Neighbouring lines of one family, so that their values are copied together.
    private struct Run {
        let family: Int
        let isSum: Bool
        /// The number of each series; -1 while the family does not have it.
        var series: [Int32]
        let firstLine: Int
    }

    private(set) var lines: [Line] = []
    private var runs: [Run] = []
    /// What a step tells of each value of a row. Apart from the lines, because every step asks for all of them.
    private(set) var tellings: [Telling] = []
    /// How many values a row has.
    var valueCount: Int { tellings.count }
    /// Whether the lines are sums and pins.
    private(set) var areSums = false
    /// The families whose series `lines` tell, and how many series they had.
    private var known: [(owner: SeriesKeys.Owner, count: Int)] = []

    /// What `update` has changed.
    enum Change { case nothing, more, all }

    /// Takes over series that are new, and families that took the place of others. O(families) without a change.
    mutating func update(_ registry: borrowing Registry) -> Change {
        var isSame = known.count == registry.families.count
        if isSame {
            for index in known.indices {
                let family = registry.families[index]
                if family.seriesCount != known[index].count || family.owner !== known[index].owner { isSame = false }
            }
            if isSame { return .nothing }
        }
        let before = lines.count
        if !areSums && isTooMuch(registry) {
            self = Lines()
            areSums = true
            for index in registry.families.indices { addSum(index, registry) }
            note(registry)
            return .all
        }
        for index in registry.families.indices {
            let isNew = known.isEmpty
            var first = isNew ? 0 : known[index].count
            if !isNew && registry.families[index].owner !== known[index].owner {
                find(index, registry)
                first = 0
            }
            if areSums { continue }
            let told = Set(runs.lazy.filter { $0.family == index }.flatMap { $0.series })
            let gained = (first..<registry.families[index].seriesCount).filter { !told.contains(Int32($0)) }
            if !gained.isEmpty { add(gained, index, registry) }
        }
        note(registry)
        return lines.count == before ? .nothing : .more
    }

    /// Appends the values of all lines. O(values); for sums O(values of all series).
    func append(_ registry: borrowing Registry, to row: inout [Double]) {
        row.reserveCapacity(row.count + valueCount)
        for run in runs {
            if run.isSum {
                registry.families[run.family].appendSum(to: &row)
            } else {
                registry.families[run.family].appendLevels(of: run.series, to: &row)
            }
        }
    }

    /// The line of a series, if it is kept.
    func line(of key: [UInt8], in family: Int) -> Int? { lines.firstIndex { $0.family == family && $0.key == key } }

    /// Adds a series as a line beside the sums. O(lines).
    mutating func pin(_ key: [UInt8], of family: Int, _ registry: borrowing Registry, since step: Int) {
        let index = registry.families[family].index(of: key.span, key.indices)
        runs.append(Run(family: family, isSum: false, series: [Int32(index)], firstLine: lines.count))
        addLine(family, key, registry)
        lines[lines.count - 1].since = step
    }

    /// Gives the place of a pinned line to another series of its family.
    mutating func replace(_ line: Int, by key: [UInt8], _ registry: borrowing Registry, since step: Int) {
        let family = lines[line].family
        lines[line].key = key
        lines[line].since = step
        for place in runs.indices where runs[place].firstLine == line {
            runs[place].series = [Int32(registry.families[family].index(of: key.span, key.indices))]
        }
    }

    private func isTooMuch(_ registry: borrowing Registry) -> Bool {
        var (series, values) = (0, 0)
        for family in registry.families {
            series += family.seriesCount
            values += family.seriesCount * family.levelCount
        }
        return series > Self.maximumSeries || values > Self.maximumValues
    }

    private mutating func addSum(_ family: Int, _ registry: borrowing Registry) {
        runs.append(Run(family: family, isSum: true, series: [], firstLine: lines.count))
        addLine(family, nil, registry)
    }

    private mutating func add(_ series: [Int], _ family: Int, _ registry: borrowing Registry) {
        if let last = runs.last, last.family == family, !last.isSum {
            runs[runs.count - 1].series += series.map { Int32($0) }
        } else {
            runs.append(
                Run(family: family, isSum: false, series: series.map { Int32($0) }, firstLine: lines.count))
        }
        for number in series { addLine(family, registry.families[family].key(of: number), registry) }
    }

    private mutating func addLine(_ family: Int, _ key: [UInt8]?, _ registry: borrowing Registry) {
        let stride = registry.families[family].levelCount
        lines.append(Line(family: family, key: key, offset: valueCount, stride: stride))
        let telling = Telling(registry.families[family].description.kind)
        tellings.append(contentsOf: repeatElement(telling, count: stride))
    }

    /// Finds the lines of a family that took the place of another, whose series have other numbers.
    private mutating func find(_ family: Int, _ registry: borrowing Registry) {
        for place in runs.indices where runs[place].family == family {
            for offset in runs[place].series.indices {
                guard let key = lines[runs[place].firstLine + offset].key else { continue }
                runs[place].series[offset] = Int32(registry.families[family].index(of: key.span, key.indices))
            }
        }
    }

    private mutating func note(_ registry: borrowing Registry) {
        known = registry.families.map { ($0.owner, $0.seriesCount) }
    }
}
