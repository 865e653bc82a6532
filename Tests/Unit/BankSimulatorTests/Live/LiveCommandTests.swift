import Flags
import Foundation
import POSIX
import TestSupport
import Testing

@testable import BankSimulator

@Suite("Live command")
struct LiveCommandTests {
    private let folder = TemporaryDirectory()

    private func run(_ flags: [String]) throws {
        guard case .run(let parsed) = try LiveCommand.command.parse(flags) else {
            Issue.record("the flags are not parsed")
            return
        }
        try LiveCommand.run(parsed)
    }

    @Test("the mappings of a data set are linked beside its files, and follow it when it moves")
    func mappings() throws {
        for (number, set) in ["one", "two"].enumerated() {
            try FileManager.default.createDirectory(
                atPath: folder.path + "/" + set, withIntermediateDirectories: true)
            for name in ["mapping.yml", "history.yml", "simulation.yml"] {
                folder.write("\(set)/\(name)", "\(name) \(number)")
            }
            folder.write("\(set)/README.md", "")
        }
        let target = folder.path + "/out"
        try FileSystem.makeDirectory(target)
        for (number, set) in ["one", "two"].enumerated() {
            #expect(try LiveCommand.linkMappings(from: folder.path + "/" + set, to: target) == [])
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: target).sorted() == ["history.yml", "mapping.yml"])
            #expect(FileManager.default.contents(atPath: target + "/mapping.yml") == Data("mapping.yml \(number)".utf8))
        }
    }

    @Test("a mapping that somebody has put beside the files stays")
    func ownMapping() throws {
        for path in ["/set", "/out"] { try FileSystem.makeDirectory(folder.path + path) }
        for name in ["set/history.yml", "set/mapping.yml", "out/mapping.yml"] { folder.write(name, name) }
        #expect(try LiveCommand.linkMappings(from: folder.path + "/set", to: folder.path + "/out") == ["mapping.yml"])
        #expect(FileManager.default.contents(atPath: folder.path + "/out/mapping.yml") == Data("out/mapping.yml".utf8))
        #expect(FileManager.default.contents(atPath: folder.path + "/out/history.yml") == Data("set/history.yml".utf8))
    }

    @Test("flags that cannot be used are refused before a file is touched")
    func refused() throws {
        let set = folder.path + "/small"
        try FileManager.default.createDirectory(atPath: set, withIntermediateDirectories: true)
        folder.write("small/simulation.yml", smallCatalogue)
        folder.write("small/events.csv", "mine")
        for path in ["/taken", "/taken/small"] { try FileSystem.makeDirectory(folder.path + path) }
        let lock = try #require(try FileDescriptor.lockFolder(folder.path + "/taken/small"))
        let cases: [(flags: [String], sentence: String)] = [
            (["--set=\(set)", "--output-dir=\(folder.path)"], "is the data set itself"),
            (["--set=\(set),\(set)/", "--output-dir=\(folder.path)/out"], "got two folders called \"small\""),
            (["--set=\(set)", "--output-dir="], "cannot use --output-dir: got no text"),
            (["--set=\(set)", "--output-dir=\(folder.path)/taken"], "another bank_simulator writes to"),
            (["--set=,", "--output-dir=\(folder.path)/out"], "got no folder"),
            (["--set=\(set)", "--output-dir=\(folder.path)/out", "--seed=-1"], "want a whole number from 0"),
            (
                ["--set=\(set)", "--output-dir=\(folder.path)/out", "--web.listen-address=8000"],
                "cannot use --web.listen-address"
            ),
            (
                ["--set=\(set)", "--output-dir=\(folder.path)/out", "--web.service-address=:8082"],
                "want NAME=ADDRESS, such as auth-service=:8082"
            ),
            (
                [
                    "--set=\(set)", "--output-dir=\(folder.path)/out", "--web.listen-address=127.0.0.1:0",
                    "--web.service-address=a=8082",
                ], "cannot use --web.service-address"
            ),
            (
                [
                    "--set=\(set)", "--output-dir=\(folder.path)/out", "--web.listen-address=127.0.0.1:0",
                    "--web.service-address=auth=127.0.0.1:0",
                ], "got service \"auth\"; want a data set that has services"
            ),
        ]
        for (flags, sentence) in cases {
            let address = flags.contains { $0.hasPrefix("--web") } ? [] : ["--web.listen-address=127.0.0.1:0"]
            let fault = #expect(throws: CommandFault.self) { try run(flags + address) }
            #expect(fault?.description.contains(sentence) == true, "\(fault?.description ?? "")")
        }
        _ = lock
        #expect(FileManager.default.contents(atPath: set + "/events.csv") == Data("mine".utf8))
        #expect(try FileManager.default.contentsOfDirectory(atPath: set).sorted() == ["events.csv", "simulation.yml"])
    }
}
