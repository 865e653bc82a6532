import Flags
import Foundation
import POSIX
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

    private func prepare(_ flags: String..., of set: String? = nil) throws {
        let command = PrepareCommand.command
        let folders = ["--set=\(set ?? self.set)", "--output-dir=\(output)"]
        guard case .run(let parsed) = try command.parse(folders + flags) else {
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

    @Test("nothing is touched in the output folder but what this command has made")
    func others() throws {
        let (files, elsewhere) = (FileManager.default, folder.path + "/elsewhere")
        try files.createDirectory(atPath: output + "/made-by-hand", withIntermediateDirectories: true)
        try files.createDirectory(atPath: output + "/made-0123456789abcdef/sub", withIntermediateDirectories: true)
        try files.createDirectory(atPath: elsewhere, withIntermediateDirectories: true)
        try files.createSymbolicLink(atPath: output + "/made-fedcba9876543210", withDestinationPath: elsewhere)
        for name in ["output/made-by-hand/a.csv", "output/made-notes", "elsewhere/b.csv"] { folder.write(name, "mine") }
        try prepare()
        catalogue("replay: {at: 8h, duration: 1m}\n")
        try prepare()
        for path in ["made-by-hand/a.csv", "made-notes", "made-0123456789abcdef/sub", "../elsewhere/b.csv"] {
            #expect(files.fileExists(atPath: "\(output)/\(path)"), "\(path)")
        }
    }

    @Test("a set that was moved, and a copy of it with another mapping, are replayed with the present mapping")
    func moved() throws {
        catalogue("replay: {at: 8h, duration: 1m}\n")
        try prepare()
        let copy = folder.path + "/copy"
        try FileManager.default.moveItem(atPath: set, toPath: copy)
        folder.write("copy/mapping.yml", "of the copy")
        try prepare(of: copy)
        #expect(content("mapping.yml") == Data("of the copy".utf8))
    }

    @Test("a catalogue without a story has no incidents")
    func noStory() throws {
        let story = "story:\n  - {at: 8h10m, scenario: S-1, intensity: 2}\n"
        folder.write(
            "set/simulation.yml",
            smallCatalogue.replacingLine(of: story, with: "") + "replay: {at: 8h, duration: 20m}\n")
        try prepare()
        #expect(String(decoding: try #require(content("incidents.csv")), as: UTF8.self).contains(",start,") == false)
    }

    @Test("a set without a mapping is refused before anything is made")
    func noMapping() throws {
        catalogue("replay: {at: 8h, duration: 1m}\n")
        try FileManager.default.removeItem(atPath: set + "/mapping.yml")
        #expect(throws: CommandFault.self) { try prepare() }
        #expect(try FileManager.default.contentsOfDirectory(atPath: output).isEmpty)
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

    @Test("what cannot be prepared is a sentence")
    func refused() throws {
        let fault = { (sentence: String, run: () throws -> Void) in
            let fault = #expect(throws: CommandFault.self) { try run() }
            #expect(fault?.description.contains(sentence) == true, "\(fault?.description ?? "")")
        }
        fault("it is no folder; want that of a data set") { try prepare(of: set + "/mapping.yml") }
        try FileManager.default.createDirectory(atPath: output + "/set", withIntermediateDirectories: true)
        fault("there is a folder; want another --output-dir") { try prepare() }
        try FileManager.default.removeItem(atPath: output + "/set")
        let lock = try #require(try FileDescriptor.lockFolder(output))
        fault("another bank_simulator prepares there") { try prepare() }
        _ = lock
    }
}
