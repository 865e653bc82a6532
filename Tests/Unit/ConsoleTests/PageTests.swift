import Foundation
import TestSupport
import Testing

@testable import Console

@Suite struct PageTests {
    private static let folder = Repository.root.appending(path: "Sources/Console/Assets")

    @Test func `every file of the page is served as it is, and no other`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        #expect(Set(Page.names) == Set(files).subtracting(["index.html"]))
        for name in Page.names {
            #expect(Page.file(name)?.bytes == Array(try Data(contentsOf: Self.folder.appending(path: name))), "\(name)")
        }
        #expect(Page.file("index.html") == nil && Page.file("") == nil)
    }

    @Test(arguments: [
        ("console.css", "text/css; charset=utf-8"), ("main.js", "text/javascript; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
    ])
    func `browsers are told what a file is, or they refuse it`(name: String, type: String) {
        #expect(Page.file(name)?.type == type)
    }

    @Test func `the page has the state in its one place`() throws {
        let page = try String(contentsOf: Self.folder.appending(path: "index.html"), encoding: .utf8)
        let parts = page.components(separatedBy: "<!--state-->")
        #expect(parts.count == 2)
        #expect(String(decoding: Page.html(state: "<p>S</p>"), as: UTF8.self) == parts.joined(separator: "<p>S</p>"))
    }

    @Test func `the page and its files take at most 48 KiB, and none of them asks another host`() throws {
        var bytes = 0
        for name in try FileManager.default.contentsOfDirectory(atPath: Self.folder.path) {
            let text = try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
            bytes += text.utf8.count
            #expect(!text.replacing("http://www.w3.org/2000/svg", with: "").contains("://"), "\(name)")
            #expect(text.split(separator: "\n").count < 300, "\(name)")
        }
        #expect(bytes <= 48 * 1024)
    }
}
