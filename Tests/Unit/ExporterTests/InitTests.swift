import Foundation
import TestSupport
import Testing

@testable import Exporter
@testable import Inspection

/// `csv_exporter init` as a process: flags, and what is written or not.
@Suite struct InitTests {
    private let folder = TemporaryDirectory()

    private func initialize(_ arguments: [String]) throws -> (status: Int32, out: String, err: String) {
        folder.write("i.csv", "time,v\n2025-03-04 10:00:00,1.5\n2025-03-05 10:00:00,2.5\n")
        return try Program.run(["init"] + arguments, in: folder)
    }

    /// Flags, the exit code, and what the sentence has.
    static let refused: [([String], status: Int32, says: String)] = [
        (["--time.column=tim"], 1, "cannot use --time.column: got \"tim\", which no file has as a column; want time"),
        (["--labels=nope"], 1, "which no file has as a column; want one of time, v"),
        (["--time.day-first"], 1, "which say day and month themselves"),
        (["--time.zone=Berlin"], 2, "did you mean \"Europe/Berlin\""),
        (["--decimal=x"], 2, "cannot use --decimal: got \"x\"; want . or ,"), (["--delimiter=e"], 2, "no letter"),
        (["--delimiter=\""], 2, "no letter, digit, quote or backslash"), (["--delimiter=\\"], 2, "no letter"),
        (["--labels=v", "--values=v"], 2, "got it in --labels, too"),
        (["--time.column=v", "--time.column=v"], 2, "got it twice"),
        (["--time.day-first", "--time.format=%m/%d/%Y"], 2, "in which the month is first"),
        (["--stdout", "--format=json"], 2, "--format=json with --stdout"),
        (["--stdout", "--output-dir=x"], 2, "--stdout with --output-dir"), (["--time-limit=0s"], 2, "got 0s"),
        (["--output-dir="], 2, "--output-dir"),
        (
            ["--output-dir=i.csv"], 1,
            "cannot write i.csv/i: got mkdir: Not a directory; want a folder in which files may be made, see "
                + "--output-dir"
        ),
    ]

    @Test(arguments: refused)
    func `a flag that cannot be obeyed ends with a sentence, and nothing is written`(
        _ flags: [String], status: Int32, says: String
    ) throws {
        let end = try initialize(flags + ["i.csv"])
        #expect(end.status == status && end.err.contains(says), "\(end)")
        #expect(["i", "x"].allSatisfy { !FileManager.default.fileExists(atPath: "\(folder.path)/\($0)") })
    }

    @Test func `a folder in the place of a file is no file to replace`() throws {
        try FileManager.default.createDirectory(
            atPath: "\(folder.path)/i/mapping.yml", withIntermediateDirectories: true)
        let end = try initialize(["--force", "i.csv"])
        #expect(end.status == 1 && end.err.contains("got a folder at i/mapping.yml"), "\(end)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/i") == ["mapping.yml"])
        folder.write("x", "")
        let other = try initialize(["--name=x", "i.csv"])
        #expect(other.status == 1 && other.err.contains("got a file at x"), "\(other)")
    }

    @Test func `what is there already is told before anything is asked or decided`() throws {
        folder.write("bad.csv", "time,v\n01/02/2025,1\n03/04/2025,2\n05/06/2025,3\n")
        try FileManager.default.createDirectory(atPath: "\(folder.path)/bad", withIntermediateDirectories: true)
        folder.write("bad/mapping.yml", "")
        let end = try initialize(["bad.csv"])
        #expect(end.status == 1 && end.err.contains("bad/mapping.yml: it is there already"), "\(end)")
        #expect(!end.err.contains("day-first") && end.out == "")
    }

    @Test func `a folder whose name begins with a dash is written so that commands can be pasted`() throws {
        let end = try initialize(["--output-dir=-x", "i.csv"])
        #expect(end.status == 0 && end.out.contains("grep CHECK ./-x/i/mapping.yml"), "\(end)")
    }

    @Test func `columns that share a name are told apart by the mapping that is written`() throws {
        for (name, header) in [("a", "time,time,v"), ("b", ",v,"), ("c", "date,date,time")] {
            let rows = name == "c" ? "2025-03-04,2025-03-04,10:00\n2025-03-04,2025-03-04,10:05\n" : ""
            folder.write("\(name).csv", header + "\n" + (rows.isEmpty ? "2025-03-04,2025-03-04,1\n" : rows))
            let end = try initialize(["\(name).csv"])
            #expect(end.status == 0 && end.out.contains("none rejected"), "\(end)")
        }
    }

    @Test func `report refuses flags that its mapping tells, or that need one`() throws {
        folder.write("i.csv", "time,v\n2025-03-04,1\n")
        for (flags, says) in [
            (["--config.file=m.yml", "--labels=v"], "cannot use --labels with --config.file"),
            (["--source.mode=follow", "i.csv"], "want --config.file, too"), (["--stdout", "i.csv"], "an unknown flag"),
        ] {
            let end = try Program.run(["report"] + flags, in: folder)
            #expect(end.status == 2 && end.err.contains(says), "\(end)")
        }
    }
}
