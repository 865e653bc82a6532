import EventTime
import Foundation
import Metrics
import TestSupport
import Testing

@testable import Stores

@Suite struct HistorySinkTests {
    private let folder = TemporaryDirectory()
    private static let gauge = [
        Snapshot.Family(
            name: "g", help: "G.", type: .gauge, labelNames: [], series: [.init([], values: [1])])
    ]

    /// The names of the files that a split text has, and how many samples are in each.
    private func split(_ hours: Int64, _ instants: [Instant]) throws -> [String: Int] {
        let sink = TextSink(.folder(folder.path, duration: hours * 3_600_000), labels: [])
        for instant in instants { try sink.take(Self.gauge, at: instant) }
        try sink.finish()
        #expect(sink.samples == instants.count)
        var found: [String: Int] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            let text = try String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8)
            #expect(text.hasPrefix("# HELP g G.\n# TYPE g gauge\ng ") && text.hasSuffix("\n# EOF\n"), "\(text)")
            found[name] = text.split(separator: "\n").count { $0.hasPrefix("g ") }
        }
        return found
    }

    @Test func `a text that is split has a file for each multiple of the duration, named after its beginning`() throws {
        #expect(
            try split(2, [.seconds(-7201), .seconds(-1), .seconds(0), .seconds(7199), .seconds(7200)]) == [
                "1969-12-31T20-00-00Z.om": 1, "1969-12-31T22-00-00Z.om": 1, "1970-01-01T00-00-00Z.om": 2,
                "1970-01-01T02-00-00Z.om": 1,
            ])
    }

    @Test func `stretches reach beyond both ends of time`() throws {
        #expect(
            try split(24, [.earliest, .latest]) == [
                "1677-09-21T00-12-43.145224192Z.om": 1, "2262-04-11T00-00-00Z.om": 1,
            ])
    }
}
