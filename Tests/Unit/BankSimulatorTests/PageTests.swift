import Foundation
import Schema
import Synthesis
import TestSupport
import Testing

@testable import BankSimulator

@Suite("The page about catalogues")
struct PageTests {
    private static let page: String = {
        let path = Repository.root.appending(path: "data/SIMULATION.md").path
        return (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }()

    @Test("its example makes all its files, with its story")
    func example() throws {
        let start = try #require(Self.page.firstRange(of: "```yaml\n")?.upperBound)
        let end = try #require(Self.page[start...].firstRange(of: "```")?.lowerBound)
        let folder = TemporaryDirectory()
        let path = folder.write("simulation.yml", String(Self.page[start..<end]))
        let monday: Int64 = 1_772_409_600
        var making = try makeHistory(
            path, HistoryRequest(from: monday + 8 * 3600, to: monday + 9 * 3600, schedule: .story))
        while making.step() {}
        #expect(making.files.map { $0.name } == ["events.csv", "sales.csv", "minutes.csv", "incidents.csv"])
        #expect(making.files.map { $0.rows > 0 } == [true, true, true, true])
    }

    @Test("it has every key of a catalogue")
    func keys() {
        let blocks: [Block] = [
            .catalogue, .shape, .stream, .anomaly, .repeat, .window, .findings, .follow, .routine, .scenario,
            .expectation, .effect, .incident, .test,
        ]
        let missing = blocks.flatMap { $0.keys }.filter { key in
            !Self.page.contains("`\(key)") && !Self.page.contains("\(key):") && !Self.page.contains("{\(key): ")
        }
        #expect(missing.isEmpty, "\(missing)")
    }
}
