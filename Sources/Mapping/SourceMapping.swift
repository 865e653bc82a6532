package import CSV
package import EventTime
package import Metrics

/// The compiled mapping of one source: turns batches of its records into samples, column by column.
///
/// Reuses its buffers; a steady stream of known label sets allocates nothing.
package struct SourceMapping {
    /// Which of the metrics a batch moves.
    package enum Fold: Sendable {
        /// All of them.
        case all
        /// Only what shows a state (gauges, and the level of absolute counters): to fold a moment anew after a seek.
        case state
    }

    private var metrics: [MetricRun]
    private let filters: [Filter]
    private let span: SpanRule
    private var selected: [Bool] = []
    private var scratch = Scratch()

    /// The mapping of a source with the given metrics; `filters` hold for all of them. Label values may have
    /// `maximumLabelBytes` bytes.
    package init(metrics: [MetricMapping], filters: [Filter], span: SpanRule, maximumLabelBytes: Int) {
        self.metrics = metrics.map { MetricRun($0, maximumLabelBytes: maximumLabelBytes) }
        self.filters = filters
        self.span = span
    }

    /// Applies `records` of the batch, whose instants must ascend, and returns those that some metric could not use,
    /// in order, each once. New series are admitted with `created` (wall-clock seconds); with nil they are dropped and
    /// counted. O(records × metrics).
    package mutating func apply(
        _ batch: RecordBatch, _ times: [Instant], _ records: Range<Int>, to registry: inout Registry, fold: Fold,
        created: Double?
    ) -> [Rejection] {
        select(batch, records)
        scratch.rejections.removeAll(keepingCapacity: true)
        for index in metrics.indices where fold == .all || metrics[index].mapping.isState {
            let input = Input(batch: batch, times: times, records: records, selected: selected, span: span)
            let family = metrics[index].mapping.family
            metrics[index].resolve(input, in: &registry.families[family], created: created, &scratch)
            metrics[index].apply(input, to: &registry.families[family], fold: fold, &scratch)
        }
        return scratch.rejectionsByRecord()
    }

    /// Notes which series `records` will need, without applying anything: the same filters, labels and limits.
    /// `discoveries` has one element for each family of the registry. Instants need not ascend.
    package mutating func discover(
        _ batch: RecordBatch, _ times: [Instant], _ records: Range<Int>, into discoveries: inout [SeriesDiscovery]
    ) {
        select(batch, records)
        for index in metrics.indices {
            let input = Input(batch: batch, times: times, records: records, selected: selected, span: span)
            metrics[index].discover(input, into: &discoveries[metrics[index].mapping.family], &scratch)
        }
    }

    private mutating func select(_ batch: RecordBatch, _ records: Range<Int>) {
        selected.removeAll(keepingCapacity: true)
        if filters.isEmpty { return }
        for record in records { selected.append(filters.allSatisfy { $0.holds(batch, record) }) }
    }
}

/// How a record's instant in the feed, when it is due, relates to the time that it tells.
package struct SpanRule: Sendable {
    /// Nanoseconds from the start of the span that a record covers to the moment it is due.
    package let dueAfterStart: Int64

    /// Records that are due so many nanoseconds after the time they tell.
    package init(dueAfterStart: Int64) { self.dueAfterStart = dueAfterStart }
}

/// What a metric is run over.
struct Input {
    let batch: RecordBatch
    let times: [Instant]
    let records: Range<Int>
    /// For each of `records` whether the source's filters hold; empty if it has none.
    let selected: [Bool]
    let span: SpanRule
}

/// Buffers that all metrics of a source share, one element for each record.
struct Scratch {
    /// Series numbers, or one of the two below.
    var series: [Int32] = []
    var values: [Double] = []
    var weights: [Double] = []
    var instants: [Instant] = []
    var expiries: [Int64] = []
    var key: [UInt8] = []
    var rejections: [Rejection] = []

    /// Not found in the table yet.
    static let unknown: Int32 = -1
    /// No sample: filtered out, empty, rejected or dropped.
    static let none: Int32 = -2

    /// The rejections in the order of records, the first of each record.
    func rejectionsByRecord() -> [Rejection] {
        if rejections.count < 2 { return rejections }
        var last = -1
        let ordered = rejections.enumerated().sorted { ($0.element.record, $0.offset) < ($1.element.record, $1.offset) }
        return ordered.map(\.element).filter { rejection in
            defer { last = rejection.record }
            return rejection.record != last
        }
    }
}
