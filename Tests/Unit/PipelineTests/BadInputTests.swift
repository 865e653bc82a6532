import Feed
import MappingFile
import Metrics
import TestSupport
import Testing

@testable import Pipeline

private let mapping = """
    sources:
      - name: s
        files: data.csv
        time: {column: t, format: unix}
        metrics:
          - counter: x_total
            help: X.
            value: count
            labels: {status: status}
    """

/// Replays one file at full speed. Returns the sums by status, and the number of rejects by reason.
private func replay(_ csv: [UInt8], _ mapping: String = mapping) throws -> (
    sums: [String: Double], rejects: [String: Int]
) {
    let folder = TemporaryDirectory()
    folder.write("data.csv", csv)
    let configuration = try ConfigurationReader.read(folder.write("map.yml", mapping))
    var plan = ReplayPlan(ReplaySettings())
    plan.speed = .infinity
    let replay = try Replay(configuration, plan, SilentObserver(), startTime: 1)
    for _ in 0..<100 { try replay.slice(now: 1, until: { false }) }
    #expect(replay.state == .finished)
    var sums: [String: Double] = [:]
    for family in replay.snapshot() {
        for series in family.shownSeries { sums["status=\"\(series.labelValues[0])\""] = series.values[0] }
    }
    let rejected = replay.run.applier.counts[0].rejected.filter { $0.value > 0 }
    return (sums, Dictionary(uniqueKeysWithValues: rejected.map { ($0.key.label, $0.value) }))
}

@Suite struct BadInputTests {
    @Test(arguments: [
        ("1,a,1,9\n2,a\n", "field_count", 2), ("1,a,12O\n", "invalid_number", 1), ("1,a,-1\n", "negative_value", 1),
        ("1,a,nan\n", "invalid_number", 1), ("1,a,1e400\n", "invalid_number", 1), ("soon,a,1\n", "invalid_time", 1),
        ("99999999999999,a,1\n", "invalid_time", 1), ("1,\"a,1\n", "unclosed_quote", 1),
        ("1,\(String(repeating: "x", count: 1_100_000)),1\n", "record_too_long", 1),
        ("1,\(String(repeating: "x", count: 1025)),1\n", "label_too_long", 1),
        ("1" + String(repeating: ",", count: 1100) + "\n", "too_many_fields", 1),
    ])
    func `a bad record costs itself only, and is counted by its reason`(
        _ bad: String, _ reason: String, _ count: Int
    ) throws {
        let text = "t,status,count\n1,good,2\n" + bad + "3,good,5\n"
        let (sums, rejects) = try replay(Array(text.utf8))
        #expect(sums == ["status=\"good\"": 7])
        #expect(rejects == [reason: count])
    }

    @Test func `a record, its fields and a label may be as large as README says, and no larger`() throws {
        func last(_ header: String, _ record: String) throws -> (sums: [String: Double], rejects: [String: Int]) {
            try replay(Array("\(header)\n1,good,2\(record)".utf8))
        }
        let (plain, pad) = ("t,status,count", String(repeating: "x", count: 1_048_576 - "1,good,3,".utf8.count))
        let label = String(repeating: "x", count: 1024)
        #expect(try last(plain, "\n1,\(label),3\n").sums["status=\"\(label)\""] == 3)
        #expect(try last(plain, "\n1,\(label)x,3\n").rejects == ["label_too_long": 1])
        #expect(try last(plain + ",pad", ",\n1,good,3,\(pad)\n").sums == ["status=\"good\"": 5])
        #expect(try last(plain + ",pad", ",\n1,good,3,\(pad)x\n").rejects == ["record_too_long": 1])
        let (names, rest) = ((3..<1024).map { ",c\($0)" }.joined(), String(repeating: ",", count: 1021))
        #expect(try last(plain + names, "\(rest)\n1,good,3\(rest)\n").sums == ["status=\"good\"": 5])
        #expect(try last(plain + names, "\(rest)\n1,good,3\(rest),\n").rejects == ["too_many_fields": 1])
    }

    @Test func `a metric has ten thousand series, and one more is dropped`() throws {
        for count in [10_000, 10_001] {
            let rows = (0..<count).map { "\($0),s\($0),1\n" }.joined()
            let (sums, _) = try replay(Array("t,status,count\n\(rows)".utf8))
            #expect(sums.count == 10_000 && sums["status=\"s10000\""] == nil)
        }
    }

    @Test func `invalid UTF-8 never reaches a label`() throws {
        let text = Array("t,status,count\n1,good,2\n2,a".utf8) + [0xFF, 0xFE] + Array(",1\n".utf8)
        let (sums, rejects) = try replay(text)
        #expect(sums == ["status=\"good\"": 2])
        #expect(rejects == ["invalid_label": 1])
    }

