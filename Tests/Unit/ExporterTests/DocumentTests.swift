import Foundation
import TestSupport
import Testing

@testable import MappingFile
@testable import Schema

/// One page of the repository: its prose, without fenced blocks.
private struct Page {
    let path: String
    private let lines: [Substring]

    init(_ path: String) throws {
        self.path = path
        var isFenced = false
        lines = try String(contentsOf: Repository.root.appending(path: path), encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false)
            .filter { line in
                let isFence = line.hasPrefix("```")
                if isFence { isFenced.toggle() }
                return !isFence && !isFenced
            }
    }

    /// Targets of links within the repository.
    var links: [String] {
        lines.flatMap { $0.matches(of: /\]\(([^)\s]+)\)/).map { String($0.1) } }.filter { !$0.contains("://") }
    }

    /// Paths of the repository that are written as code.
    var paths: [String] {
        lines.flatMap { $0.matches(of: /`((?:Sources|Tests|data|grafana|prometheus)\/[\w.\/+-]+)`/) }
            .map { String($0.1) }
    }

    /// The fragments that lead to its headings, as GitHub makes them.
    var fragments: Set<String> {
        Set(
            lines.filter { $0.hasPrefix("#") }.map { heading in
                String(
                    heading.drop { $0 == "#" }.dropFirst().lowercased()
                        .filter { $0.isLetter || $0.isNumber || " -_".contains($0) }.map { $0 == " " ? "-" : $0 })
            })
    }

    /// The names between backticks in the first cell of each row below the heading, up to the next heading.
    func names(below heading: String) -> [String] {
        let section = lines.drop { !($0.hasPrefix("#") && $0.drop { $0 == "#" }.dropFirst() == heading) }
            .dropFirst().prefix { !$0.hasPrefix("#") }
        return section.filter { $0.hasPrefix("| `") }
            .flatMap { $0.split(separator: "|")[0].matches(of: /`([^`]+)`/).map { String($0.1) } }
    }
}

@Suite struct DocumentTests {
    /// All pages but those of builds.
    private static let pages: [String] = {
        guard let walk = FileManager.default.enumerator(atPath: Repository.root.path) else { return [] }
        var pages: [String] = []
        while let path = walk.nextObject() as? String {
            if path.hasPrefix(".") || path == "Tests/Fuzz/corpus" { walk.skipDescendants() }
            if path.hasSuffix(".md") { pages.append(path) }
        }
        return pages
    }()

    @Test func `README fits on a few screens`() throws {
        let text = try String(contentsOf: Repository.root.appending(path: "README.md"), encoding: .utf8)
        #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count - 1 <= 150)
    }

    @Test(arguments: pages)
    func `each link of a page leads to a file, and to a heading of it`(_ path: String) throws {
        let page = try Page(path)
        let folder = Repository.root.appending(path: path).deletingLastPathComponent()
        for link in page.links {
            let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
            let target = parts[0].isEmpty ? path : Self.path(of: folder.appending(path: String(parts[0])))
            #expect(FileManager.default.fileExists(atPath: Repository.root.appending(path: target).path), "\(link)")
            if parts.count == 2 { #expect(try Page(target).fragments.contains(String(parts[1])), "\(link)") }
        }
    }

    @Test(arguments: pages)
    func `each path in a page exists`(_ path: String) throws {
        for found in try Page(path).paths {
            let file = Repository.root.appending(path: found).path
            #expect(FileManager.default.fileExists(atPath: file), "\(found)")
        }
    }

    private static func path(of file: URL) -> String {
        String(file.standardizedFileURL.path.dropFirst(Repository.root.standardizedFileURL.path.count + 1))
    }

    @Test func `there are pages, and they have links`() throws {
        #expect(Self.pages.contains("README.md") && Self.pages.contains("data/live/README.md"))
        #expect(try !Page("README.md").links.isEmpty && !Page("CONTRIBUTING.md").paths.isEmpty)
    }

    @Test(arguments: [
        ("Top level", Block.mappingFile), ("replay", .replay), ("A source", .source), ("dialect", .dialect),
        ("time", .time), ("A metric", .metric), ("value", .value), ("numbers", .numbers), ("label", .label),
        ("limits", .limits),
    ])
    func `MAPPING.md lists exactly the keys of a block`(_ heading: String, _ block: Block) throws {
        #expect(try Page("data/MAPPING.md").names(below: heading).sorted() == block.keys.sorted())
    }
}
