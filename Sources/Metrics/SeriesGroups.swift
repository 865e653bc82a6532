import Bytes

/// The series of a family in groups, by the values of some labels. Of each group at most one series is shown.
struct SeriesGroups {
    /// For each label of the family, whether it tells groups apart.
    private let isGrouping: [Bool]
    private let table = SeriesTable()
    /// The group of each series.
    private var groups: [Int] = []
    /// The series of each group that had the latest sample.
    private var latest: [Int] = []

    /// The groups that the labels `names` tell apart, of a family with `labels`.
    init(_ names: [String], of labels: [String]) { isGrouping = labels.map(names.contains) }

    /// Adds the next series, with the key in `range` of `bytes`. O(key).
    mutating func insert(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        var key: [UInt8] = []
        var label = 0
        for place in range {
            if bytes[place] == labelSeparator {
                label += 1
                key.append(labelSeparator)
            } else if isGrouping[label] {
                key.append(bytes[place])
            }
        }
        var group = table.index(of: key.span, key.indices)
        if group < 0 {
            group = table.insert(key.span, key.indices)
            latest.append(groups.count)
        }
        groups.append(group)
    }

    /// The series that had the latest sample in the group of `series`.
    subscript(series: Int) -> Int {
        get { latest[groups[series]] }
        set { latest[groups[series]] = newValue }
    }
}
