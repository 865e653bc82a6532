import Feed
import Mapping
import MappingFile
import POSIX
import Service
import TestSupport
import Testing

@testable import Commands
@testable import Pipeline

@Suite struct RunLogTests {
    @Test func `one reject a minute is logged for each source and reason`() throws {
        let folder = TemporaryDirectory()
        let mapping = folder.write(
            "map.yml",
            """
            sources:
              - name: s
                files: none.csv
                time: {column: t, format: unix}
                metrics: [{counter: x_total, help: X.}]
            """)
        let (reading, writing) = try FileDescriptor.pipe()
        let logger = Logger(level: .info, format: .plain, output: writing) { "noon" }
        var now: Int64 = 5
        let log = RunLog(try ConfigurationReader.read(mapping), logger) { now }
        func record(_ number: Int) -> RejectedRecord {
            RejectedRecord("reject \(number)", RecordLocation(path: "none.csv", line: number))
        }
        for (time, number) in [(5, 1), (6, 2), (60_000_000_004, 3), (60_000_000_005, 4), (70_000_000_000, 5)] {
            now = Int64(time)
            for reason in [RejectReason.mapping(.invalidNumber), .mapping(.negativeValue)] {
                if log.wants(reason, source: 0) { log.reject(reason, source: 0, record(number)) }
            }
        }
        var bytes: [UInt8] = []
        _ = try reading.read(into: &bytes, atMost: 1 << 16)
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        #expect(lines.map { $0.contains("reject 1") } == [true, true, false, false])
        #expect(lines.map { $0.contains("reject 4") } == [false, false, true, true])
    }
}
