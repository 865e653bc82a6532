import JSON
import POSIX
import TestSupport
import Testing

@testable import Exporter

@Suite struct LoggerTests {
    @Test func `a reader that takes no lines stops nothing, and is told later how many it missed`() throws {
        let (reading, writing) = try FileDescriptor.pipe()
        let logger = Logger(output: writing)
        let line = String(repeating: "x", count: 1000)
        for _ in 0..<200 { logger.log(.info, line) }
        var taken: [UInt8] = []
        _ = try reading.read(into: &taken, atMost: 1 << 20)
        let before = taken.split(separator: 10).count
        #expect(before < 200)
        logger.log(.info, "again")
        taken = []
        _ = try reading.read(into: &taken, atMost: 1 << 20)
        #expect(String(decoding: taken, as: UTF8.self).hasSuffix("dropped_lines=\(200 - before)\n"))
        logger.log(.info, "and again")
        taken = []
        _ = try reading.read(into: &taken, atMost: 1 << 20)
        #expect(!String(decoding: taken, as: UTF8.self).contains("dropped_lines"))
    }

    @Test func `a line of JSON has its pairs in order, and says nothing else`() throws {
        let (reading, writing) = try FileDescriptor.pipe()
        Logger(format: .json, output: writing).log(.warn, "a \"b\"", [("file", "é\n"), ("x", "1")])
        var line: [UInt8] = []
        _ = try reading.read(into: &line, atMost: 1000)
        guard case .object(let object) = try JSONValue(parsing: line) else {
            Issue.record("got \(String(decoding: line, as: UTF8.self)); want an object")
            return
        }
        #expect(object.members.map(\.key) == ["ts", "level", "msg", "file", "x"])
        #expect(object.members.dropFirst().map(\.value) == ["warn", "a \"b\"", "é\n", "1"].map { .string($0) })
    }
}
