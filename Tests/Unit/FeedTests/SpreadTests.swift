import Bytes
import CSV
import EventTime
import TestSupport
import Testing

@testable import Feed

/// Tables whose columns are times: each line gives one record per column.
@Suite struct SpreadTests {
    /// A table of values: a column of names, then one column per time, in this order.
    private struct Table {
        let times: [Int]
        let names: [String]

        var text: String {
            let rows = names.map { name in ([name] + times.map { "\(name)@\($0)" }).joined(separator: ",") }
            return ([(["k"] + times.map(String.init)).joined(separator: ",")] + rows).joined(separator: "\n") + "\n"
        }

        /// Every cell as `time name value`, by time, then in file order.
        var wanted: [String] {
            let cells = names.flatMap { name in times.map { (time: $0, text: "\($0) \(name) \(name)@\($0)") } }
            return cells.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
                .map(\.element.text)
        }

        func source(_ files: [String]) throws -> FeedSource {
            let columns = ["value", "label", "k"] + times.map(String.init)
            let rule = TimeRule(slots: [1], format: try TimeFormat("unix"), zone: .utc, date: nil, dueAfterStart: 0)
            let spread = RecordShape.Spread(times.indices.map { ("\(times[$0])", $0 + 3) })
            return FeedSource(
                name: "s", files: files, dialect: Dialect(), columns: columns, shape: RecordShape(spread: spread),
                time: rule)
        }
    }

    private static func texts(_ batch: FeedBatch, from first: Int = 0) -> [String] {
        (first..<batch.count).map { record in
            let cells = [1, 2, 0].map {
                String(decoding: batch.records.bytes[batch.records.field(record, $0).range], as: UTF8.self)
            }
            #expect("\(batch.times[record].wholeSeconds)" == cells[0])
            return cells.joined(separator: " ")
        }
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `cells come in the order of their columns' times, those of one time in file order`(_ seed: UInt64) throws {
        var chance = SeededGenerator(seed: seed)
        var times = Array(
            Set((0..<Int.random(in: 1...6, using: &chance)).map { _ in Int.random(in: 0...9, using: &chance) }))
        times.sort()
        // In random order the times of a line do not ascend, so that an index is needed.
        if Bool.random(using: &chance) { times.shuffle(using: &chance) }
        let count = [1, 5, 3000].randomElement(using: &chance) ?? 1
        let folder = TemporaryDirectory()
        let tables = (0..<2).map { file in Table(times: times, names: (0..<count).map { "f\(file)r\($0)" }) }
        let files = tables.enumerated().map { folder.write("\($0).csv", $1.text) }
        var history = try History([try tables[0].source(files)])
        while case .read = try history.prepare() {}
        #expect(history.summaries[0].records == 2 * count * times.count)
        if times != times.sorted() { #expect(history.summaries[0].order == .indexed) }
        let wanted = Table(times: times, names: tables.flatMap(\.names)).wanted
        for _ in 0..<2 {
            var found: [String] = []
            while true {
                #expect(history.fill(0).isEmpty)
                let cursor = history.cursors[0]
                guard cursor.nextTime != nil else { break }
                found += Self.texts(cursor.batch, from: cursor.position)
                history.skip(cursor.batch.count - cursor.position, of: 0)
            }
            #expect(found == wanted, "seed \(seed)")
            history.rewind()
        }
    }

    @Test func `a followed table gives one record per column, with its line`() throws {
        let table = Table(times: [1, 2], names: ["a", "b"])
        let folder = TemporaryDirectory()
        let path = folder.write("t.csv", table.text)
        let live = Live([try table.source([])], patterns: [[path]], maximumFiles: 9)
        live.update(now: 1, hasEvents: true)
        let batch = try #require(live.read(0, arrival: 0))
        #expect(Self.texts(batch) == ["1 a a@1", "2 a a@2", "1 b b@1", "2 b b@2"])
        #expect((0..<4).map { batch.location(of: $0).line } == [2, 2, 3, 3])
    }

    @Test func `a column whose name is not a time is rejected once per line, and the others are kept`() throws {
        let folder = TemporaryDirectory()
        let path = folder.write("t.csv", "k,5,never,3\na,1,2,3\nb,4,5,6\n")
        let rule = TimeRule(slots: [1], format: try TimeFormat("unix"), zone: .utc, date: nil, dueAfterStart: 0)
        let spread = RecordShape.Spread([("5", 3), ("never", 4), ("3", 5)])
        let source = FeedSource(
            name: "s", files: [path], dialect: Dialect(), columns: ["value", "label", "k", "5", "never", "3"],
            shape: RecordShape(spread: spread), time: rule)
        var history = try History([source])
        while case .read = try history.prepare() {}
        #expect(history.summaries[0].rejected == [.invalidTime: 2])
        _ = history.fill(0)
        #expect(Self.texts(history.cursors[0].batch) == ["3 a 3", "3 b 6", "5 a 1", "5 b 4"])
    }
}
