import Foundation
import POSIX
import TestSupport
import Testing

@testable import Feed

/// Operations of people and programs on log files.
@Suite struct RotationTests {
    @Test func `a renamed file that still matches is counted once, and read on`() throws {
        var follower = try Follower("log.csv*") { $0.write("log.csv", header + "1,a\n") }
        #expect(follower.read() == ["a"])
        try follower.rename("log.csv", "log.csv.1")
        follower.folder.write("log.csv", header + "3,c\n")
        try follower.append("log.csv.1", "2,b\n")
        #expect(follower.read().sorted() == ["b", "c"])
        #expect(follower.live.status(of: 0).files == 2)
        follower.restart()
        #expect(follower.read().sorted() == ["a", "b", "c"], "the files are the state")
    }

    @Test func `a writer may go on in the renamed file until it opens the new one`() throws {
        var follower = try Follower { $0.write("log.csv", header + "1,a\n") }
        #expect(follower.read() == ["a"])
        try follower.rename("log.csv", "old")
        #expect(follower.read() == [])
        try follower.append("old", "2,b\n")
        follower.folder.write("log.csv", header)
        #expect(follower.read(after: 8) == ["b"])
        try follower.append("old", "3,c\n")
        #expect(follower.read(after: 8) == ["c"])
    }

    @Test func `a file that was moved away and comes back is not read again`() throws {
        var follower = try Follower { $0.write("log.csv", header + "1,a\n") }
        #expect(follower.read() == ["a"])
        try follower.rename("log.csv", "old")
        #expect(follower.readAfterGrace() == [])
        #expect(follower.live.status(of: 0).files == 0)
        try follower.append("old", "2,b\n")
        try follower.rename("old", "log.csv")
        #expect(follower.read() == ["b"])
    }

    @Test func `a file that became shorter is read again from its beginning`() throws {
        for size in [0, 2, 4, 5, 8, 11] {
            var follower = try Follower { $0.write("log.csv", header + "1,a\n2,b\n3,c\n") }
            #expect(follower.read() == ["a", "b", "c"])
            try follower.truncate("log.csv")
            try follower.truncate("log.csv", (header + "7,x\n8,y\n").prefix(size).description)
            let first = follower.read()
            try follower.append("log.csv", String((header + "7,x\n8,y\n").dropFirst(size)))
            #expect(first + follower.read() == ["x", "y"], "truncated to \(size) bytes of new content")
        }
    }

    @Test func `a file written anew is recognised whatever its size`() throws {
        for text in ["7,x\n", "7,xyz\n", "7,x\n8,y\n9,z\n"] {
            var follower = try Follower { $0.write("log.csv", header + "1,a\n") }
            #expect(follower.read() == ["a"])
            try follower.truncate("log.csv", header + text)
            #expect(follower.read().count == text.count(where: \.isNewline), "\(text)")
        }
    }

    @Test func `removing an unfinished record is not a truncation`() throws {
        var follower = try Follower { $0.write("log.csv", header + "1,a\n2,unfin") }
        #expect(follower.read() == ["a"])
        try follower.truncate("log.csv", to: 8)
        #expect(follower.read() == [])
        try follower.append("log.csv", "3,c\n")
        #expect(follower.read() == ["c"])
    }

    @Test func `a header that changes on rotation or on writing anew is heeded`() throws {
        var follower = try Follower { $0.write("log.csv", header + "1,a\n") }
        #expect(follower.read() == ["a"])
        try follower.rename("log.csv", "old")
        follower.folder.write("log.csv", "more,k,t\nx,b,2\n")
        #expect(follower.read() == ["b"])
        try follower.truncate("log.csv", "k,t\nc,3\n")
        #expect(follower.read() == ["c"])
    }

    @Test func `a header waits for its end, wherever it is cut`() throws {
        for cut in 0..<header.count {
            var follower = try Follower { $0.write("log.csv", String(header.prefix(cut))) }
            #expect(follower.read() == [])
            #expect(follower.live.takeFaults().isEmpty && follower.live.status(of: 0).isUp)
            try follower.append("log.csv", header.dropFirst(cut) + "1,a\n")
            #expect(follower.read() == ["a"], "cut at \(cut)")
        }
    }

    @Test func `a deleted file is read to its end, and a file made again with other content is another file`() throws {
        var follower = try Follower { $0.write("log.csv", header + "1,a\n") }
        #expect(follower.read() == ["a"])
        try follower.append("log.csv", "3,c\n")
        try follower.remove("log.csv")
        #expect(follower.read() == ["c"])
        follower.folder.write("log.csv", header + "4,d\n")
        #expect(follower.read() == ["d"])
        #expect(follower.readAfterGrace() == [])
        #expect(follower.live.status(of: 0).files == 1)
    }

