import EventTime
import Flags
import Foundation
import POSIX
import Scaffold
import Sniff
import TestSupport
import Testing

@testable import Commands
@testable import Exporter
@testable import Inspection

/// `csv_exporter init` where files or disks do what they should not.
@Suite struct InitChangeTests {
    private let folder = TemporaryDirectory()

    private static let records = (0..<60).map { "2025-03-04 10:00:\($0 < 10 ? "0" : "")\($0),\($0).5\n" }.joined()

    /// A file as it is before it is read.
    private func file(_ text: String) throws -> InitFile {
        let path = folder.write("i.csv", text)
        return InitFile(path: path, status: try FileStatus(path: path), decisions: Decisions())
    }

    /// Puts another file under the name, as editors and exports do.
    private func replace(_ text: String) throws {
        let other = folder.write("other", text)
        try FileSystem.rename(other, to: "\(folder.path)/i.csv")
    }

    @Test func `a file that is replaced by one of the same size has changed, and that is no fault of the program`()
        throws
    {
        let before = try file("time,v\n1,2\n")
        #expect(before.change == .none)
        try replace("tome,v\n1,2\n")
        #expect(before.change == .replaced)
        let sentence = InitRun.sentence(about: SystemError(call: "read", code: 5), [before])
        #expect(sentence.contains("i.csv: changed while it was read; want a file that rests"))
        #expect(!sentence.contains("fault of csv_exporter"))
    }

    @Test func `a file that grows is the same, and one that is shorter, written over or gone is not`() throws {
        let before = try file("time,v\n1,2\n")
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: before.path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("3,4\n".utf8))
        #expect(before.change == .grown)
        try handle.truncate(atOffset: 7)
        #expect(before.change == .replaced)
        // The content of the same length, a second later.
        try handle.write(contentsOf: Data("5,6\n".utf8))
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 9)], ofItemAtPath: before.path)
        #expect(before.change == .replaced)
        try FileManager.default.removeItem(atPath: before.path)
        #expect(before.change == .replaced)
    }

    @Test func `a file that grows while it is read is not linked: it stays where it is`() throws {
        let path = folder.write("i.csv", "time,v\n" + Self.records)
        guard case .run(let flags) = try commandLine.parse(["init", "--output-dir=\(folder.path)", path]) else {
            Issue.record("want flags to run with")
            return
        }
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        var isGrown = false
        var run = InitRun(flags, Told(), "csv_exporter", now: Instant(nanoseconds: 1_795_651_200_000_000_000)) {
            if !isGrown { _ = try? handle.seekToEnd() }
            if !isGrown { handle.write(Data("2025-03-04 10:01:00,60.5\n".utf8)) }
            isGrown = true
            return false
        }
        #expect(try run.run() == 0 && isGrown)
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/i/i.csv"))
        let mapping = try String(contentsOfFile: folder.path + "/i/mapping.yml", encoding: .utf8)
        #expect(mapping.contains("files: \"/") && mapping.contains("/i.csv\"\n"))
    }

    @Test func `nothing is written about a file that is replaced while it is read`() throws {
        let path = folder.write("i.csv", "time,v\n" + Self.records)
        guard case .run(let flags) = try commandLine.parse(["init", "--output-dir=\(folder.path)", path]) else {
            Issue.record("want flags to run with")
            return
        }
        var run = InitRun(flags, Told(), "csv_exporter", now: Instant(nanoseconds: 1_795_651_200_000_000_000)) {
            // The proof reads the file when it asks.
            try? self.replace("time,v\n" + Self.records)
            return false
        }
        let fault = #expect(throws: StartFault.self) { try run.run() }
        #expect(fault?.description.contains("i.csv: changed while it was read") == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["i.csv"])
    }

    /// The file-size limit of the shell in blocks of 512 bytes, and whether the files fit into it.
    @Test(arguments: [(1, false), (8, false), (2000, true)])
    func `a limit of the size of files leaves nothing half-written`(_ blocks: Int, _ fits: Bool) throws {
        folder.write("i.csv", "time,v\n" + Self.records)
        let process = try Program.process(["init", "i.csv"], in: folder)
        let program = try #require(process.executableURL?.path)
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "ulimit -f \(blocks); exec \"$0\" \"$@\"", program, "init", "i.csv"]
        // Pipes have no size.
        let pipe = Pipe()
        (process.standardOutput, process.standardError) = (pipe, pipe)
        try process.run()
        let said = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        let there = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.contains("i") }
        #expect(process.terminationStatus == (fits ? 0 : 1), "\(said)")
        #expect(said.contains("cannot write i: got write: File too large; want room for it, see") != fits, "\(said)")
        #expect(there.sorted() == (fits ? ["i", "i.csv"] : ["i.csv"]))
    }

    @Test func `a name that no folder can have, and a link to itself, are told with what is wanted`() throws {
        folder.write("i.csv", "time,v\n" + Self.records)
        try FileManager.default.createSymbolicLink(atPath: "\(folder.path)/loop", withDestinationPath: "loop")
        for (flag, says) in [
            ("--name=" + String(repeating: "n", count: 300), "got stat: File name too long; want a folder"),
            ("--output-dir=loop", "cannot write loop/i: got stat: Too many levels of symbolic links; want a folder"),
        ] {
            let end = try Program.run(["init", flag, "i.csv"], in: folder)
            #expect(end.status == 1 && end.err.contains(says) && end.out == "", "\(end)")
        }
    }
}
