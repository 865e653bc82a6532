import CSV
import EventTime
import Feed
import Profile

extension Step {
    /// Counts all that `report` tells about files with the columns timestamp, status and count.
    static func profile(_ files: [String], records: Int) -> Step {
        Step("report") {
            let time = TimeRule(
                slots: [0], format: try TimeFormat(timeFormat), zone: .utc, date: nil, dueAfterStart: 0)
            let pass = try FilePass(
                FeedSource(
                    name: "payments", files: files, dialect: Dialect(), columns: ["timestamp", "status", "count"],
                    time: time))
            let profile = Profile(
                Plan(
                    columns: [
                        PlannedColumn(name: "timestamp", kind: .time), PlannedColumn(name: "status", kind: .text),
                        PlannedColumn(name: "count", kind: .number(NumberForm())),
                    ], hasTimes: true, labels: [1], values: [PlannedValue(slot: 2, isAveraged: false)],
                    countsRecords: false))
            while pass.step() { profile.add(pass.batch.records, pass.batch.times, file: pass.file) }
            let found = profile.finish().records
            try expect(found == records, "the report has \(found) records of \(records)")
        }
    }
}