    @Test func `an empty cell gives no sample, or rejects the record, as declared`() throws {
        let text = Array("t,status,count\n1,a,\n2,a,3\n".utf8)
        #expect(try replay(text).rejects == [:])
        #expect(try replay(text).sums == ["status=\"a\"": 3])
        let declared = mapping.replacing("value: count", with: "value: {column: count, missing: reject}")
        #expect(try replay(text, declared).rejects == ["missing_value": 1])
    }

    @Test func `series over the limit are dropped by event time, whatever the order in the file`() throws {
        let declared = mapping + "\n        max_series: 2"
        for rows in [["1,a,1", "2,b,1", "3,c,1", "4,a,1"], ["3,c,1", "4,a,1", "2,b,1", "1,a,1"]] {
            let text = "t,status,count\n" + rows.joined(separator: "\n")
            #expect(try replay(Array(text.utf8), declared).sums == ["status=\"a\"": 2, "status=\"b\"": 1])
        }
    }

    @Test func `series over the limit are folded into one more series by event time, and sums stay`() throws {
        let declared = mapping + "\n        max_series: 2\n        overflow: fold"
        let orders = [
            ["1,a,1", "2,b,1", "3,c,1", "3,d,1", "5,other,4", "9,a,1"],
            ["9,a,1", "5,other,4", "3,d,1", "3,c,1", "2,b,1", "1,a,1"],
            ["3,d,1", "1,a,1", "5,other,4", "9,a,1", "2,b,1", "3,c,1"],
        ]
        for rows in orders {
            let text = "t,status,count\n" + rows.joined(separator: "\n")
            #expect(
                try replay(Array(text.utf8), declared).sums
                    == ["status=\"a\"": 2, "status=\"b\"": 1, "status=\"other\"": 6])
        }
        let (sums, rejects) = try replay(Array("t,status,count\n1,a,1\n2,b,x\n2,c,\n3,d,-1\n".utf8), declared)
        #expect(sums == ["status=\"a\"": 1, "status=\"other\"": 0], "a record without a number has no series")
        #expect(rejects == ["invalid_number": 1, "negative_value": 1])
    }

    @Test(arguments: [
        ("", "data.csv: is empty: want a header with \"t\", \"status\", \"count\" and records below it"),
        (
            "t,sttus,count\n1,a,1\n",
            "data.csv:1: cannot find column \"status\": got \"t\", \"sttus\", \"count\"; want a "
                + "column of that name; did you mean \"sttus\"?"
        ),
        (
            "t,status,count,t\n1,a,1,2\n",
            "data.csv:1: cannot choose column \"t\": got it twice; want each mapped column once"
        ),
        (
            "t;status;count\n1;a;2\n",
            "data.csv:1: cannot find column \"t\": got \"t;status;count\"; want a column of that name; "
                + "is the delimiter \";\"?"
        ),
        ("t\tstatus\tcount\n1\ta\t2\n", "want a column of that name; is the delimiter \"\t\"?"),
        ("x;y\n1;2\n", "got \"x;y\"; want a column of that name"),
        ("\0\0\0\n", "data.csv: is empty: want a header with \"t\""),
        ("t\0\n", "data.csv:1:1: cannot read a header: got a NUL byte; want a text file"),
        ("t,\"status\n", "data.csv:1: cannot read the header: got an unclosed quote; want one record of column names"),
    ])
    func `a file that cannot be used is refused at the start`(_ text: String, _ wanted: String) throws {
        let folder = TemporaryDirectory()
        folder.write("data.csv", text)
        let configuration = try ConfigurationReader.read(folder.write("map.yml", mapping))
        let error = #expect(throws: FeedError.self) {
            try HistoryRun(configuration, rejects: SilentObserver(), startTime: 1)
        }
        let found = try configuration.sentence(#require(error)).replacing(folder.path + "/", with: "")
        #expect(found.hasPrefix("map.yml:") && found.contains(wanted), "got \(found)")
    }

    @Test(arguments: [("nothing", "No such file or directory; want a readable file"), ("", "got a directory")])
    func `missing files and folders are refused at the start`(_ file: String, _ wanted: String) throws {
        let folder = TemporaryDirectory()
        let text = mapping.replacing("data.csv", with: "\"\(folder.path)/\(file)\"")
        let configuration = try ConfigurationReader.read(folder.write("map.yml", text))
        let error = #expect(throws: FeedError.self) {
            try HistoryRun(configuration, rejects: SilentObserver(), startTime: 1)
        }
        #expect(try #require(error).description.contains(wanted))
    }
}
