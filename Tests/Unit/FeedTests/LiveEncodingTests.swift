import Foundation
import TestSupport
import Testing

@testable import Feed

/// Followed files in UTF-16, and gzip files among followed files.
@Suite struct LiveEncodingTests {
    private func append(_ bytes: some Sequence<UInt8>, to name: String, of follower: Follower) throws {
        let handle = try #require(FileHandle(forWritingAtPath: follower.folder.path + "/" + name))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(bytes))
        try handle.close()
    }

    private static let text = "t,k\r\n1,a\u{E9}\r\n2,\"b, \"\"\u{1F4C8}\"\"\"\r\n3,\u{20AC}\r\n"
    private static let keys = ["a\u{E9}", "b, \"\u{1F4C8}\"", "\u{20AC}"]

    @Test(arguments: [false, true])
    func `a record in UTF-16 waits for its rest, wherever a unit or a pair is cut`(_ isBigEndian: Bool) throws {
        let bytes = utf16(Self.text, isBigEndian: isBigEndian)
        for cut in 0...bytes.count {
            var follower = try Follower { $0.write("log.csv", Array(bytes[..<cut])) }
            var found = follower.read()
            try append(bytes[cut...], to: "log.csv", of: follower)
            found += follower.read()
            #expect(found == Self.keys, "cut at \(cut)")
            #expect(follower.rejects.isEmpty && follower.live.status(of: 0).lagBytes == 0)
        }
    }

    @Test func `a file in UTF-16 that grows byte by byte is read once, and once again after a restart`() throws {
        let bytes = utf16(Self.text, isBigEndian: false)
        var follower = try Follower { $0.write("log.csv", [UInt8]()) }
        var found: [String] = []
        for byte in bytes {
            try append([byte], to: "log.csv", of: follower)
            found += follower.read()
        }
        #expect(found == Self.keys)
        follower.restart()
        #expect(follower.read() == Self.keys)
        try append(utf16("4,d\n", isBigEndian: false).dropFirst(2), to: "log.csv", of: follower)
        #expect(follower.read() == ["d"])
    }

    @Test func `a bad record in UTF-16 is reported with its line, and half a character at the end too`() throws {
        let bytes = utf16("t,k\n1,a\nsoon,b\n3,c\n4,d", isBigEndian: false) + [0x65]
        var follower = try Follower { $0.write("log.csv", bytes) }
        #expect(follower.read() == ["a", "c"])
        #expect(follower.rejects.map { $0.location.line } == [3])
        try follower.remove("log.csv")
        #expect(follower.readAfterGrace() == ["d"])
        #expect(follower.rejects.map { $0.reason } == [.invalidTime, .damaged])
    }

    @Test func `room for a file in UTF-16 that is not written yet is no record`() throws {
        let bytes = utf16(Self.text, isBigEndian: false)
        var follower = try Follower { $0.write("log.csv", bytes + [UInt8](repeating: 0, count: 64)) }
        #expect(follower.read() == Self.keys && follower.rejects.isEmpty)
        let handle = try #require(FileHandle(forWritingAtPath: follower.folder.path + "/log.csv"))
        try handle.seek(toOffset: UInt64(bytes.count))
        try handle.write(contentsOf: Data(utf16("4,d\n", isBigEndian: false).dropFirst(2)))
        try handle.close()
        #expect(follower.read() == ["d"] && follower.rejects.isEmpty)
    }

    @Test(arguments: ["log.csv.2.gz", "log.csv.2"])
    func `a gzip file among followed files is passed over, whatever its name`(_ name: String) throws {
        var follower = try Follower("log.csv*") { folder in
            folder.write("log.csv", header + "2,b\n")
            folder.write(name, TextForm.gzip.bytes(header + "1,a\n"))
        }
        #expect(follower.read() == ["b"])
        let status = follower.live.status(of: 0)
        #expect(status.skipped.map { $0.skipReason } == [.compressed] && status.isUp && status.files == 1)
        #expect(follower.live.takeFaults().count == 1 && follower.live.takeFaults().isEmpty)
    }
}
