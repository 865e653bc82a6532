import Foundation
import TestSupport
import Testing

@testable import POSIX

@Suite struct GlobTests {
    private static let cases: [(pattern: String, name: String, matches: Bool)] = [
        ("*.csv", "a.csv", true),
        ("*.csv", ".csv", false),
        ("*.csv", "a.csv.gz", false),
        ("*", "", true),
        ("*", ".hidden", false),
        (".*", ".hidden", true),
        ("?*", ".hidden", false),
        ("[.]x", ".x", false),
        ("a?c", "abc", true),
        ("a?c", "aéc", true),
        ("a?c", "ac", false),
        ("a*b*c", "a1b2b3c", true),
        ("a*b*c", "a1c", false),
        ("*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa", false),
        ("x[0-9]", "x7", true),
        ("x[0-9]", "xa", false),
        ("x[!0-9]", "xa", true),
        ("x[^0-9]", "x7", false),
        ("x[]]", "x]", true),
        ("x[a-]", "x-", true),
        ("x[9-0]", "x5", false),
        ("x[*]", "x*", true),
        ("x[*]", "xy", false),
        ("x[ab", "x[ab", true),
        ("x[ab", "xa", false),
        ("plain.csv", "plain.csv", true),
    ]

    @Test(arguments: cases) func `a name matches as in a shell`(pattern: String, name: String, matches: Bool) {
        #expect(NamePattern(pattern).matches(name) == matches)
    }

    @Test(arguments: [
        ("*.csv", "."), ("a.csv", "."), ("a/b.csv", "a"), ("a/b/*/c.csv", "a/b"), ("/*.csv", "/"), ("/a/*", "/a"),
        ("/a", "/"), ("", "."),
    ]) func `the folder to watch is the one before the first wildcard`(pattern: String, folder: String) {
        #expect(Glob(pattern).directory == folder)
    }

    @Test func `the folders to watch are the folders in which a match may be created`() throws {
        let folder = TemporaryDirectory()
        for name in ["a", "b"] { try FileSystem.makeDirectory(folder.path + "/" + name) }
        #expect(Glob(folder.path + "/*/*.csv").folders() == ["", "/a", "/b"].map { folder.path + $0 })
        #expect(Glob(folder.path + "/x/*.csv").folders() == [folder.path + "/x"])
        #expect(Glob(folder.path + "/a.csv").folders() == [folder.path])
    }

    @Test func `paths are found through several folders, sorted by byte`() throws {
        let folder = TemporaryDirectory()
        for name in ["b", "a", "c"] { try FileSystem.makeDirectory(folder.path + "/" + name) }
        for name in ["b/1.csv", "a/2.csv", "a/1.csv", "c/1.txt", "b/.x.csv", "0.csv"] { folder.write(name, "") }
        let found = Glob(folder.path + "/*/*.csv").paths()
        #expect(found == ["a/1.csv", "a/2.csv", "b/1.csv"].map { folder.path + "/" + $0 })
        let literalEnd = Glob(folder.path + "/[a-c]/1.csv").paths()
        #expect(literalEnd == ["a/1.csv", "b/1.csv"].map { folder.path + "/" + $0 })
    }

    @Test func `a pattern without wildcards is its own result`() {
        #expect(Glob("missing/a.csv").paths() == ["missing/a.csv"])
        #expect(!Glob("missing/a.csv").hasWildcards)
        #expect(Glob("missing/*.csv").paths() == [])
        #expect(Glob("missing/*.csv").hasWildcards)
    }

    @Test func `two stars find files at any depth, each once, and follow no link`() throws {
        let folder = TemporaryDirectory()
        for name in ["a", "a/b", "a/b/c", ".hidden", "a/x.csv"] {
            try FileSystem.makeDirectory(folder.path + "/" + name)
        }
        for name in ["0.csv", "a/1.csv", "a/b/2.csv", "a/b/c/3.csv", "a/b/c/3.txt", ".hidden/4.csv", "a/x.csv/5.csv"] {
            folder.write(name, "")
        }
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/a/loop", withDestinationPath: "..")
        func found(_ pattern: String) -> [String] {
            Glob(folder.path + "/" + pattern).paths().map { String($0.dropFirst(folder.path.count + 1)) }
        }
        #expect(found("**/*.csv") == ["0.csv", "a/1.csv", "a/b/2.csv", "a/b/c/3.csv", "a/x.csv/5.csv"])
        #expect(found("a/**/b/**/*.csv") == ["a/b/2.csv", "a/b/c/3.csv"])
        #expect(found("a/**/**/2.csv") == ["a/b/2.csv"])
        #expect(found("a/b/**") == ["a/b/2.csv", "a/b/c/3.csv", "a/b/c/3.txt"])
        #expect(Glob(folder.path + "/**/*.csv").directory == folder.path)
        #expect(
            Glob(folder.path + "/a/**/*.csv").folders()
                == ["/a", "/a", "/a/b", "/a/b/c", "/a/x.csv"].map {
                    folder.path + $0
                })
    }

    @Test(arguments: [
        ("a/*.csv", "a/1.csv", true), ("a/*.csv", "a/b/1.csv", false), ("**/*.tmp", "1.tmp", true),
        ("**/*.tmp", "a/b/1.tmp", true), ("a/**/1.csv", "a/1.csv", true), ("a/**", "a/b/c", true),
        ("a/**", "b/a", false),
        ("a", "a", true), ("a", "a/b", false), ("/a/*", "/a/b", true), ("**/b/**/d", "a/b/c/d", true),
    ]) func `a path matches a pattern of several components`(_ pattern: String, _ path: String, _ matches: Bool) {
        #expect(Glob(pattern).matches(path) == matches)
    }
}
