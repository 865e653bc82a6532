import Feed
import Foundation
import MappingFile
import Metrics
import TestSupport
import Testing

@testable import Pipeline

/// Compares followed files with a model in memory: counters are exact after every look, through all operations on
/// files, and after every restart.
@Suite struct LiveModelTests {
    /// The number of steps for each seed. For more steps:
    /// `CSV_EXPORTER_MODEL_STEPS=125000 swift test --filter LiveModelTests`.
    private static let steps =
        ProcessInfo.processInfo.environment["CSV_EXPORTER_MODEL_STEPS"].flatMap { Int($0) } ?? 1500

    @Test(arguments: 0..<8)
    func `counters are the fold of the records, whatever happens to the files`(_ seed: UInt64) throws {
        var writer = LiveWriter(seed: seed)
        var reader = try Reader(writer.folder)
        for step in 0..<Self.steps {
            try writer.step()
            switch Int.random(in: 0..<60, using: &writer.chance) {
            case 0..<24: reader.look()
            case 24:
                writer.note("restart")
                writer.model.restart()
                reader = try Reader(writer.folder)
                continue
            case 25, 26: reader.wait(&writer)
            default: continue
            }
            if writer.model.namelessCount > 40 { reader.wait(&writer) }
            writer.note("look")
            writer.model.look()
            guard reader.shown == writer.model.shown else {
                let last = writer.history.suffix(30).joined(separator: "; ")
                Issue.record("seed \(seed), step \(step): got \(reader.shown); want \(writer.model.shown); \(last)")
                return
            }
        }
        reader.wait(&writer)
        #expect(reader.shown == writer.model.shown, "seed \(seed), at the end")
    }
}

/// The counts of the reader or of the model.
private struct Shown: Equatable {
    var sums: [String: Double]
    var records: Int
    var rejects: Int
}

extension LiveModel {
    fileprivate var shown: Shown { Shown(sums: sums, records: records, rejects: rejects) }
}

private struct Reader {
    private static let mapping = """
        sources:
          - name: log
            mode: follow
            files: log.csv*
            time: {column: time, format: unix}
            metrics:
              - counter: sum_total
                help: Sum.
                value: count
                labels: {file: {file: name}, status: status}
        """
    private let follow: Follow
    private var now: Int64 = 0

    init(_ folder: TemporaryDirectory) throws {
        let configuration = try ConfigurationReader.read(folder.write("map.yml", Self.mapping))
        let log = SilentObserver()
        let live = Live(
            configuration.sources.map(\.feed), patterns: configuration.sources.map(\.paths), maximumFiles: 500)
        follow = Follow(SampleApplier(configuration, log), live, log)
    }

    mutating func look(after seconds: Int64 = 0) {
        now += seconds * 1_000_000_000 + 1
        follow.slice(now: now, wall: 0, hasEvents: true, until: { false })
    }

    /// Looks until all files without a name are ended.
    mutating func wait(_ writer: inout LiveWriter) {
        writer.note("wait")
        for _ in 0..<4 { look(after: 11) }
        writer.model.look()
        writer.model.endNameless()
    }

    var shown: Shown {
        var sums: [String: Double] = [:]
        for family in follow.snapshot() {
            for series in family.shownSeries {
                let labels = zip(family.labelNames, series.labelValues).map { "\($0)=\"\($1)\"" }
                sums[labels.joined(separator: ",")] = series.values[0]
            }
        }
        let counts = follow.applier.counts[0]
        return Shown(sums: sums, records: counts.records, rejects: counts.rejected.values.reduce(0, +))
    }
}
