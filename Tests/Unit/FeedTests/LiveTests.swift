import Bytes
import CSV
import EventTime
import Foundation
import POSIX
import TestSupport
import Testing

@testable import Feed

let header = "t,k\n"

/// Follows files of one folder. The test calls each step.
struct Follower {
    let folder = TemporaryDirectory()
    private(set) var live: Live
    var rejects: [FeedReject] = []
    private var now: Int64 = 0
    private let source: FeedSource
    private let pattern: String

    init(
        _ pattern: String = "log.csv", maximumFiles: Int = 100, startsAtEnd: Bool = false,
        before: (TemporaryDirectory) -> Void = { _ in }
    ) throws {
        before(folder)
        let rule = TimeRule(slots: [0], format: try TimeFormat("unix"), zone: .utc, date: nil, dueAfterStart: 0)
        source = FeedSource(
            name: "s", files: [], dialect: Dialect(), columns: ["t", "k"], time: rule, startsAtEnd: startsAtEnd)
        self.pattern = "\(folder.path)/\(pattern)"
        live = Live([source], patterns: [[self.pattern]], maximumFiles: maximumFiles)
    }

    /// Starts again without state, as a new process does.
    mutating func restart() { live = Live([source], patterns: [[pattern]], maximumFiles: 100) }

    /// Updates the files as after an event, and returns the column `k` of all new records.
    mutating func read(after seconds: Int64 = 0) -> [String] {
        now += seconds * 1_000_000_000 + 1
        live.update(now: now, hasEvents: true)
        var found: [String] = []
        while let batch = live.read(0, arrival: 0) {
            #expect(batch.times.count == batch.count)
            found += (0..<batch.count).map { batch.key(of: $0) }
            rejects += batch.rejects
        }
        return found
    }

    /// Reads after the time for which a file without a name stays open.
    mutating func readAfterGrace() -> [String] { (0..<3).flatMap { _ in read(after: 11) } }

    func truncate(_ name: String, to size: Int = 0, _ text: String = "") throws {
        let handle = try #require(FileHandle(forWritingAtPath: folder.path + "/" + name))
        try handle.truncate(atOffset: UInt64(size))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: folder.path + "/" + name) }

    func link(_ name: String, to target: String) throws {
        let path = folder.path + "/" + name
        // A rename replaces the old link atomically.
        try FileManager.default.createSymbolicLink(atPath: path + ".new", withDestinationPath: target)
        try FileSystem.rename(path + ".new", to: path)
    }

    func append(_ name: String, _ text: String) throws {
        let handle = try #require(FileHandle(forWritingAtPath: folder.path + "/" + name))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }

    /// Writes over bytes of a file, as a writer that does not append. Behind its end, this leaves a hole.
    func overwrite(_ name: String, at offset: Int, _ text: String) throws {
        let handle = try #require(FileHandle(forWritingAtPath: folder.path + "/" + name))
        try handle.seek(toOffset: UInt64(offset))
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }

    func rename(_ from: String, _ to: String) throws {
        try FileSystem.rename(folder.path + "/" + from, to: folder.path + "/" + to)
    }
}

@Suite struct LiveTests {
    @Test func `a file is read from its beginning, then each time it grows`() throws {
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

    @Test func `a missing file is awaited`() throws {
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
        #expect(follower.read().sorted() == ["b", "d"])
        try follower.append("log.csv", "5,e\n")
        #expect(follower.read() == ["e"])
        #expect(follower.readAfterGrace() == ["c"], "no writer will end the last record")
        #expect(follower.live.status(of: 0).files == 1)
    }

    @Test func `a glob gains files`() throws {
        var follower = try Follower("log-*.csv") { $0.write("log-1.csv", header + "1,a\n") }
        #expect(follower.read() == ["a"])
        follower.folder.write("log-2.csv", "k,t\nb,2\n")
        follower.folder.write("other.csv", header + "3,c\n")
        #expect(follower.read() == ["b"])
    }

    @Test func `bad records are reported with their line, and the others are read`() throws {
        var follower = try Follower { $0.write("log.csv", header + "1,a\nsoon,b\n3\n4,d\n") }
        #expect(follower.read() == ["a", "d"])
        let rejects = follower.rejects.sorted { $0.location.line ?? 0 < $1.location.line ?? 0 }
        #expect(rejects.map { "\($0.location.line ?? 0) \($0.reason.label)" } == ["3 invalid_time", "4 field_count"])
        #expect(rejects.map(\.found) == [.cell("soon", .unreadable), .fields(1)])
    }

    @Test func `a fault of a file is reported once`() throws {
        var follower = try Follower { $0.write("log.csv", "x,y\n") }
        #expect(follower.read() == [])
        #expect(follower.live.takeFaults().count == 1)
        #expect(follower.read() == [])
        #expect(follower.live.takeFaults().isEmpty)
        #expect(!follower.live.status(of: 0).isUp)
    }
}
