/// The values of some families at one moment, in scrape order: what an exposition is rendered from.
///
/// Label texts are immutable and shared with the registry, so a snapshot costs eight bytes a value.
package struct Snapshot: Sendable {
    /// Families by name, ascending by byte.
    package var families: [Family]

    /// A snapshot of `families`, which it sorts by name.
    package init(_ families: [Family]) {
        self.families = families.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// One metric family with its series.
    package struct Family: Sendable {
        /// The full name as in the text format: a counter's ends in `_total`, an info's in `_info`.
        package var name: String
        /// The description, unescaped.
        package var help: String
        /// How the family is exposed.
        package var type: MetricType
        /// The labels of the series, which ascend by their label values, first label first.
        package var labels: LabelTexts
        /// `stride` values for each series, in the order of `labels`. A histogram's are its cumulative bucket counts
        /// (one per bound, then +Inf) and its sum; every other type has one.
        package var values: [Double]
        /// Upper bounds of a histogram's buckets, ascending, without +Inf; empty for every other type.
        package var bounds: [Double]

        /// How many values a series has.
        package var stride: Int { type == .histogram ? bounds.count + 2 : 1 }

        /// A family as given; `values` must hold `labels.count * stride` values.
        package init(
            name: String, help: String, type: MetricType, labels: LabelTexts, values: [Double], bounds: [Double] = []
        ) {
            self.name = name
            self.help = help
            self.type = type
            self.labels = labels
            self.values = values
            self.bounds = bounds
        }

        /// A family of few series.
        package init(
            name: String, help: String, type: MetricType, series: [Series], values: [Double], bounds: [Double] = []
        ) {
            var labels = LabelTexts()
            for series in series {
                labels.append(Array(series.chunk[Int(series.start)..<Int(series.end)]), created: series.created)
            }
            self.init(name: name, help: help, type: type, labels: labels, values: values, bounds: bounds)
        }

        /// The series one by one, for those who look at few. O(series).
        package var series: [Series] {
            labels.places.indices.map { index in
                let place = labels.places[index]
                return Series(
                    chunk: labels.chunks[Int(place.chunk)], start: place.start, end: place.end,
                    created: labels.created[index])
            }
        }
    }

    /// One series' labels.
    package struct Series: Sendable {
        /// The chunk that holds the label text.
        package var chunk: [UInt8]
        /// Where in `chunk` the text lies: escaped, sorted by label name, without braces: `hour="08",status="a\"b"`.
        package var start: UInt32
        /// Where it ends.
        package var end: UInt32
        /// When a counter or histogram began to count, in wall-clock seconds since 1970; 0 where it has no such time.
        package var created: Double

        /// A series as given.
        package init(chunk: [UInt8], start: UInt32, end: UInt32, created: Double = 0) {
            self.chunk = chunk
            self.start = start
            self.end = end
            self.created = created
        }

        /// A series whose label text stands alone; for families of few series.
        package init(labels: String, created: Double = 0) {
            let text = Array(labels.utf8)
            self.init(chunk: text, start: 0, end: UInt32(text.count), created: created)
        }
    }
}
