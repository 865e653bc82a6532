import Feed
import Mapping
import MappingFile
import Metrics

/// Tables: the records of a table are folded into families of their own, beside the present ones. When all records are
/// folded, these families take the place of the present ones.
extension SampleApplier {
    /// Does one step of reading a table. New series get `startTime` (wall-clock seconds).
    mutating func apply(_ step: TableStep, source: Int, startTime: Double) {
        switch step {
        case .begins: beginTable(source, startTime: startTime)
        case .records(let batch):
            guard var table = tables.removeValue(forKey: source) else { return }
            swap(&registry, &table)
            if batch.count > 0, let file = batch.files.single { introduce(file, source: source) }
            apply(batch, 0..<batch.count, .everything, startTime: startTime)
            swap(&registry, &table)
            tables[source] = table
            counts[source].lines += batch.lines
            countFeedRejects(batch)
        case .isComplete: completeTable(source)
        case .isAbandoned: tables[source] = nil
        }
    }

    /// Counts and reports the records of a batch that never reached the mapping.
    mutating func countFeedRejects(_ batch: FeedBatch) {
        for reject in batch.rejects {
            counts[batch.source].records += 1
            counts[batch.source].reject(.feed(reject.reason))
        }
        report(batch.rejects, source: batch.source)
    }

    private mutating func beginTable(_ source: Int, startTime: Double) {
        var table = Registry(configuration.families)
        // The caches of a mapping are for one registry.
        renewMapping(source)
        reserveSeries(source, in: &table)
        let settings = configuration.sources[source]
        for index in Set(settings.metrics.map(\.family)) {
            let initial = settings.initial.filter { $0.family == index }.map(\.key)
            table.families[index].admit(initial, startTime: startTime)
        }
        tables[source] = table
    }

    private mutating func completeTable(_ source: Int) {
        guard var table = tables.removeValue(forKey: source) else { return }
        for index in Set(configuration.sources[source].metrics.map(\.family)) {
            table.families[index].droppedSamples += registry.families[index].droppedSamples
            registry.families[index] = table.families[index]
        }
    }
}
