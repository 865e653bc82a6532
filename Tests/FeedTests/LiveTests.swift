import Bytes
import CSV
import EventTime
import Foundation
import TestSupport
import Testing

@testable import Feed

private let header = "t,k\n"

/// Follows files of one folder and reads whatever there is, by hand.
private struct Follower {
    let folder = TemporaryDirectory()
    let live: Live
    var rejects: [FeedReject] = []
    private var now: Int64 = 0

    init(_ pattern: String = "log.csv", before: (TemporaryDirectory) -> Void = { _ in }) throws {
        before(folder)
        let rule = TimeRule(slots: [0], format: try TimeFormat("unix"), zone: .utc, date: nil, dueAfterStart: 0)
        let source = FeedSource(name: "s", files: [], dialect: Dialect(), columns: ["t", "k"], time: rule)
        live = Live([source], patterns: [["\(folder.path)/\(pattern)"]])
    }

    /// Looks at the files as an event would make it, and returns the column `k` of all new records.
    mutating func read() -> [String] {
        now += 1
        _ = live.look(now: now, hasEvents: true)
        var found: [String] = []
        while live.read(0) {
            let batch = live.batch(of: 0)
            #expect(live.times(of: 0).count == batch.count)
            found += (0..<batch.count).map { String(decoding: batch.bytes[batch.field($0, 1).range], as: UTF8.self) }
            rejects += live.rejects(of: 0)
        }
        return found
    }

    func append(_ name: String, _ text: String) throws {
        let handle = try #require(FileHandle(forWritingAtPath: folder.path + "/" + name))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }

    func rename(_ from: String, _ to: String) throws {
        try FileManager.default.moveItem(atPath: folder.path + "/" + from, toPath: folder.path + "/" + to)
    }
}

@Suite struct LiveTests {
    @Test func `what is there is read first, then what is appended`() throws {
        var follower = try Follower { $0.write("log.csv", header + "1,a\n2,b\n") }
        #expect(follower.read() == ["a", "b"])
        #expect(follower.read() == [])
        try follower.append("log.csv", "3,c\n")
        #expect(follower.read() == ["c"])
    }

    @Test func `a record that is not whole waits for its rest, wherever it is cut`() throws {
        let text = "1,\"a\nb\"\r\n2,\"\"\"\"\n"
        for cut in 0...text.utf8.count {
            var follower = try Follower { $0.write("log.csv", header) }
            #expect(follower.read() == [])
            try follower.append("log.csv", String(decoding: Array(text.utf8)[..<cut], as: UTF8.self))
            var found = follower.read()
            try follower.append("log.csv", String(decoding: Array(text.utf8)[cut...], as: UTF8.self))
            found += follower.read()
            #expect(found == ["a\nb", "\""], "cut at \(cut)")
        }
    }

    @Test func `a file that is not there yet is awaited`() throws {
        var follower = try Follower()
        #expect(follower.read() == [])
        #expect(follower.live.status(of: 0).files == 0)
        follower.folder.write("log.csv", header + "1,a\n")
        #expect(follower.read() == ["a"])
        #expect(follower.live.status(of: 0).isUp)
    }

    @Test func `a file that is replaced is read to its end first, then its successor from the start`() throws {
        var follower = try Follower { $0.write("log.csv", header + "1,a\n") }
        #expect(follower.read() == ["a"])
        try follower.append("log.csv", "2,b\n3,c")
        try follower.rename("log.csv", "log.csv.1")
        follower.folder.write("log.csv", header + "4,d\n")
        #expect(follower.read().sorted() == ["b", "c", "d"])
        try follower.append("log.csv", "5,e\n")
        #expect(follower.read() == ["e"])
    }

    @Test func `a file that became shorter is read again from its beginning`() throws {
        var follower = try Follower { $0.write("log.csv", header + "1,a\n2,b\n3,c\n") }
        #expect(follower.read() == ["a", "b", "c"])
        let handle = try #require(FileHandle(forWritingAtPath: follower.folder.path + "/log.csv"))
        try handle.truncate(atOffset: 0)
        try handle.write(contentsOf: Data((header + "9,z\n").utf8))
        try handle.close()
        #expect(follower.read() == ["z"])
    }

    @Test func `a glob gains files`() throws {
        var follower = try Follower("log-*.csv") { $0.write("log-1.csv", header + "1,a\n") }
        #expect(follower.read() == ["a"])
        follower.folder.write("log-2.csv", "k,t\nb,2\n")
        follower.folder.write("other.csv", header + "3,c\n")
        #expect(follower.read() == ["b"])
    }

    @Test func `bad records are told with their line and cost themselves only`() throws {
        var follower = try Follower { $0.write("log.csv", header + "1,a\nsoon,b\n3\n4,d\n") }
        #expect(follower.read() == ["a", "d"])
        #expect(
            follower.rejects.map { "\($0.line) \($0.reason) \($0.found)" }.sorted() == [
                "3 invalid_time soon", "4 field_count 1 fields",
            ])
    }

    @Test func `a fault of a file is told once`() throws {
        let follower = try Follower { $0.write("log.csv", "x,y\n") }
        #expect(follower.live.look(now: 1, hasEvents: true).map(\.sentence.isEmpty) == [false])
        #expect(follower.live.look(now: 2, hasEvents: true).isEmpty)
        #expect(!follower.live.status(of: 0).isUp)
    }
}
