import Exposition
import Feed
import MappingFile
import Metrics
import Service
import TestSupport
import Testing

@testable import Commands
@testable import Exporter
@testable import Pipeline

/// One thing that a mapping file can say: the keys of its one source, what is in `data.csv`, the samples it leads to.
struct Saying: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let source: String
    let csv: String
    let samples: [String]

    init(_ name: String, _ source: String, _ csv: String, _ samples: [String]) {
        (testDescription, self.source, self.csv, self.samples) = (name, source, csv, samples)
    }

    /// Replays the file, and expects the samples at the end.
    func check() throws {
        let folder = TemporaryDirectory()
        folder.write("data.csv", csv)
        let keys = (["name: s", "files: data.csv"] + source.split(separator: "\n")).joined(separator: "\n    ")
        let configuration = try ConfigurationReader.read(folder.write("map.yml", "sources:\n  - " + keys + "\n"))
        var plan = ReplayPlan(configuration.replay)
        plan.speed = .infinity
        let replay = try Replay(configuration, plan, RunLog(configuration, Logger(level: .error)), startTime: 1)
        for _ in 0..<100 where replay.state != .finished { try replay.slice(now: 1, until: { false }) }
        let page = render(Snapshot(replay.snapshot()), format: .text, includesCreated: false)
        let found = String(decoding: page, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(found.map(String.init).sorted() == samples.sorted())
    }
}
