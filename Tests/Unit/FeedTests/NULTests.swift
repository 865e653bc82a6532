import CSV
import EventTime
import Foundation
import POSIX
import TestSupport
import Testing

@testable import Feed

/// NULs at the end of a file are not written yet. NULs before a line are a hole.
@Suite struct NULTests {
    @Test(arguments: [10, 70_000, 300_000, 600_000])
    func `a file with room for later records is read as the room is filled`(_ room: Int) throws {
        let text = header + "1,a\n2,b\n3,\"c\nc\"\n4,d\n"
        for step in [1, 3, 40] {
            if room > 10 && step == 1 { continue }
            var follower = try Follower {
                $0.write("log.csv", String(repeating: "\0", count: text.utf8.count + room))
            }
            var (found, written) = (follower.read(), 0)
            while written < text.utf8.count {
                let end = min(text.utf8.count, written + step)
                try follower.overwrite("log.csv", at: written, String(text.prefix(end).dropFirst(written)))
                written = end
                found += follower.read()
            }
            #expect(found == ["a", "b", "c\nc", "d"], "\(step) bytes at a time")
            #expect(follower.rejects.isEmpty && follower.live.status(of: 0).isUp)
            follower.restart()
            #expect(follower.read() == ["a", "b", "c\nc", "d"])
            // The room is cut off when the writer closes the file.
            try follower.truncate("log.csv", to: text.utf8.count, "5,e\n")
            #expect(follower.read() == ["e"])
        }
    }

    @Test(arguments: [1, 5, 64, 300_000, 20_000_000])
    func `a hole before a line is passed over and counted, with and without a header behind it`(_ size: Int) throws {
        var follower = try Follower { $0.write("log.csv", header + "1,a\n2,b\n") }
        #expect(follower.read() == ["a", "b"])
        for (number, name) in [(3, "c"), (4, "d")] {
            try follower.truncate("log.csv")
            if number == 4 { #expect(follower.read() == []) }
            try follower.overwrite("log.csv", at: size, (number == 3 ? "" : header) + "\(number),\(name)\n")
            #expect(follower.read() == [name])
            try follower.append("log.csv", "9,more\n")
            #expect(follower.read() == ["more"])
            #expect(follower.rejects.map(\.reason.label) == ["nul_bytes"])
            #expect(follower.rejects.first?.found == .nulBytes(size))
            #expect(follower.live.status(of: 0).isUp)
            follower.rejects = []
        }
        follower.restart()
        #expect(follower.read() == ["d", "more"])
        #expect(follower.rejects.map(\.found) == [.nulBytes(size)])
    }

    @Test func `a hole in the middle of a file costs no record`() throws {
        for size in [1, 100, 200_000, 300_000] {
            let hole = String(repeating: "\0", count: size)
            var follower = try Follower { $0.write("log.csv", header + "1,a\n" + hole + "2,b\n3,c\n" + hole) }
            #expect(follower.read() == ["a", "b", "c"])
            #expect(follower.rejects.map(\.found) == [.nulBytes(size)])
            #expect(follower.rejects.map(\.location.line) == [3])
        }
    }

    @Test func `after a restart, a header that a truncation took away is missed, and a warning says why`() throws {
        var follower = try Follower { $0.write("log.csv", "\0\0\0\0001,a\n2,b\n") }
        #expect(follower.read() == [])
        let notices = follower.live.takeNotices().map(\.sentence)
        #expect(notices.count == 1 && notices[0].contains("got 4 NUL bytes before the first line"), "\(notices)")
        #expect(follower.live.takeFaults().count == 1)
    }

    @Test func `in a replay, NULs before a line are counted, and NULs at the end are nothing`() throws {
        for size in [1, 70, 200_000] {
            let nuls = String(repeating: "\0", count: size)
            let folder = TemporaryDirectory()
            let text = nuls + header + "1,a\n" + nuls + "2,b\n\n" + nuls + "3,c" + nuls
            let path = folder.write("log.csv", text)
            var history = try History([followedSource(path)])
            var (keys, rejects): ([String], [FeedReject]) = ([], [])
            while case .read(let batch) = try history.prepare() {
                keys += (0..<batch.count).map { batch.key(of: $0) }
                rejects += batch.rejects
            }
            #expect(keys == ["a", "b", "c"])
            #expect(rejects.map(\.found) == [.nulBytes(size), .nulBytes(size), .nulBytes(size)])
            #expect(rejects.map(\.location.line) == [1, 3, 5])
        }
    }

    private func followedSource(_ path: String) throws -> FeedSource {
        let rule = TimeRule(slots: [0], format: try TimeFormat("unix"), zone: .utc, date: nil, dueAfterStart: 0)
        return FeedSource(name: "s", files: [path], dialect: Dialect(), columns: ["t", "k"], time: rule)
    }
}
