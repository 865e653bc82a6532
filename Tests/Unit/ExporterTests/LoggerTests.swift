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
}
