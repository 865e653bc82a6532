package import CSV
package import Metrics

/// The compiled mapping of one source: turns batches of its records into samples, column by column.
///
/// Reuses its buffers, so that records of known series allocate nothing.
package struct SourceMapping {
    private var metrics: [MetricApplier]
    private var scratch = Scratch()
    /// In a check, the counts about each metric mapping; else empty.
    package private(set) var tallies: [MetricTally] = []

    /// The mapping of a source whose records are due `dueAfterStart` nanoseconds after their event times. A label value
    /// may have at most `maximumLabelBytes` bytes.
    package init(metrics: [MetricMapping], dueAfterStart: Int64, maximumLabelBytes: Int) {
        self.metrics = metrics.map {
            MetricApplier($0, maximumLabelBytes: maximumLabelBytes, dueAfterStart: dueAfterStart)
        }
    }

    /// Adds the series that take samples over the series limits. Must be called before the first record.
    package func reserveSeries(in registry: inout Registry) {
        for metric in metrics {
            if let key = metric.mapping.foldKey { registry.families[metric.mapping.family].reserve(key) }
        }
    }

    /// Sets the path that a file had when it was first found, for labels. Must be called before the first record of the
    /// file; a later call has no effect. A caller with any number of files must call it before each batch of a file,
    /// and set `isRepeated`. Then the mapping keeps a bounded number of paths.
    package mutating func introduce(file number: Int, path: String, isRepeated: Bool = false) {
        for index in metrics.indices {
            metrics[index].labels.introduce(file: number, path: path, isRepeated: isRepeated)
        }
    }

    /// Applies records, whose instants must ascend. Returns the records that a metric could not use, in order, and each
    /// record once. New series get `startTime` (wall-clock seconds); if it is nil, samples of new series are dropped
    /// and counted. O(records × metrics).
    package mutating func apply(
        _ input: MappingInput, to registry: inout Registry, fold: Fold, startTime: Double?
    ) -> [Rejection] {
        scratch.rejections.removeAll(keepingCapacity: true)
        for index in metrics.indices where fold == .everything || metrics[index].mapping.isState {
            let family = metrics[index].mapping.family
            beginTally(index)
            metrics[index].resolve(input, in: &registry.families[family], startTime: startTime, &scratch)
            metrics[index].apply(input, to: &registry.families[family], fold: fold, &scratch)
            endTally(index)
        }
        return scratch.rejectionsByRecord()
    }

    /// Adds to `discoveries` the series that records will need, with the same conditions, labels and limits as `apply`.
    /// `discoveries` has one element per family of the registry. Instants need not ascend.
    package mutating func discover(_ input: MappingInput, into discoveries: inout [SeriesDiscovery]) {
        for index in metrics.indices {
            metrics[index].discover(input, into: &discoveries[metrics[index].mapping.family], &scratch)
        }
    }

    /// Counts from now on what each metric mapping takes.
    package mutating func tally() { tallies = metrics.map { _ in MetricTally() } }

    /// In a check, the records of the last batch that are the first of their kind for a metric mapping, with the slot
    /// of the cell that a condition met.
    package mutating func takeFirsts() -> [(metric: Int, kind: TallyFirst, record: Int, slot: Slot)] {
        tallies.indices.flatMap { index in
            tallies[index].takeFirsts().map { (metric: index, kind: $0.kind, record: $0.record, slot: $0.slot) }
        }
    }

    /// Moves the counts about a metric into the buffers, so that no copy is made.
    private mutating func beginTally(_ index: Int) {
        guard !tallies.isEmpty else { return }
        var tally = MetricTally()
        swap(&tally, &tallies[index])
        scratch.tally = tally
    }

    private mutating func endTally(_ index: Int) {
        guard var tally = scratch.tally.take() else { return }
        tally.taken += scratch.series.count { $0 >= 0 }
        tallies[index] = tally
    }
}
