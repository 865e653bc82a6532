import Bytes
import CSV
import EventTime
import TestSupport
import Testing

@testable import Feed

/// Headers again in files whose records cannot fail their times: the name of a column or of the file is the time.
@Suite struct FixedTimeHeaderTests {
    private let folder = TemporaryDirectory()

    /// A table of `name`, and one column per time, in this order.
    private func table(_ files: [String], _ name: String, _ times: [String], _ format: String) throws -> FeedSource {
        let rule = TimeRule(slots: [1], format: try TimeFormat(format), zone: .utc, date: nil, dueAfterStart: 0)
        let spread = RecordShape.Spread(times.enumerated().map { ($1, $0 + 3) })
        return FeedSource(
            name: "s", files: files, dialect: Dialect(), columns: ["value", "label", name] + times,
            shape: RecordShape(spread: spread), time: rule)
    }

    private func dated(
        _ files: [String], _ columns: [String], _ dialect: Dialect = Dialect(), where conditions: [Condition] = []
    ) throws -> FeedSource {
        var rule = TimeRule(slots: [], format: try TimeFormat("iso8601"), zone: .utc, date: nil, dueAfterStart: 0)
        rule.fileTime = try FileNameTime("x-%Y-%m-%d.csv")
        rule.origin = .fileName
        return FeedSource(
            name: "s", files: files, dialect: dialect, columns: columns, shape: RecordShape(conditions: conditions),
            time: rule)
    }

    /// Expects these cells of the records in a replay, in its second pass, and when the files are followed; and so many
    /// lines that are no headers.
    private func expect(_ source: FeedSource, gives wanted: [String], lines: Int? = nil) throws {
        var history = try History([source])
        var counts = LineCounts()
        while case .read(let batch) = try history.prepare() {
            counts += batch.lines
            #expect(batch.rejects.isEmpty)
        }
        if let lines { #expect(counts.all == lines) }
        for _ in 0..<2 {
            var found: [String] = []
            while true {
                #expect(history.fill(0).isEmpty)
                let cursor = history.cursors[0]
                guard cursor.nextTime != nil else { break }
                found += texts(cursor.batch, from: cursor.position)
                history.skip(cursor.batch.count - cursor.position, of: 0)
            }
            #expect(found.sorted() == wanted.sorted())
            history.rewind()
        }
        let live = Live([source], patterns: [source.files], maximumFiles: 9)
        live.update(now: 1, hasEvents: true)
        var found: [String] = []
        while let batch = live.read(0, arrival: 0) { found += texts(batch, from: 0) }
        #expect(found.sorted() == wanted.sorted(), "followed")
    }

    private func texts(_ batch: FeedBatch, from first: Int) -> [String] {
        (first..<batch.count).map { record in
            // A spread keeps the whole line in further slots.
            (0..<min(3, batch.records.width)).map { slot in
                String(decoding: batch.records.bytes[batch.records.field(record, slot).range], as: UTF8.self)
            }.joined(separator: " ")
        }
    }

    @Test func `the same header again is no record if the columns are the times`() throws {
        let file = folder.write("a.csv", "m,2024,2025\nBern,1,2\nm,2024,2025\nZug,20,10\n")
        let wanted = ["1 2024 Bern", "2 2025 Bern", "20 2024 Zug", "10 2025 Zug"]
        try expect(table([file], "m", ["2024", "2025"], "%Y"), gives: wanted, lines: 2)
        try expect(table([file], "m", ["2025", "2024"], "%Y"), gives: wanted)
    }

    @Test func `a header with the columns of days in other places applies to the records behind it`() throws {
        let text = "m,2026-03-01,2026-03-02\nBern,1,2\n2026-03-02,m,2026-03-01\n10,Zug,20\n"
        let file = folder.write("a.csv", text)
        try expect(
            table([file], "m", ["2026-03-01", "2026-03-02"], "%Y-%m-%d"),
            gives: ["1 2026-03-01 Bern", "2 2026-03-02 Bern", "20 2026-03-01 Zug", "10 2026-03-02 Zug"], lines: 2)
    }

    @Test func `a header in a file whose name is the time is found, also among the records of another day`() throws {
        let files = [
            folder.write("x-2026-03-02.csv", "k,v,w\na,1,100\nk,v,w\nw,k,v\n7,b,50\nw,k,v\n8,v,60\n\"w\",\"k\",\"v\""),
            folder.write("x-2026-03-01.csv", "v,k\n9,c\nv,k\n\n10,d\n"),
        ]
        try expect(dated(files, ["k", "v"]), gives: ["a 1", "b 50", "v 60", "c 9", "d 10"], lines: 5)
        let condition = Condition.isOneOf(0, [Array("a".utf8), Array("b".utf8), Array("k".utf8)])
        try expect(dated(files, ["k", "v"], where: [condition]), gives: ["a 1", "b 50"], lines: 5)
    }

    @Test func `lines of units behind a header again are no records`() throws {
        var dialect = Dialect()
        dialect.skipAfterHeader = 2
        let text = "k,v\nname,m\n-,-\na,1\nk,v\nname,m\n-,-\nb,2\nv,k\nm,name\n-,-\n3,c\n"
        try expect(dated([folder.write("x-2026-03-02.csv", text)], ["k", "v"], dialect), gives: ["a 1", "b 2", "c 3"])
    }

    @Test func `one name is no header: it may be a cell`() throws {
        let file = folder.write("x-2026-03-02.csv", "kind,note\nuser,kind\nkind,x\nuser,y\n")
        try expect(dated([file], ["kind"]), gives: ["user", "kind", "user"], lines: 3)
    }

    @Test func `a column whose name is no time is rejected on each line, and not in a header again`() throws {
        let file = folder.write("a.csv", "m,2024,never\nBern,1,2\nm,2024,never\nZug,20,10\nm,2024,never\n")
        var history = try History([table([file], "m", ["2024", "never"], "%Y")])
        while case .read = try history.prepare() {}
        #expect(history.summaries[0].rejected == [.invalidTime: 2])
        #expect(history.fill(0).isEmpty)
        #expect(texts(history.cursors[0].batch, from: 0) == ["1 2024 Bern", "20 2024 Zug"])
    }

    @Test(arguments: 0..<4 as Range<UInt64>)
    func `headers are found wherever they are in a long file`(_ seed: UInt64) throws {
        var chance = SeededGenerator(seed: seed)
        var (text, names, wanted) = ("", ["key", "amount"], [String]())
        func line(_ key: String, _ amount: String) -> String {
            names.map { $0 == "key" ? key : $0 == "amount" ? amount : "x" }.joined(separator: ",") + "\n"
        }
        text += line("key", "amount")
        for number in 0..<8000 {
            if Int.random(in: 0..<1000, using: &chance) == 0 {
                let others = [names, ["amount", "key"], ["key", "amount"], ["x", "amount", "key"]]
                names = others.randomElement(using: &chance) ?? names
                text += line("key", "amount")
            }
            let key =
                number % 7 == 0 ? "\"the \"\"amount\"\" \(number)\"" : "r\(number)" + String(repeating: "-", count: 60)
            text += line(key, "\(number)")
            wanted.append((number % 7 == 0 ? "the \"amount\" \(number)" : key) + " \(number)")
        }
        try expect(dated([folder.write("x-2026-03-02.csv", text)], ["key", "amount"]), gives: wanted, lines: 8000)
    }
}
