import Flags
import Foundation
import TestSupport
import Testing

@testable import BankSimulator

@Suite("What the stack replays")
struct PrepareTests {
    private let folder = TemporaryDirectory()
    private var set: String { folder.path + "/set" }
    private var output: String { folder.path + "/output" }

    init() throws {
        try FileManager.default.createDirectory(atPath: set, withIntermediateDirectories: true)
        folder.write("set/mapping.yml", "a mapping")
    }

    private func prepare(_ flags: String...) throws {
        let command = PrepareCommand.command
        guard case .run(let parsed) = try command.parse(["--set=\(set)", "--output-dir=\(output)"] + flags) else {
            Issue.record("the flags are not parsed")
            return
        }
        try PrepareCommand.run(parsed)
    }

    /// The file as the exporter opens it, or nil.
    private func content(_ name: String) -> Data? { FileManager.default.contents(atPath: "\(output)/set/\(name)") }

    private func catalogue(_ replay: String) {
        folder.write("set/simulation.yml", smallCatalogue + replay)
    }

    @Test("a set without a catalogue, or whose catalogue has no replay, is replayed where it is")
    func ownFiles() throws {
        try prepare()
        #expect(content("mapping.yml") == Data("a mapping".utf8))
        catalogue("")
        folder.write("set/events.csv", "mine")
        try prepare("--profile=busy")
        #expect(content("events.csv") == Data("mine".utf8))
        #expect(try FileManager.default.contentsOfDirectory(atPath: output) == ["set"])
    }

    @Test("files are made beside the set's mapping, the same as those of a history")
    func made() throws {
        catalogue("replay: {at: 8h, duration: 30m}\n")
        folder.write("set/events.csv", "a sample")
        try prepare("--profile=", "--seed=7")
        #expect(content("mapping.yml") == Data("a mapping".utf8))
        let monday = Int64(1_772_409_600)
        let request = HistoryRequest(
            seed: 7, from: monday + 8 * 3600, to: monday + 8 * 3600 + 1800, schedule: .story)
        let history = folder.path + "/history"
        _ = try writeHistory(set + "/simulation.yml", request, to: history) { _ in }
        for name in try FileManager.default.contentsOfDirectory(atPath: history) {
            #expect(content(name) == FileManager.default.contents(atPath: "\(history)/\(name)"))
        }
        // An edit of the mapping is seen without another run.
        folder.write("set/mapping.yml", "another")
        #expect(content("mapping.yml") == Data("another".utf8))
    }

    @Test("what is there is not made again; another seed takes its place")
    func again() throws {
        catalogue("replay: {at: 8h, duration: 10m}\n")
        try prepare()
        let first = try #require(content("events.csv"))
        folder.write("output/set/events.csv", "as it was left")
        try prepare()
        #expect(content("events.csv") == Data("as it was left".utf8))
        try prepare("--seed=2")
        #expect(try #require(content("events.csv")) != first)
        #expect(try FileManager.default.contentsOfDirectory(atPath: output).count == 2)
        try prepare("--seed=2", "--no-story")
        #expect(try FileManager.default.contentsOfDirectory(atPath: output).count == 2)
        try FileManager.default.removeItem(atPath: set + "/simulation.yml")
        try prepare()
        #expect(try FileManager.default.contentsOfDirectory(atPath: output) == ["set"])
    }

    @Test("an interrupted run is begun again")
    func interrupted() throws {
        catalogue("replay: {duration: 1m}\n")
        try prepare()
        let made = try FileManager.default.contentsOfDirectory(atPath: output).filter { $0 != "set" }[0]
        try FileManager.default.removeItem(atPath: "\(output)/\(made)/mapping.yml")
        folder.write("output/\(made)/events.csv", "half")
        try prepare()
        #expect(content("events.csv") != Data("half".utf8))
    }

    @Test(
        "what cannot be used is told",
        arguments: [
            (["--seed=x"], "cannot use --seed: got \"x\""), (["--profile=bussy"], "did you mean \"busy\"?"),
        ])
    func faults(flags: [String], sentence: String) throws {
        catalogue("replay: {duration: 1m}\n")
        let fault = #expect(throws: (any Error).self) { try prepare(flags[0]) }
        #expect("\(fault.map { "\($0)" } ?? "")".contains(sentence))
    }
}
