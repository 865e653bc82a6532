package import Metrics

/// The compiled mapping of one source: turns batches of its records into samples, column by column.
///
/// Reuses its buffers; a steady stream of known label sets allocates nothing.
package struct SourceMapping {
    private var metrics: [MetricApplier]
    private var scratch = Scratch()

    /// The mapping of a source whose records are due `dueAfterStart` nanoseconds after their event times. Label values
    /// may have `maximumLabelBytes` bytes.
    package init(metrics: [MetricMapping], dueAfterStart: Int64, maximumLabelBytes: Int) {
        self.metrics = metrics.map {
            MetricApplier($0, maximumLabelBytes: maximumLabelBytes, dueAfterStart: dueAfterStart)
        }
    }

    /// Notes the path that a file had when it was first seen, for labels. Must come before the file's first record; a
    /// file that is known already is left as it is.
    package mutating func introduce(file number: Int, path: String) {
        for index in metrics.indices { metrics[index].labels.introduce(file: number, path: path) }
    }

    /// Applies records, whose instants must ascend, and returns those that some metric could not use, in order, each
    /// once. New series get `startTime` (wall-clock seconds); with nil their samples are dropped and counted.
    /// O(records × metrics).
    package mutating func apply(
        _ input: MappingInput, to registry: inout Registry, fold: Fold, startTime: Double?
    ) -> [Rejection] {
        scratch.rejections.removeAll(keepingCapacity: true)
        for index in metrics.indices where fold == .everything || metrics[index].mapping.isState {
            let family = metrics[index].mapping.family
            metrics[index].resolve(input, in: &registry.families[family], startTime: startTime, &scratch)
            metrics[index].apply(input, to: &registry.families[family], fold: fold, &scratch)
        }
        return scratch.rejectionsByRecord()
    }

    /// Notes which series records will need, without applying anything: the same conditions, labels and limits.
    /// `discoveries` has one element for each family of the registry. Instants need not ascend.
    package mutating func discover(_ input: MappingInput, into discoveries: inout [SeriesDiscovery]) {
        for index in metrics.indices {
            metrics[index].discover(input, into: &discoveries[metrics[index].mapping.family], &scratch)
        }
    }
}