    @Test func `a switched symbolic link leads to another file, in another folder too`() throws {
        var follower = try Follower("current/log.csv")
        for name in ["one", "two"] { try FileSystem.makeDirectory(follower.folder.path + "/" + name) }
        follower.folder.write("one/log.csv", header + "1,a\n")
        follower.folder.write("two/log.csv", header + "2,b\n")
        try follower.link("current", to: "one")
        #expect(follower.read(after: 11) == ["a"])
        try follower.append("one/log.csv", "3,c\n")
        #expect(follower.read() == ["c"], "the folder of the real path is watched")
        try follower.link("current", to: "two")
        #expect(follower.read(after: 11) == ["b"])
    }

    @Test func `a file with two names is read once`() throws {
        var follower = try Follower("*.csv") { $0.write("a.csv", header + "1,a\n") }
        try FileManager.default.linkItem(
            atPath: follower.folder.path + "/a.csv", toPath: follower.folder.path + "/b.csv")
        try follower.link("c.csv", to: "a.csv")
        #expect(follower.read() == ["a"])
        #expect(follower.live.status(of: 0).files == 1)
    }

    @Test func `a folder that is created later is found, and so is its successor`() throws {
        var follower = try Follower("logs/*.csv")
        #expect(follower.read() == [])
        for text in ["a", "b"] {
            try FileSystem.makeDirectory(follower.folder.path + "/logs")
            follower.folder.write("logs/log.csv", header + "1,\(text)\n")
            #expect(follower.read(after: 11) == [text])
            try follower.append("logs/log.csv", "2,more\n")
            #expect(follower.read() == ["more"], "the folder is watched")
            try follower.remove("logs")
        }
    }

    @Test func `a file that cannot be read is reported, and read as soon as it can be`() throws {
        var follower = try Follower("*") { _ in }
        try FileSystem.makeDirectory(follower.folder.path + "/folder")
        follower.folder.write("log.csv", "t,other\n")
        #expect(follower.read() == [])
        let faults = follower.live.takeFaults().map { "\($0.fault)" }
        #expect(faults.count == 2)
        #expect(faults[0].hasSuffix("/folder: cannot be replayed: got a directory; want a regular file"))
        #expect(faults[1].contains(":1: cannot find column \"k\": got \"t\", \"other\"; want a column of that name"))
        #expect(!follower.live.status(of: 0).isUp)
        try FileManager.default.removeItem(atPath: follower.folder.path + "/folder")
        try follower.truncate("log.csv", header + "1,a\n")
        #expect(follower.read() == ["a"])
        #expect(follower.live.takeFaults().isEmpty && follower.live.status(of: 0).isUp)
    }

    @Test(.enabled(if: getuid() != 0, "root may read everything"))
    func `an open file that loses its permissions is read on, another file without permissions is awaited`() throws {
        var follower = try Follower { $0.write("log.csv", header + "1,a\n") }
        let path = follower.folder.path + "/log.csv"
        #expect(follower.read() == ["a"])
        try follower.append("log.csv", "2,b\n")
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
        #expect(follower.read() == ["b"])
        follower.restart()
        #expect(follower.read() == [] && !follower.live.status(of: 0).isUp)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        #expect(follower.read() == ["a", "b"])
    }

    @Test func `files up to the limit are followed, and one more is reported`() throws {
        var follower = try Follower("*.csv", maximumFiles: 3) { folder in
            for number in 1...3 { folder.write("\(number).csv", header + "\(number),a\n") }
        }
        #expect(follower.read().count == 3)
        #expect(follower.live.takeFaults().isEmpty)
        follower.folder.write("4.csv", header + "4,d\n")
        #expect(follower.read() == [])
        #expect(follower.live.takeFaults().count == 1)
        try follower.remove("1.csv")
        #expect(follower.readAfterGrace() == ["d"], "a closed file makes room")
    }

    @Test func `a storm of rotations leaves few files open and loses nothing`() throws {
        var follower = try Follower()
        for number in 0..<300 {
            follower.folder.write("log.csv", header + "1,\(number)\n")
            #expect(follower.read() == ["\(number)"])
            try follower.remove("log.csv")
        }
        #expect(follower.read() == [])
        #expect(follower.live.status(of: 0).files <= 66)
    }
}
