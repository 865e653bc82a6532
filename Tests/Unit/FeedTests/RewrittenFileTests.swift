import Foundation
import POSIX
import TestSupport
import Testing

@testable import Feed

/// Files that a program writes anew, with the old records and more.
@Suite struct RewrittenFileTests {
    /// How a program writes a file anew.
    enum Way: CaseIterable {
        case inPlace, byRename, deletedFirst, deletedLongBefore, inPlaceSizeFirst

        /// Writes the file. `look` lets the reader look between two steps, if it may see them.
        func write(_ text: String, _ follower: inout Follower, look: (inout Follower) -> Void) throws {
            switch self {
            case .inPlace: try follower.truncate("log.csv", text)
            case .byRename:
                follower.folder.write("new", text)
                try follower.rename("new", "log.csv")
            case .deletedFirst, .deletedLongBefore:
                try follower.remove("log.csv")
                look(&follower)
                if self == .deletedLongBefore { #expect(follower.readAfterGrace() == []) }
                follower.folder.write("log.csv", text)
            case .inPlaceSizeFirst:
                try follower.truncate("log.csv", String(repeating: "\0", count: text.utf8.count))
                look(&follower)
                for cut in [2, text.utf8.count / 2, text.utf8.count - 1] where cut > 0 {
                    try follower.overwrite("log.csv", at: 0, String(text.prefix(cut)))
                    look(&follower)
                }
                try follower.overwrite("log.csv", at: 0, text)
            }
        }
    }

    @Test(arguments: Way.allCases, [3, 300])
    func `a report that is written anew, a line longer each time, counts each line once`(_ way: Way, _ lines: Int)
        throws
    {
        var follower = try Follower { $0.write("log.csv", Self.report(lines)) }
        #expect(follower.read().count == lines)
        for more in 1...3 {
            var found: [String] = []
            try way.write(Self.report(lines + more), &follower) { found += $0.read() }
            #expect(found + follower.read() == ["n\(lines + more)"], "\(way), \(lines + more) lines")
        }
        #expect(follower.live.takeNotices().map(\.sentence) == [])
        try follower.append("log.csv", "7,more\n")
        #expect(follower.read() == ["more"])
        #expect(follower.readAfterGrace() == [])
        #expect(follower.live.status(of: 0).files == 1)
        follower.restart()
        #expect(follower.read().count == lines + 4, "a restart counts what is there")
    }

    @Test func `a proper prefix adds nothing, wherever it is cut, in place and by rename`() throws {
        let text = Self.report(4)
        for cut in 0...text.utf8.count {
            for way in [Way.inPlace, .byRename] {
                var follower = try Follower { $0.write("log.csv", Self.report(4)) }
                #expect(follower.read().count == 4)
                try way.write(String(text.prefix(cut)), &follower) { _ in }
                #expect(follower.read() == [], "\(way) cut at \(cut)")
                try follower.append("log.csv", String(text.dropFirst(cut)) + "9,z\n")
                #expect(follower.read() == ["z"], "\(way) cut at \(cut)")
                #expect(follower.live.takeNotices().map(\.sentence) == [])
            }
        }
    }

    @Test(arguments: [Way.inPlace, .byRename, .deletedFirst])
    func `other content counts wholly, and a warning names content table`(_ way: Way) throws {
        for text in ["5,x\n", "1,n1\n2,CORRECTED\n3,n3\n", "1,n1\n2,n2\n3,n4\n8,y\n"] {
            var follower = try Follower { $0.write("log.csv", Self.report(3)) }
            #expect(follower.read() == ["n1", "n2", "n3"])
            try way.write(header + text, &follower) { _ in }
            #expect(follower.read().count == text.count(where: \.isNewline), "\(way) \(text)")
            let notices = follower.live.takeNotices().map(\.sentence)
            #expect(notices.count == 1 && notices[0].hasSuffix("want content: table"), "\(notices)")
            try follower.append("log.csv", "9,z\n")
            #expect(follower.read() == ["z"] && follower.live.takeNotices().isEmpty)
        }
    }

    @Test func `the last record of a replaced file counts only if the new file does not have it`() throws {
        for (text, found) in [("1,n1\n2,n2\n", ["n2"]), ("5,x\n", ["x", "n2"])] {
            var follower = try Follower { $0.write("log.csv", header + "1,n1\n2,n2") }
            #expect(follower.read() == ["n1"])
            try Way.byRename.write(header + text, &follower) { _ in }
            #expect(follower.read() + follower.readAfterGrace() == found)
            #expect(follower.live.status(of: 0).files == 1)
        }
    }

    @Test func `a file that is replaced twice before it is as long counts once`() throws {
        var follower = try Follower { $0.write("log.csv", Self.report(9)) }
        #expect(follower.read().count == 9)
        for lines in [2, 5, 8] {
            try Way.byRename.write(Self.report(lines), &follower) { _ in }
            #expect(follower.read(after: 11) == [])
        }
        try Way.byRename.write(Self.report(10), &follower) { _ in }
        #expect(follower.read() == ["n10"])
        #expect(follower.readAfterGrace() == [] && follower.live.status(of: 0).files == 1)
    }

    @Test func `a renamed file is no replaced file, and neither is a file with another link`() throws {
        for isLinked in [false, true] {
            var follower = try Follower { $0.write("log.csv", header + "1,a\n") }
            #expect(follower.read() == ["a"])
            if isLinked {
                let path = follower.folder.path + "/"
                try FileManager.default.linkItem(atPath: path + "log.csv", toPath: path + "backup")
                try Way.byRename.write(header + "1,a\n", &follower) { _ in }
            } else {
                try follower.rename("log.csv", "old")
                follower.folder.write("log.csv", header + "1,a\n")
            }
            #expect(follower.read() == ["a"], "another file may have equal records")
            #expect(follower.live.takeNotices().isEmpty)
        }
    }

    @Test func `a truncated file keeps its header until a new one comes, and a warning says so`() throws {
        var follower = try Follower { $0.write("log.csv", "k,more,t\na,,1\n") }
        #expect(follower.read() == ["a"])
        try follower.truncate("log.csv", "b,,2\n")
        #expect(follower.read() == ["b"])
        let notices = follower.live.takeNotices().map(\.sentence)
        #expect(notices.count == 2 && notices[0].contains("was truncated, and its header with it"), "\(notices)")
        try follower.truncate("log.csv", "t,k\n3,c\n")
        #expect(follower.read() == ["c"])
        #expect(follower.live.takeFaults().isEmpty && follower.live.status(of: 0).isUp)
    }

    private static func report(_ lines: Int) -> String {
        header + (1...lines).map { "\($0),n\($0)\n" }.joined()
    }
}
