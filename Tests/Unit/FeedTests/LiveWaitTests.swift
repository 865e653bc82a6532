import Foundation
import POSIX
import TestSupport
import Testing

@testable import Feed

/// A followed file never waits silently.
@Suite struct LiveWaitTests {
    @Test(arguments: [
        (header + "1,a\n2,\"b\n3,c\n", "/log.csv:3: waits for the end of a record: got an open quote for 10 s"),
        (header + "1,a\n2,b", "/log.csv:3: waits for the end of a record: got no line end for 10 s"),
        ("t,", "/log.csv: waits for the end of its header: got no line end for 10 s"),
    ])
    func `what waits longer than 10 s is reported once, with file and line`(_ text: String, _ sentence: String) throws {
        var follower = try Follower { $0.write("log.csv", text) }
        _ = follower.read()
        #expect(follower.live.takeNotices().isEmpty)
        try follower.append("log.csv", "x")
        _ = follower.read(after: 9)
        #expect(follower.live.takeNotices().isEmpty)
        _ = follower.read(after: 1)
        let notices = follower.live.takeNotices().map(\.sentence)
        #expect(notices.count == 1 && notices[0].contains(sentence), "\(notices)")
        for _ in 0..<3 { _ = follower.read(after: 11) }
        #expect(follower.live.takeNotices().isEmpty)
    }

    @Test func `a file that became shorter, and stays so, is reported once`() throws {
        var follower = try Follower { $0.write("log.csv", header + "1,a\n2,b\n") }
        #expect(follower.read() == ["a", "b"])
        try follower.truncate("log.csv", header + "1,a\n")
        #expect(follower.read() == [])
        #expect(follower.read(after: 11) == [])
        let notices = follower.live.takeNotices().map(\.sentence)
        #expect(notices.count == 1 && notices[0].contains("got the first 8 bytes of what was read"), "\(notices)")
        try follower.append("log.csv", "2,b\n3,c\n")
        #expect(follower.read(after: 11) == ["c"])
        #expect(follower.live.takeNotices().isEmpty)
    }

    @Test func `the next wake is the moment of a report`() throws {
        var follower = try Follower { $0.write("log.csv", header + "1,a\n") }
        _ = follower.read()
        let lookup = follower.live.nextWake
        _ = follower.read(after: 3)
        try follower.append("log.csv", "2,b")
        _ = follower.read()
        #expect(follower.live.nextWake == lookup)
        _ = follower.read(after: 8)
        #expect(follower.live.nextWake < lookup + 8_000_000_000)
    }
}
