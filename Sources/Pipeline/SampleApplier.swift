import CSV
import EventTime
package import Feed
package import Mapping
package import MappingFile
package import Metrics
import POSIX

/// Turns batches of records into samples, applies the samples to the registry, and counts records. Does not depend on
/// the origin of the batches.
package struct SampleApplier {
    /// The mapping file.
    package let configuration: Configuration
    /// All series.
    package internal(set) var registry: Registry
    /// The counts of each source.
    package internal(set) var counts: [SourceCounts]
    private var mappings: [SourceMapping]
    /// In a check, for each source the metric mappings with two values of one series at one instant, and where.
    package private(set) var conflicts: [[Int: RecordLocation]]
    /// In a check, for each source the metric mappings that compare a cell which is no number: the first cell, from its
    /// place on.
    package private(set) var noNumbers: [[Int: String]]
    /// In a check, for each source the metric mappings that left out records: the first of them, with its cell.
    package private(set) var unmet: [[Int: String]]
    /// The registry of each table that is being read, by source.
    var tables: [Int: Registry] = [:]
    private let rejects: any RejectSink
    /// For each source, whether a label shows the folder of a file.
    private let showsFolder: [Bool]

    /// Counts what each metric takes if `isCheck`.
    init(_ configuration: Configuration, _ rejects: any RejectSink, isCheck: Bool = false) {
        self.configuration = configuration
        self.rejects = rejects
        registry = Registry(configuration.families)
        mappings = configuration.sources.map { SourceMapping($0) }
        conflicts = configuration.sources.map { _ in [:] }
        noNumbers = configuration.sources.map { _ in [:] }
        unmet = noNumbers
        showsFolder = configuration.sources.map { $0.metrics.contains { $0.showsFolder } }
        for mapping in mappings { mapping.reserveSeries(in: &registry) }
        if isCheck { for source in mappings.indices { mappings[source].tally() } }
        counts = configuration.sources.map { SourceCounts(files: $0.feed.files.count) }
    }

    /// For each source and each of its metric mappings: the counts of a check. Empty for a source outside of a check.
    package var tallies: [[MetricTally]] { mappings.map { $0.tallies } }

    /// Adds a file before its first record. If `isRepeated`, the caller adds it before each of its batches.
    mutating func introduce(_ file: FeedFile, source: Int, isRepeated: Bool = false) {
        let path = showsFolder[source] ? withFolder(file.firstPath) : file.firstPath
        mappings[source].introduce(file: file.number, path: path, isRepeated: isRepeated)
    }

    /// Applies records of a batch. New series get `startTime` (wall-clock seconds); if it is nil, no new series are
    /// admitted.
    mutating func apply(_ batch: FeedBatch, _ records: Range<Int>, _ fold: Fold, startTime: Double?) {
        if records.isEmpty { return }
        let source = batch.source
        let rejections = mappings[source].apply(
            MappingInput(batch, records), to: &registry, fold: fold, startTime: startTime)
        for first in mappings[source].takeFirsts() {
            let location = batch.location(of: first.record)
            if first.kind == .conflict {
                conflicts[source][first.metric] = conflicts[source][first.metric] ?? location
                continue
            }
            let settings = configuration.sources[source]
            let text = cellText(first.slot, first.record, batch, settings)
            if first.kind == .unmet {
                let sentence = unmetCell(text, first.slot, location, settings)
                unmet[source][first.metric] = unmet[source][first.metric] ?? sentence
            } else {
                let column = settings.metrics.lazy.compactMap { $0.valueColumn(in: first.slot) }.first
                let sentence = noNumber(text, first.slot, column, location, settings)
                noNumbers[source][first.metric] = noNumbers[source][first.metric] ?? sentence
            }
        }
        if fold == .currentValuesOnly { return }
        counts[source].apply(records.count, last: batch.times[records.upperBound - 1])
        for rejection in rejections {
            let reason = RejectReason.mapping(rejection.reason)
            counts[source].reject(reason)
            guard rejects.wants(reason, source: source) else { continue }
            let settings = configuration.sources[source]
            rejects.reject(
                reason, source: source,
                RejectedRecord(
                    sentence(rejection, batch, settings), batch.location(of: rejection.record),
                    cell: rejection.slot.map {
                        (settings.feed.columns[$0], cellText($0, rejection.record, batch, settings))
                    }, time: batch.times[rejection.record]))
        }
    }

    /// Replaces the mapping of a source by one without caches.
    mutating func renewMapping(_ source: Int) {
        let isCheck = !mappings[source].tallies.isEmpty
        mappings[source] = SourceMapping(configuration.sources[source])
        // A state that is read anew is also tallied anew.
        if isCheck { mappings[source].tally() }
    }

    /// Admits the series of a source that take samples over a limit.
    func reserveSeries(_ source: Int, in table: inout Registry) { mappings[source].reserveSeries(in: &table) }

    /// Adds the series that records will need to `discoveries`.
    mutating func discover(_ batch: FeedBatch, _ records: Range<Int>, into discoveries: inout [SeriesDiscovery]) {
        mappings[batch.source].discover(MappingInput(batch, records), into: &discoveries)
    }

    /// Admits the initial series of the configuration, then the series in `discoveries`, which may be empty.
    mutating func admit(_ discoveries: [SeriesDiscovery], startTime: Double) {
        for index in registry.families.indices {
            let initial = configuration.sources.flatMap(\.initial).filter { $0.family == index }.map(\.key)
            let found = discoveries.isEmpty ? [] : discoveries[index].admitted()
            registry.families[index].admit(initial + found, startTime: startTime)
        }
    }

    /// Reports records that never reached the mapping, without counting them.
    func report(_ rejected: [FeedReject], source: Int) {
        for reject in rejected {
            let reason = RejectReason.feed(reject.reason)
            guard rejects.wants(reason, source: source) else { continue }
            rejects.reject(
                reason, source: source,
                RejectedRecord(sentence(reject, configuration.sources[source]), reject.location))
        }
    }

    /// Counts and reports files that have changed, so that their remaining records cannot be read.
    mutating func reject(_ changed: [FeedReject], source: Int) {
        if changed.isEmpty { return }
        for reject in changed { counts[source].reject(.feed(reject.reason)) }
        counts[source].isUp = false
        report(changed, source: source)
    }
}

/// The path of a file in a folder that has a name: `.` and `..` become the real path of the folder.
private func withFolder(_ path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let folder = path.dropLast(name.count)
    guard ["", ".", ".."].contains(folder.split(separator: "/").last ?? ""), !folder.hasPrefix("/") || folder.count > 1
    else { return path }
    // A folder that is gone gives no name.
    return (try? FileSystem.realPath(folder.isEmpty ? "." : String(folder))).map { $0 + "/" + name } ?? path
}

extension SourceMapping {
    fileprivate init(_ source: SourceConfiguration) {
        self.init(
            metrics: source.metrics, dueAfterStart: source.feed.time.dueAfterStart,
            maximumLabelBytes: source.maximumLabelBytes)
    }
}

extension MappingInput {
    fileprivate init(_ batch: FeedBatch, _ records: Range<Int>) {
        let files: FileNumbers = batch.files.single.map { .all($0.number) } ?? .each(batch.files.numbers)
        self.init(batch.records, batch.times, files: files, records)
    }
}
