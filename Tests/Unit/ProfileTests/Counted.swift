import Bytes
import CSV
import EventTime
import TestSupport

@testable import Profile

/// Records as text, and how they are counted. Times are seconds since 1970 in the first column, unless there are none.
struct Counted {
    var text: String
    var kinds: [PlannedColumn.Kind]
    var labels: [Int] = []
    var values: [PlannedValue] = []
    var wide: [Int] = []
    var meters: [Int] = []
    var hasTimes = true
    var countsRecords = true
    var zone = Zone.utc
    var nullValues: [[UInt8]] = []
    /// The most bytes of a batch: records are counted the same however they are cut.
    var chunk = 1 << 16

    /// What is found in the records.
    func findings() throws -> Findings {
        let columns = kinds.enumerated().map {
            PlannedColumn(name: "c\($0.offset)", kind: $0.element, nullValues: nullValues)
        }
        let profile = Profile(
            Plan(
                columns: columns, hasTimes: hasTimes, zone: zone, labels: labels, values: values, wide: wide,
                meters: meters, countsRecords: countsRecords))
        var parser = Parser(dialect: Dialect(), columns: Array(kinds.indices), fieldCount: kinds.count)
        var batch = RecordBatch(width: kinds.count)
        var reader = TimeReader(format: try TimeFormat("unix"), zone: .utc, date: nil)
        let bytes = Array(text.utf8)
        var at = 0
        repeat {
            batch.recycle()
            let next = min(bytes.count, at + chunk)
            batch.bytes += bytes[at..<next]
            at = next
            parser.parse(&batch, atEnd: at == bytes.count)
            let times = (0..<batch.count).compactMap { record in
                hasTimes ? reader.read(batch.bytes.span, batch.field(record, 0).range) : nil
            }
            profile.add(batch, times, file: 0)
        } while at < bytes.count
        return profile.finish()
    }
}
