import EventTime
import Feed
import MappingFile
import POSIX
import Scaffold
import Sniff
import TestSupport
import Testing

@testable import Inspection

/// The mapping that `init` writes holds for the very file that it is about.
@Suite struct OwnMappingTests {
    private let folder = TemporaryDirectory()

    static let files: [(name: String, text: String)] = [
        ("sum", records { "2026-01-\(two($0 % 28 + 1));L\($0 % 3);\($0 % 9),5" } + "Summe;;1234,5\n"),
        ("no time", records { "2026-01-\(two($0 % 28 + 1));L\($0 % 3);\($0 % 9),5" } + ";;1234,5\n"),
        ("both", records { "2026-01-\(two($0 % 28 + 1));L\($0 % 3);\($0 % 9),5" } + "Summe;;1234,5\n;Mittel;3,5\n"),
        ("two", records { "2026-01-\(two($0 % 28 + 1));L\($0 % 3);\($0 % 9),5" } + "Summe;;1\nMittelwert;;2\n"),
        ("hours", records { "2026-01-\(two($0 % 28 + 1));L\($0 % 3);\($0 % 9):\(two($0))" }),
    ]

    @Test(arguments: files) func `a file with footers has no rejected record`(_ file: (name: String, text: String))
        throws
    {
        let proof = try proof("data.csv", file.text)
        #expect(proof.rejected == 0 && proof.records == 40, "\(file.name): \(proof.summary)")
        #expect(proof.findings.filter { $0.hasSuffix(" rejected") } == [])
    }

    @Test func `points are groups in one column and decimal marks in another`() throws {
        let text =
            "time,volume,raw\n"
            + (0..<40).map { "\(1_780_000_000 + $0 * 60),\($0 + 1).379.258 KByte,\($0).25\n" }.joined()
        let proof = try proof("data.csv", text)
        #expect(proof.rejected == 0, "\(proof.summary)")
    }

    @Test func `hours and minutes become seconds, and their name ends in the unit`() throws {
        let text = "time,Work (h:mm)\n" + (0..<40).map { "\(1_780_000_000 + $0 * 60),\($0 % 9):30\n" }.joined()
        let mapping = try mapping("data.csv", text)
        #expect(mapping.contains("gauge: data_work_seconds\n"), "\(mapping)")
        #expect(mapping.contains("value: {column: \"Work (h:mm)\", scale: 60, as: duration}"), "\(mapping)")
        #expect(mapping.contains("is hours and minutes, as the name says") && !mapping.contains("CHECK: \""))
    }

    @Test(arguments: ["a[1]", "b{2}", "c*d", "e?", "[", "f]"])
    func `a folder may have any characters in its name`(_ name: String) throws {
        let data = "time,v\n" + (0..<9).map { "\(1_780_000_000 + $0 * 60),\($0 * 7 % 5)\n" }.joined()
        try FileSystem.makeDirectory("\(folder.path)/\(name)")
        folder.write("\(name)/data.csv", data)
        let mapping =
            "sources: [{name: s, files: ['*.csv'], time: {column: time, format: unix}, "
            + "metrics: [{gauge: v, value: v, help: v}]}]"
        let path = folder.write("\(name)/map.yml", mapping)
        let found = try ConfigurationReader.read(path, mode: nil, loop: nil)
        #expect(found.sources[0].feed.files.count == 1)
        try FileSystem.makeDirectory("\(folder.path)/\(name)/sub")
        folder.write("\(name)/sub/data.csv", data)
        let both = mapping.replacing("['*.csv']", with: "['*.csv', 'sub/*.csv'], exclude: sub/data.csv")
        let some = folder.write("\(name)/some.yml", both)
        #expect(try ConfigurationReader.read(some, mode: nil, loop: nil).sources[0].feed.files.count == 1)
        let named = folder.write("\(name)/named.yml", mapping.replacing("'*.csv'", with: "data.csv"))
        #expect(try ConfigurationReader.read(named, mode: nil, loop: nil).sources[0].feed.files.count == 1)
    }

    private func proof(_ name: String, _ text: String) throws -> Proof {
        try Proof(mapping(name, text), isOver: { false })
    }

    private func mapping(_ name: String, _ text: String) throws -> String {
        let path = folder.write(name, text)
        let (all, faults) = try decideTogether([path], Told(), Instant(nanoseconds: 1_795_651_200_000_000_000))
        let decisions = try #require(all[0], "\(faults)")
        #expect(decisions.undecided.isEmpty)
        return mappingText(plan("data", [SourceFiles(files: [path], decisions: decisions)]))
    }

    private static func records(_ line: (Int) -> String) -> String {
        "Datum;Laden;Betrag\n" + (0..<40).map { line($0) + "\n" }.joined()
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
