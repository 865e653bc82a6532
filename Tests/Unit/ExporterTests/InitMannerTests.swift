import Foundation
import TestSupport
import Testing

@testable import Exporter

/// What `init` does with several files and with names that are in its way.
@Suite struct InitMannerTests {
    private let folder = TemporaryDirectory()
    private static let table = "time,v\n2025-03-04 10:00:00,1.5\n2025-03-05 10:00:00,2.5\n"
    private static let open = "day,n\n01/02/2026,1\n01/02/2026,2\n03/02/2026,3\n01/01/2026,4\n"

    private func initialize(_ arguments: [String], _ files: [String]) throws -> (
        status: Int32, out: String, err: String
    ) {
        for name in files { folder.write(name, name.hasPrefix("open") ? Self.open : Self.table) }
        return try Program.run(["init"] + arguments + files, in: folder)
    }

    @Test func `a flag that is switched off is in no other's way`() throws {
        let end = try initialize(["--no-force", "--format=json"], ["i.csv"])
        #expect(end.status == 0 && end.err.isEmpty, "\(end)")
    }

    @Test func `a file that is given twice, and one by two names, are told apart`() throws {
        let same = try initialize(["i.csv"], ["i.csv"])
        #expect(same.status == 2 && same.err.contains("cannot take i.csv twice; want each file once"), "\(same)")
        let other = try initialize(["./i.csv"], ["i.csv"])
        #expect(other.err.contains("cannot take ./i.csv and i.csv, which are one file; want"), "\(other)")
    }

    @Test func `decisions as JSON fail if one file of several is undecided`() throws {
        let end = try initialize(["--format=json"], ["i.csv", "open.csv"])
        #expect(end.status == 1 && end.out.split(separator: "\n").count == 2, "\(end)")
    }

    @Test func `beside a file that is undecided, what is decided of the others is shown`() throws {
        let end = try initialize([], ["open.csv", "i.csv"])
        #expect(end.status == 1 && end.err.contains("open.csv: cannot decide time"), "\(end)")
        #expect(
            end.out.hasPrefix("i.csv: 55 bytes, 2 records, read whole\n") && !end.out.contains("open.csv"), "\(end)")
    }

    @Test func `a zone that nobody knows is not written`() throws {
        let rows = (0..<30).map { "2025-03-\(10 + $0 % 20) 10:00:00,Europe/Atlantis,\($0)\n" }
        folder.write("i.csv", "time,tz,v\n" + rows.joined())
        let end = try Program.run(["init", "--stdout", "i.csv"], in: folder)
        #expect(end.status == 0 && end.out.contains("zone: UTC\n"), "\(end)")
        #expect(end.out.contains("# CHECK: the file says Europe/Atlantis, which is no known zone"), "\(end)")
    }

    /// Files, and the folder of their data set.
    static let names: [([String], String)] = [
        (["a1.csv", "a2.csv"], "a1"), (["ab1.csv", "ab2.csv"], "ab"), ([".x.csv"], "x"),
    ]

    @Test(arguments: names.indices) func `a data set is called as its files begin, and its folder is not hidden`(
        _ index: Int
    ) throws {
        let (files, name) = Self.names[index]
        let end = try initialize([], files)
        #expect(end.status == 0 && end.out.contains("written: \(name)/ ("), "\(end)")
    }

    @Test func `up to three files of data are named, and more are counted`() throws {
        let three = try initialize([], ["x1.csv", "x2.csv", "x3.csv"])
        #expect(three.out.contains("README.md, x1.csv, x2.csv, x3.csv)"), "\(three)")
        let four = try initialize(["--name=four"], ["x1.csv", "x2.csv", "x3.csv", "x4.csv"])
        #expect(four.out.contains("README.md, 4 files of data)"), "\(four)")
    }

    @Test func `data that are called like a text of the folder keep their bytes, under another name`() throws {
        let end = try initialize(["--name=x"], ["README.md"])
        #expect(end.status == 0, "\(end)")
        #expect(try String(contentsOfFile: folder.path + "/x/2-README.md", encoding: .utf8) == Self.table)
        #expect(try String(contentsOfFile: folder.path + "/x/mapping.yml", encoding: .utf8).contains("2-README.md"))
    }
}
