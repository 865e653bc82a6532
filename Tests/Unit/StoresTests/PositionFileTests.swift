import TestSupport
import Testing

@testable import Commands
@testable import Stores

@Suite struct PositionFileTests {
    @Test func `a position is read as it was written, and by nobody else`() throws {
        let folder = TemporaryDirectory()
        let path = folder.path + "/position.json"
        let file = PositionFile(path, of: ["mapping", "job=a"])
        #expect(try file.read() == nil)
        for begun: Int64? in [1_772_000_090_123, nil] {
            let position = Position(acknowledged: 1_772_000_060_123, begun: begun)
            try file.write(Position(acknowledged: 1), "1.0")
            try file.write(position, "2.0")
            #expect(try file.read() == position)
        }
        for texts in [["mapping"], ["mapping", "job=b"], ["mappingjob=a"], ["mapping", "job=a", ""]] {
            let error = #expect(throws: StartFault.self) { try PositionFile(path, of: texts).read() }
            #expect(error?.description.contains("another mapping") == true)
        }
    }

    @Test func `a file that is cut off is refused at any length`() throws {
        let folder = TemporaryDirectory()
        let whole = Array(#"{"version": 1, "hash": "ab", "milliseconds": 5, "begun": 5}"#.utf8)
        #expect(try PositionFile.position(whole, hash: "ab", path: "p") == Position(acknowledged: 5, begun: 5))
        for end in whole.indices {
            let bytes = Array(whole[..<end])
            let error = #expect(throws: StartFault.self) { try PositionFile.position(bytes, hash: "ab", path: "p") }
            #expect(error?.description.contains("remove it to begin again") == true)
        }
        let path = folder.write("x", whole)
        #expect(throws: StartFault.self) {
            try PositionFile(path + "/y", of: []).write(Position(acknowledged: 1), "1.0")
        }
    }

    @Test(
        arguments: [
            (#"{"version": 2, "hash": "ab", "milliseconds": 5}"#, "got version 2"),
            (#"{"version": 1, "hash": "ab", "milliseconds": -5}"#, "no instant"),
            (#"{"version": 1, "hash": "ab", "milliseconds": 9000000000000}"#, "no instant"),
            (#"{"version": 1, "hash": "ab", "milliseconds": "5"}"#, "no instant"),
            (#"{"version": 1, "hash": "ab", "milliseconds": 5, "begun": 4}"#, "no instant"),
            (#"{"version": 1, "hash": "ab", "milliseconds": 5, "begun": "9"}"#, "no instant"),
            (#"{"version": 1, "hash": 7, "milliseconds": 5}"#, "another mapping"), ("[]", "no whole position"),
        ]) func `other contents are refused with what to do`(_ text: String, _ words: String)
    {
        let error = #expect(throws: StartFault.self) {
            try PositionFile.position(Array(text.utf8), hash: "ab", path: "p")
        }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
}
