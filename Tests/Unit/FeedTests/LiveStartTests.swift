import TestSupport
import Testing

@testable import Feed

/// `start: end`: what is there at the start counts as consumed.
@Suite struct LiveStartTests {
    @Test func `records that are there at the start have no effect, and later ones count`() throws {
        var follower = try Follower("log.csv*", startsAtEnd: true) { folder in
            folder.write("log.csv", "k,t\n" + (1...40_000).map { "old,\($0)\n" }.joined() + "bad\nx,soon\nnew,4")
            folder.write("log.csv.1", header + "1,a\n2,b\n")
        }
        #expect(follower.read() == [] && follower.rejects.isEmpty)
        #expect(follower.live.status(of: 0).files == 2)
        try follower.append("log.csv", "\nnew,soon\nmore,5\n")
        #expect(follower.read() == ["new", "more"], "a record that was unfinished at the start counts")
        #expect(follower.rejects.map(\.location.line) == [40_005])
        try follower.append("log.csv.1", "3,c\n")
        follower.folder.write("log.csv.2", header + "1,z\n")
        #expect(follower.read().sorted() == ["c", "z"], "a file that comes later is read from its beginning")
        try follower.truncate("log.csv", header + "9,again\n")
        #expect(follower.read() == ["again"])
    }

    @Test func `the start may be anywhere within a record`() throws {
        let text = header + "1,a\n2,\"b\nb\"\n3,c\n"
        for cut in 0...text.utf8.count {
            var follower = try Follower(startsAtEnd: true) { $0.write("log.csv", String(text.prefix(cut))) }
            #expect(follower.read() == [])
            try follower.append("log.csv", String(text.dropFirst(cut)) + "4,d\n")
            let there = [8, 16, 20].count { cut >= $0 }
            #expect(follower.read() == Array(["a", "b\nb", "c", "d"].dropFirst(there)), "cut at \(cut)")
            #expect(follower.rejects.isEmpty)
        }
    }

    @Test func `records that are there at the start have no effect behind each header`() throws {
        let text = header + "1,a\nk,t\nb,2\nb,3\n" + header + "4,a\n" + header + "5,a\n"
        for last in ["", header, "k,x,t\n", "k,x,t\nc,d,6\n"] {
            var follower = try Follower(startsAtEnd: true) { $0.write("log.csv", text + last) }
            #expect(follower.read() == [] && follower.rejects.isEmpty, "\(last)")
            try follower.append("log.csv", last.hasPrefix("k,x") ? "new,x,7\n" : "7,new\n")
            #expect(follower.read() == ["new"] && follower.rejects.isEmpty, "\(last)")
        }
    }
}
