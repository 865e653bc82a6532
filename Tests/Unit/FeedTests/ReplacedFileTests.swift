import TestSupport
import Testing

@testable import Feed

/// Files that replace a deleted file, and are renamed or deleted before they are as long.
@Suite struct ReplacedFileTests {
    @Test(arguments: [false, true])
    func `a replaced file that is rotated before it is as long is compared with its own predecessor`(_ isSlow: Bool)
        throws
    {
        var follower = try Follower("log.csv*") {
            $0.write("log.csv.1", header + "1,other\n")
            $0.write("log.csv", Self.report(3))
        }
        #expect(follower.read().count == 4)
        try follower.remove("log.csv.1")
        #expect(follower.readAfterGrace() == [])
        try follower.replace("log.csv", Self.report(2))
        #expect(follower.read() == [])
        if isSlow {
            #expect(follower.readAfterGrace() == [])
            #expect(follower.live.takeNotices().count == 1, "the file waits for the rest of its content")
        }
        try follower.rename("log.csv", "log.csv.1")
        #expect(follower.read() == [])
        try follower.append("log.csv.1", "3,n3\n4,n4\n")
        #expect(follower.read() == ["n4"])
        #expect(follower.readAfterGrace() == [] && follower.live.takeNotices().isEmpty)
    }

    @Test func `the unfinished record of a replaced file counts once, whether the new file has it or not`() throws {
        for (before, found) in [("", [String]()), ("1,n1\n", ["n1"])] {
            for (after, more) in [("2,n2\n3,n3\n", ["n2", "n3"]), ("2,x\n", ["x", "n2"]), ("2,n2", ["n2"])] {
                var follower = try Follower { $0.write("log.csv", header + before + "2,n2") }
                #expect(follower.read() == found)
                try follower.replace("log.csv", header + before + after)
                var all = follower.read() + follower.readAfterGrace()
                if after == "2,n2" {
                    try follower.append("log.csv", "\n")
                    all += follower.read()
                }
                #expect(all == more, "\(before) \(after)")
                #expect(follower.live.status(of: 0).files == 1)
            }
        }
    }

    @Test func `a file that is deleted before it is as long leaves its comparison to the next file`() throws {
        for isSlow in [false, true] {
            var follower = try Follower { $0.write("log.csv", Self.report(3)) }
            #expect(follower.read().count == 3)
            try follower.replace("log.csv", Self.report(2))
            #expect(follower.read() == [])
            if isSlow { #expect(follower.readAfterGrace() == []) }
            try follower.remove("log.csv")
            #expect(follower.read() == [])
            if isSlow { #expect(follower.readAfterGrace() == []) }
            follower.folder.write("log.csv", Self.report(4))
            #expect(follower.read() == ["n4"], "is slow: \(isSlow)")
            #expect(follower.readAfterGrace() == [] && follower.live.status(of: 0).files == 1)
        }
    }

    @Test func `a truncated file that is deleted before it is as long leaves its comparison to the next file`() throws {
        for isSlow in [false, true] {
            var follower = try Follower { $0.write("log.csv", Self.report(3)) }
            #expect(follower.read().count == 3)
            try follower.truncate("log.csv", Self.report(1))
            #expect(follower.read() == [])
            try follower.remove("log.csv")
            #expect(isSlow ? follower.readAfterGrace() == [] : follower.read() == [])
            follower.folder.write("log.csv", Self.report(4))
            #expect(follower.read() == ["n4"], "is slow: \(isSlow)")
        }
    }

    @Test(arguments: [false, true])
    func `a file that is away before it is as long is compared when it returns`(_ isInPlace: Bool) throws {
        var follower = try Follower("log.csv*") { $0.write("log.csv", Self.report(3)) }
        #expect(follower.read().count == 3)
        try isInPlace
            ? follower.truncate("log.csv", Self.report(2)) : follower.replace("log.csv", Self.report(2))
        #expect(follower.read() == [])
        try follower.rename("log.csv", "away")
        #expect(follower.readAfterGrace() == [])
        try follower.rename("away", "log.csv.1")
        #expect(follower.read() == [])
        try follower.append("log.csv.1", "3,n3\n4,n4\n")
        #expect(follower.read() == ["n4"])
        #expect(follower.readAfterGrace() == [] && follower.live.takeNotices().isEmpty)
    }

    @Test func `a file with the inode of a file that was away is compared with the file that it replaces`() throws {
        for text in ["", "7,x\n"] {
            var follower = try Follower("log.csv*") {
                $0.write("log.csv", Self.report(3))
                $0.write("log.csv.1", header + "7,x\n8,y\n")
            }
            #expect(follower.read().count == 5)
            try follower.truncate("log.csv.1", header + text)
            #expect(follower.read() == [])
            try follower.rename("log.csv.1", "away")
            #expect(follower.readAfterGrace() == [])
            // A new file may get the inode of a removed file. This is that file, so that the test needs no luck.
            try follower.truncate("away", Self.report(4))
            try follower.rename("away", "log.csv")
            #expect(follower.read() == ["n4"])
            #expect(follower.readAfterGrace() == [])
        }
    }

    @Test func `a new file replaces the last file that had its name, and no file before it`() throws {
        for isSlow in [false, true] {
            var follower = try Follower("log.csv*") { $0.write("log.csv", Self.report(3)) }
            #expect(follower.read().count == 3)
            try follower.replace("log.csv", header + "7,x\n")
            #expect(follower.read() == ["x"] && follower.live.takeNotices().count == 1)
            try follower.rename("log.csv", "log.csv.1")
            #expect(isSlow ? follower.readAfterGrace() == [] : follower.read() == [])
            follower.folder.write("log.csv", Self.report(3))
            #expect(follower.read().count == 3, "is slow: \(isSlow)")
            #expect(follower.live.takeNotices().isEmpty)
        }
    }

    private static func report(_ lines: Int) -> String {
        header + (1...lines).map { "\($0),n\($0)\n" }.joined()
    }
}

extension Follower {
    /// Renames a new file over the file.
    fileprivate func replace(_ name: String, _ text: String) throws {
        folder.write("new", text)
        try rename("new", name)
    }
}
