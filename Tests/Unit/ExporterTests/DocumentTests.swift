import Foundation
import TestSupport
import Testing

@testable import MappingFile
@testable import Schema

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
        ("Top level", Block.mappingFile), ("replay", .replay), ("history", .history), ("A source", .source),
        ("dialect", .dialect), ("time", .time), ("A metric", .metric), ("value", .value), ("numbers", .numbers),
        ("label", .label),
        ("limits", .limits),
    ])
    func `MAPPING.md lists exactly the keys of a block`(_ heading: String, _ block: Block) throws {
        #expect(try Page("data/MAPPING.md").names(below: heading).sorted() == block.keys.sorted())
    }
}
