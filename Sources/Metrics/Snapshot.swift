/// The values of some families at one moment: the input of every encoder.
///
/// Keys are shared with the registry, so a snapshot costs eight bytes a value, and one byte a series in families that
/// hide some.
package struct Snapshot: Sendable {
    /// Families, ascending by name, byte by byte.
    package let families: [Family]

    /// A snapshot of `families` in any order.
    package init(_ families: consuming [Family]) {
        // Names are ASCII, for which this is the order of bytes, and several times as fast as comparing UTF-8 views.
        families.sort { $0.name < $1.name }
        self.families = families
    }

    /// One family with its series, which are counted from 0 in scrape order.
    package struct Family: Sendable {
        /// The full name as in the text format: a counter's ends in `_total`, an info's in `_info`.
        package let name: String
        /// The description, unescaped.
        package let help: String
        /// The type under which the family is exposed.
        package let type: MetricType
        /// The names of the labels, ascending, byte by byte.
        package let labelNames: [String]
        /// The label values of each series.
        package let keys: SeriesKeys
        /// `stride` values for each series. A histogram has its cumulative bucket counts (one per bound, then +Inf) and
        /// its sum; every other type has one value. The values of a series that is not shown have no meaning.
        package let values: [Double]
        /// Upper bounds of a histogram's buckets, ascending, without +Inf; empty for every other type.
        package let bounds: [Double]
        /// Which series are not shown; empty if all are shown. For loops over many series; see `isShown` for one.
        package let hidden: [Bool]
        /// By series number, not in scrape order; empty if no series has a start time.
        package let startTimes: [Double]

        init(
            _ description: FamilyDescription, keys: SeriesKeys, values: [Double], hidden: [Bool], startTimes: [Double]
        ) {
            name = description.name.description
            help = description.help
            type = description.type
            labelNames = description.labels
            if case .histogram(let bounds) = description.kind { self.bounds = bounds } else { bounds = [] }
            (self.keys, self.values, self.hidden, self.startTimes) = (keys, values, hidden, startTimes)
        }

        /// A family of few series, all shown; their label values are in the order of `labelNames` as given here. Sorts
        /// labels by name and series by label values. With an `owner`, encoders keep what they know about the series.
        /// O(n log n).
        package init(
            name: String, help: String, type: MetricType, labelNames: [String] = [], bounds: [Double] = [],
            series: [Series], owner: SeriesKeys.Owner? = nil
        ) {
            (self.name, self.help, self.type, self.bounds) = (name, help, type, bounds)
            let columns = labelNames.indices.sorted {
                labelNames[$0].utf8.lexicographicallyPrecedes(labelNames[$1].utf8)
            }
            self.labelNames = columns.map { labelNames[$0] }
            var (bytes, ends): ([UInt8], [Int]) = ([], [])
            for series in series {
                precondition(series.labelValues.count == labelNames.count, "each label has a value")
                for column in columns {
                    if column != columns.first { bytes.append(labelSeparator) }
                    bytes.append(contentsOf: series.labelValues[column].utf8)
                }
                ends.append(bytes.count)
            }
            keys = SeriesKeys(bytes: bytes, ends: ends, owner: owner)
            values = keys.order.flatMap { series[Int($0)].values }
            hidden = []
            startTimes = type == .counter || type == .histogram ? series.map(\.startTime) : []
        }

        /// The family with other values, and with series that are not shown: see `values` and `hidden`. O(1).
        package func replacing(_ values: [Double], hidden: [Bool] = []) -> Family { Family(self, values, hidden) }

        private init(_ family: Family, _ values: [Double], _ hidden: [Bool]) {
            (name, help, type, labelNames) = (family.name, family.help, family.type, family.labelNames)
            (keys, bounds, startTimes) = (family.keys, family.bounds, family.startTimes)
            (self.values, self.hidden) = (values, hidden)
        }

        /// How many series there are, shown or not.
        package var count: Int { keys.count }

        /// How many values a series has.
        package var stride: Int { type == .histogram ? bounds.count + 2 : 1 }

        /// Whether a scrape shows the series. A gauge or an absolute counter is not shown before its first sample, and
        /// a gauge not after it expired. O(1).
        package func isShown(_ series: Int) -> Bool { hidden.isEmpty || !hidden[series] }

        /// When a counter or histogram began to count, in wall-clock seconds since 1970; 0 without such a time. O(1).
        package func startTime(of series: Int) -> Double {
            startTimes.isEmpty ? 0 : startTimes[Int(keys.order[series])]
        }

        /// The label values of a series in the order of `labelNames`; for callers that look at few series. O(key).
        package func labelValues(of series: Int) -> [String] {
            if labelNames.isEmpty { return [] }
            return keys.bytes[keys.range(of: series)]
                .split(separator: labelSeparator, omittingEmptySubsequences: false)
                .map { String(decoding: $0, as: UTF8.self) }
        }

        /// The series that are shown, one by one; for callers that look at few. O(series).
        package var shownSeries: [Series] {
            (0..<count).filter(isShown).map {
                Series(
                    labelValues(of: $0), values: Array(values[$0 * stride..<($0 + 1) * stride]),
                    startTime: startTime(of: $0))
            }
        }
    }

    /// One series by itself.
    package struct Series: Sendable {
        /// One value for each label name of the family, in its order.
        package let labelValues: [String]
        /// As many as the family's stride, see `Family.values`.
        package let values: [Double]
        /// When a counter or histogram began to count, in wall-clock seconds since 1970; 0 without such a time.
        package let startTime: Double

        /// A series as given.
        package init(_ labelValues: [String] = [], values: [Double], startTime: Double = 0) {
            (self.labelValues, self.values, self.startTime) = (labelValues, values, startTime)
        }
    }
}
