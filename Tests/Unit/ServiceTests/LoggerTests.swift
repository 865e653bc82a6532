import JSON
import POSIX
import Testing

@testable import Service

@Suite struct LoggerTests {
    private func lines(_ reading: FileDescriptor) throws -> [String] {
        var taken: [UInt8] = []
        _ = try reading.read(into: &taken, atMost: 1 << 20)
        return String(decoding: taken, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test(arguments: [
        (Logger.Format.logfmt, #"ts=noon level=warn msg="a b" path=x.csv found="\"y\"""#),
        (.json, #"{"ts":"noon","level":"warn","msg":"a b","path":"x.csv","found":"\"y\""}"#), (.plain, "a b"),
    ]) func `a line has its time, level, message and pairs`(_ format: Logger.Format, _ line: String) throws {
        let (reading, writing) = try FileDescriptor.pipe()
        let logger = Logger(level: .warn, format: format, output: writing) { "noon" }
        logger.log(.info, "below the level")
        logger.log(.warn, "a b", [("path", "x.csv"), ("found", "\"y\"")])
        #expect(try lines(reading) == [line])
    }

    @Test func `a reader that takes no lines stops nothing, and is told later how many it missed`() throws {
        let (reading, writing) = try FileDescriptor.pipe()
        let logger = Logger(level: .info, format: .logfmt, output: writing) { "noon" }
        let line = String(repeating: "x", count: 1000)
        for _ in 0..<200 { logger.log(.info, line) }
        let before = try lines(reading).count
        #expect(before < 200)
        logger.log(.info, "again")
        #expect(try lines(reading).last?.hasSuffix("dropped_lines=\(200 - before)") == true)
        logger.log(.info, "and again")
        #expect(try lines(reading) == [#"ts=noon level=info msg="and again""#])
    }

    @Test func `a line of JSON has its pairs in order, and says nothing else`() throws {
        let (reading, writing) = try FileDescriptor.pipe()
        let logger = Logger(level: .info, format: .json, output: writing) { "noon" }
        logger.log(.warn, "a \"b\"", [("file", "é\n"), ("x", "1")])
        let line = try #require(try lines(reading).first)
        guard case .object(let object) = try JSONValue(parsing: Array(line.utf8)) else {
            Issue.record("got \(line); want an object")
            return
        }
        #expect(object.members.map(\.key) == ["ts", "level", "msg", "file", "x"])
        #expect(object.members.map(\.value) == ["noon", "warn", "a \"b\"", "é\n", "1"].map { .string($0) })
    }
}
