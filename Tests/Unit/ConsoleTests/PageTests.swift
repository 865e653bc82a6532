import Foundation
import TestSupport
import Testing

@testable import Console

@Suite struct PageTests {
    private static let folder = Repository.root.appending(path: "Sources/Console/Assets")
    private static let modules = ["model.js", "chart.js", "transport.js", "cards.js", "main.js"]

    private static func asset(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    @Test func `every file of the page is served, alone or as a part of the script, and no other`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        #expect(files.sorted() == (["console.css", "icon.svg", "index.html"] + Self.modules).sorted())
        let parts = try Self.modules.map { shortened(Array(try Self.asset($0).utf8), isModule: true) }
        #expect(Page.file("console.js")?.bytes == Array(parts.joined()))
        #expect(try Page.file("console.css")?.bytes == shortened(Array(Self.asset("console.css").utf8)))
        #expect(try Page.file("icon.svg")?.bytes == Array(Self.asset("icon.svg").utf8))
        #expect(Page.names == ["console.css", "console.js", "icon.svg"])
        for name in ["index.html", "main.js", ""] { #expect(Page.file(name) == nil, "\(name)") }
    }

    @Test(arguments: [
        ("console.css", "text/css; charset=utf-8"), ("console.js", "text/javascript; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
    ])
    func `browsers are told what a file is, or they refuse it`(name: String, type: String) {
        #expect(Page.file(name)?.type == type)
    }

    @Test func `the page has the state, as it is, in its one place`() throws {
        let state = "<p>S</p>\n\n  // no comment\n"
        let parts = try Self.asset("index.html").components(separatedBy: "<!--state-->")
        #expect(parts.count == 2)
        let texts = parts.map { String(decoding: shortened(Array(($0 + "\n").utf8)).dropLast(), as: UTF8.self) }
        #expect(String(decoding: Page.html(state: state), as: UTF8.self) == texts.joined(separator: state) + "\n")
    }

    @Test func `the page and its files take at most 48 KiB, its script 35 kB, and none of them asks another host`() {
        let files = [Page.html(state: "")] + Page.names.compactMap { Page.file($0)?.bytes }
        #expect(files.count == 4 && files.map(\.count).reduce(0, +) <= 48 * 1024)
        #expect((Page.file("console.js")?.bytes.count ?? 0) <= 35_000)
        for file in files {
            let text = String(decoding: file, as: UTF8.self)
            #expect(!text.replacing("http://www.w3.org/2000/svg", with: "").contains("://"))
        }
    }

    @Test func `files that people work on have less than 300 lines`() throws {
        for name in Self.modules + ["console.css", "icon.svg", "index.html"] {
            #expect(try Self.asset(name).split(separator: "\n").count < 300, "\(name)")
        }
    }

    // What `shortened` needs, for the very files.

    @Test func `nothing of the page goes over lines that must not change`() throws {
        for name in Self.modules + ["console.css", "index.html"] {
            for line in try Self.asset(name).split(separator: "\n") {
                // Strings of scripts end in their line, unless a backslash ends it.
                let quote: Character = name.hasSuffix(".js") ? "`" : "\""
                #expect(line.count { $0 == quote } % 2 == 0, "\(name): \(line)")
                let text = line.drop { $0 == " " }
                let isComment = text.hasPrefix("/*")
                #expect(!line.hasSuffix("\\") && line.contains("/*") == isComment, "\(name): \(line)")
                #expect(line.hasSuffix("*/") == isComment && !line.contains("\t"), "\(name): \(line)")
            }
        }
        let page = try Self.asset("index.html")
        for tag in ["<pre", "<textarea", "<style"] { #expect(!page.contains(tag)) }
    }

    @Test func `modules import what modules before them export, by its own name`() throws {
        var exports: [String: Set<Substring>] = [:]
        for name in Self.modules {
            let text = try Self.asset(name)
            let statement = /(?m)^import \{([\w\s,]+)\} from "\.\/([\w.]+)";$/
            let imports = text.matches(of: statement)
            #expect(text.matches(of: /\bimport\b/).count == imports.count, "\(name) has another kind of import")
            for one in imports {
                let there = try #require(exports[String(one.2)], "\(name) stands before \(one.2)")
                let names = one.1.split { !$0.isLetter && !$0.isNumber }
                #expect(there.isSuperset(of: names), "\(name): \(names) of \(one.2)")
            }
            let declaration = /(?m)^export (?:async )?(?:const|let|class|function) (\w+)/
            exports[name] = Set(text.matches(of: declaration).map { $0.1 })
            #expect(exports[name]?.count == text.matches(of: /\bexport\b/).count, "\(name) has another kind of export")
        }
    }

    @Test func `no name is declared at the top level of two modules`() throws {
        var owners: [Substring: String] = [:]
        for name in Self.modules {
            let text = try Self.asset(name)
            let declarations = text.matches(of: /(?m)^(?:export )?(?:async )?(?:const|let|var|class|function) (\w+)/)
            let starts = text.matches(of: /(?m)^(?:export |async )*(?:const|let|var|class|function)\b/)
            #expect(declarations.count == starts.count, "\(name) declares names in another way")
            for one in declarations {
                #expect(owners[one.1] == nil, "\(one.1) is declared in \(owners[one.1] ?? "") and in \(name)")
                owners[one.1] = name
            }
        }
        #expect(owners["model"] == "model.js" && owners["Card"] == "cards.js")
    }
}
