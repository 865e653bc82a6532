import Feed
import Flags
import Foundation
import Metrics
import Pipeline
import Service
import TestSupport
import Testing

@testable import Commands
@testable import Exporter

/// The tables of the page beside the program are made from the declarations in the code. These tests compare them, or
/// write them anew if the environment has CSV_EXPORTER_WRITE_README=1.
@Suite(.serialized) struct ReadmeTests {
    private static let path = Repository.root.appending(path: "Sources/csv_exporter/README.md")

    static let flags = commandLine.flags.map { flag in
        var words = ""
        if case .choice(let choices) = flag.kind { words = " \(choices.map { "`\($0)`" }.joined(separator: ", "))." }
        return "| `--\(flag.name)` | \(flag.help)\(words)\(flag.defaultText.map { " Default: `\($0)`." } ?? "") |"
    }

    static let metrics = ExporterMetrics.families.map { family in
        let labels = family.labels.map { "`\($0)`" }.joined(separator: ", ")
        return "| `\(family.name)` | \(family.type.rawValue) | \(labels) | \(family.help) |"
    }

    static let reasons = RejectReason.allCases.map { "`\($0.label)`" }.joined(separator: ", ")

    @Test(arguments: [("flags", flags), ("metrics", metrics)])
    func `the program's page lists exactly the flags and metrics of the binary`(
        _ mark: String, _ rows: [String]
    ) throws {
        let text = try String(contentsOf: Self.path, encoding: .utf8)
        let begin = try #require(text.range(of: "<!-- \(mark) -->\n")).upperBound
        let end = try #require(text.range(of: "\n\n", range: begin..<text.endIndex)).lowerBound
        let lines = text[begin..<end].split(separator: "\n").map(String.init)
        if ProcessInfo.processInfo.environment["CSV_EXPORTER_WRITE_README"] == "1" {
            let table = (lines.prefix(2) + rows).joined(separator: "\n")
            try (text[..<begin] + table + text[end...]).write(to: Self.path, atomically: true, encoding: .utf8)
        } else {
            #expect(Array(lines.dropFirst(2)) == rows)
        }
    }

    @Test func `the program's page lists exactly the endpoints of the route table`() throws {
        let text = try String(contentsOf: Self.path, encoding: .utf8)
        let begin = try #require(text.range(of: "| endpoint | answer |\n|---|---|\n")).upperBound
        let end = try #require(text.range(of: "\n\n", range: begin..<text.endIndex)).lowerBound
        let listed = text[begin..<end].split(separator: "\n").map { $0.split(separator: "`")[1] }
        let routes = Endpoints.routes(telemetryPath: "/metrics").map { "\($0.method.rawValue) \($0.path)" }
        #expect(listed.map(String.init) == routes)
    }

    @Test func `each guarantee names tests that exist`() throws {
        let root = Repository.root
        let text = try String(contentsOf: root.appending(path: "Tests/README.md"), encoding: .utf8)
        let begin = try #require(text.range(of: "## Guarantees\n")).upperBound
        let end = try #require(text.range(of: "\n\n", range: text.index(after: begin)..<text.endIndex)).lowerBound
        let named = text[begin..<end].split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst()
            .map { $0.split(separator: "|")[1].matches(of: /`([^`]+)`/).map { String($0.1) } }
        let files = try #require(FileManager.default.enumerator(atPath: root.appendingPathComponent("Tests").path))
            .compactMap { $0 as? String }
        let tests = try files.filter { $0.hasSuffix("Tests.swift") }
            .map { try String(contentsOf: root.appendingPathComponent("Tests/" + $0), encoding: .utf8) }.joined()
        for names in named {
            #expect(!names.isEmpty)
            for name in names.map({ $0.split(separator: " -")[0] }) {
                let isThere =
                    name.hasPrefix("Tests/")
                    ? files.contains(String(name.dropFirst(6)))
                    : tests.contains("func `\(name)`") || tests.contains("struct \(name) {")
                        || files.contains { $0.hasSuffix("/\(name)") }
                #expect(isThere, "no test is called \(name)")
            }
        }
    }

    @Test func `the program's page names every reason for which a file is passed over`() throws {
        let text = try String(contentsOf: Self.path, encoding: .utf8)
        let begin = try #require(text.range(of: "| reason | the file |\n|---|---|\n")).upperBound
        let end = try #require(text.range(of: "\n\n", range: begin..<text.endIndex)).lowerBound
        let listed = text[begin..<end].split(separator: "\n").map { String($0.split(separator: "`")[1]) }
        #expect(listed == SkipReason.allCases.map { $0.rawValue })
    }

    @Test func `the program's page names every reason for a reject`() throws {
        let text = try String(contentsOf: Self.path, encoding: .utf8)
        #expect(text.contains(Self.reasons), "want \(Self.reasons)")
    }
}
