import Exposition
import Metrics
import TestSupport
import Testing

/// What an exporter must never write, after the cases by which the OpenMetrics project tests parsers.
@Suite struct ExposerRulesTests {
    @Test(arguments: [ExpositionFormat.text, .openMetrics], [false, true])
    func `whatever samples come, a strict reader has nothing to say`(_ format: ExpositionFormat, _ created: Bool) {
        for round in rounds {
            for seed in 20 * round + 1...20 * round + 20 { check(seed, format, created) }
        }
    }

    private func check(_ seed: UInt64, _ format: ExpositionFormat, _ created: Bool) {
        let (snapshot, series) = RegistrySnapshot.make(seed: seed)
        let text = render(snapshot, format: format, includesCreated: created)
        do throws(StrictExposition.Fault) {
            let read = try StrictExposition(text, openMetrics: format == .openMetrics)
            let groups = read.families.reduce(0) { $0 + Set($1.samples.map(\.group)).count }
            #expect(groups == series, "seed \(seed)")
            #expect(created && format == .openMetrics || !text.contains("_created"), "seed \(seed)")
        } catch {
            Issue.record("seed \(seed), created \(created): \(error)\n\(String(decoding: text, as: UTF8.self))")
        }
    }

    @Test(arguments: [ExpositionFormat.text, .openMetrics])
    func `snapshots of single series pass, too`(_ format: ExpositionFormat) throws {
        for seed in 1...20 as ClosedRange<UInt64> {
            let text = render(RandomSnapshot(seed: seed).snapshot, format: format, includesCreated: true)
            #expect(throws: Never.self, "seed \(seed)") {
                try StrictExposition(text, openMetrics: format == .openMetrics)
            }
        }
    }

    @Test func `nothing to show is nothing, or the end alone`() {
        #expect(render(Snapshot([]), format: .text, includesCreated: true).isEmpty)
        #expect(render(Snapshot([]), format: .openMetrics, includesCreated: true) == Array("# EOF\n".utf8))
    }
}

extension [UInt8] {
    fileprivate func contains(_ text: String) -> Bool {
        let wanted = Array(text.utf8)
        return indices.contains { self[$0...].starts(with: wanted) }
    }
}
