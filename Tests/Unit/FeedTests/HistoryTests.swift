import Bytes
import CSV
import EventTime
import POSIX
import TestSupport
import Testing

@testable import Feed

private func source(
    _ files: [String], format: String = "unix", date: CivilDate? = nil, due: Int64 = 0
) throws -> FeedSource {
    let rule = TimeRule(slots: [0], format: try TimeFormat(format), zone: .utc, date: date, dueAfterStart: due)
    return FeedSource(name: "s", files: files, dialect: Dialect(), columns: ["t", "k"], time: rule)
}

private func prepared(_ sources: [FeedSource]) throws -> History {
    var history = try History(sources)
    while case .read = try history.prepare() {}
    return history
}

/// All remaining records of a pass, as the instant in seconds and the column `k`.
private func drain(_ history: inout History, _ source: Int = 0) -> [String] {
    var found: [String] = []
    while true {
        _ = history.fill(source)
        let cursor = history.cursors[source]
        guard cursor.nextTime != nil else { return found }
        for record in cursor.position..<cursor.batch.count {
            found.append("\(cursor.batch.times[record].wholeSeconds) \(cursor.batch.key(of: record))")
        }
        history.skip(cursor.batch.count - cursor.position, of: source)
    }
}

extension FeedBatch {
    /// The column `k` of a record.
    func key(of record: Int) -> String {
        String(decoding: records.bytes[records.field(record, 1).range], as: UTF8.self)
    }
}

@Suite struct HistoryTests {
    @Test(arguments: [0, 1, 7, 5000, 9000])
    func `records come in event-time order, those of one instant in file order, in every pass`(_ count: Int) throws {
        for (seed, disorder) in [(UInt64(1), 0), (2, 5), (3, 1_000_000)] {
            var chance = SeededGenerator(seed: seed)
            let folder = TemporaryDirectory()
            var records: [(time: Int, key: String)] = []
            let files = (0..<3).map { file in
                var rows = ""
                for number in 0..<count {
                    let time = max(0, number / 3 + Int.random(in: 0...disorder, using: &chance) - disorder / 2)
                    records.append((time, "f\(file)r\(number)"))
                    rows += "\(time),\(Bool.random(using: &chance) ? "\"f\(file)r\(number)\"" : "f\(file)r\(number)")\n"
                }
                return folder.write("\(file).csv", "t,k\n" + rows)
            }
            let wanted = records.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
                .map { "\($0.element.time) \($0.element.key)" }
            var history = try prepared([source(files)])
            #expect(history.summaries[0].records == 3 * count)
            #expect(drain(&history) == wanted, "disorder \(disorder)")
            history.rewind()
            #expect(drain(&history) == wanted, "disorder \(disorder), second pass")
        }
    }

    @Test func `a record due beyond the latest instant leaves the times of the others alone`() throws {
        let folder = TemporaryDirectory()
        let file = folder.write("a.csv", "t,k\n1,a\n9223372036,b\n3,c\n9223372035,d\n4,e\n")
        var history = try prepared([source([file], due: 10_000_000_000)])
        #expect(drain(&history) == ["11 a", "13 c", "14 e"])
        #expect(history.summaries[0].rejected.values.reduce(0, +) == 2)
    }

    @Test func `a record at the instant at which a later file ends comes before its last record`() throws {
        let folder = TemporaryDirectory()
        // One record has more bytes than a step merges, so the step opens no other run.
        let long = String(repeating: "x", count: 200_000)
        let files = [
            folder.write("a.csv", "t,k\n1000,a\n"),
            folder.write("b.csv", "t,k,note\n1,b1,\n999,b2,\(long)\n1000,b3,\n"),
        ]
        var history = try prepared([source(files)])
        #expect(drain(&history) == ["1 b1", "999 b2", "1000 a", "1000 b3"])
    }

    @Test(arguments: [1, 3], [0, 1_000_000])
    func `a record from a merge or from an index has its file and its line`(
        _ count: Int, _ disorder: Int
    ) throws {
        var chance = SeededGenerator(seed: 1)
        let folder = TemporaryDirectory()
        let files = (0..<count).map { file in
            let rows = (0..<12_000).map { "\($0 + Int.random(in: 0...disorder, using: &chance)),f\(file)l\($0 + 2)\n" }
            return folder.write("\(file).csv", "t,k\n" + rows.joined())
        }
        var history = try prepared([source(files)])
        #expect((history.summaries[0].order == .indexed) == (disorder > 0))
        var checked = 0
        while true {
            _ = history.fill(0)
            let cursor = history.cursors[0]
            guard cursor.nextTime != nil else { break }
            // Not every record: for the line of a record from an index, the file is read.
            for record in stride(from: cursor.position, to: cursor.batch.count, by: 61) {
                let (file, location) = (cursor.batch.files[record], cursor.batch.location(of: record))
                #expect(location.path == files[file.number])
                #expect(cursor.batch.key(of: record) == "f\(file.number)l\(location.line ?? 0)")
                checked += 1
            }
            history.skip(cursor.batch.count - cursor.position, of: 0)
        }
        #expect(checked > 190 * count)
    }

    /// Blank lines and bad records between the records must not be replayed, and must not change the order.
    @Test(arguments: 0..<12)
    func `records between blank lines and bad records come in order`(_ seed: UInt64) throws {
        var chance = SeededGenerator(seed: seed)
        let folder = TemporaryDirectory()
        // With an even seed the runs are merged; with an odd seed there are so many runs that they need an index.
        let isOrdered = seed % 2 == 0
        var records: [(time: Int, key: String)] = []
        let files = (0..<3).map { file in
            var text = file == 1 ? "k,x,t\n" : "t,k\n"
            for number in 0..<3000 {
                let (time, key) = (isOrdered ? number / 40 : -number / 2, "f\(file)r\(number)")
                let start = Int.random(in: 0...19, using: &chance)
                switch start {
                case 0: text += "\n"
                case 1: text += "too,many,fields,here\n"
                case 2: text += file == 1 ? "k,x,never\n" : "never,k\n"
                case 3: text += "\r\n"
                default: break
                }
                let isLong = start == 4
                let cell = isLong ? "\"\(key)\n\(String(repeating: "long, ", count: 120))\"" : key
                let written = isLong ? "\(key)\n\(String(repeating: "long, ", count: 120))" : key
                records.append((time, written))
                let end = number == 2999 ? "" : start == 5 ? "\r\n" : "\n"
                text += (file == 1 ? "\(cell),,\(time)" : "\(time),\(cell)") + end
            }
            return folder.write("\(file).csv", text)
        }
        let wanted = records.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
            .map { "\($0.element.time) \($0.element.key)" }
        var history = try prepared([source(files)])
        #expect((history.summaries[0].order == .indexed) == !isOrdered)
        #expect(drain(&history) == wanted, "seed \(seed)")
    }

    @Test func `the records of an instant that is longer than a chunk keep their order`() throws {
        let folder = TemporaryDirectory()
        // Each file has two runs. The last instant of both runs is the same, with some hundred thousand bytes.
        var wanted: [String] = []
        let files = (0..<2).map { file in
            let instant = (0..<9000).map { "7,f\(file)r\($0)" }
            wanted += instant.map { $0.replacing(",", with: " ") }
            let (first, last) = (instant[..<4500].joined(separator: "\n"), instant[4500...].joined(separator: "\n"))
            return folder.write("\(file).csv", "t,k\n1,a\(file)\n\(first)\n2,b\(file)\n\(last)\n9,c\(file)\n")
        }
        var history = try prepared([source(files)])
        #expect(history.summaries[0].order == .merged(runs: 4))
        #expect(drain(&history) == ["1 a0", "1 a1", "2 b0", "2 b1"] + wanted + ["9 c0", "9 c1"])
    }

    @Test func `more runs than a merge can handle are sorted by an index`() throws {
        let folder = TemporaryDirectory()
        for (runs, isIndexed) in [(PrePass.maximumRuns, false), (PrePass.maximumRuns + 1, true)] {
            let rows = (0..<runs).map { "\(runs - $0),k\n" }.joined()
            var history = try prepared([source([folder.write("\(runs).csv", "t,k\n" + rows)])])
            #expect((history.summaries[0].order == .indexed) == isIndexed)
            #expect(drain(&history) == (1...runs).map { "\($0) k" })
        }
    }

    @Test func `times without a date repeat on each day that the dated sources span`() throws {
        let folder = TemporaryDirectory()
        let dated = folder.write("dated.csv", "t,k\n2026-03-02T22:00:00Z,x\n2026-03-04T01:00:00Z,y\n")
        let hours = folder.write("hours.csv", "t,k\n08h,a\n00h,b\n")
        var history = try prepared([source([hours], format: "%Hh"), source([dated], format: "iso8601")])
        let day = 20_514 * 86_400
        #expect(
            drain(&history) == (0...2).flatMap { ["\(day + $0 * 86_400) b", "\(day + $0 * 86_400 + 28_800) a"] })
        #expect(history.span == .seconds(Int64(day + 79_200)) ... .seconds(Int64(day + 176_400)))
    }

    @Test func `without dated sources, times without a date are on 1970-01-01`() throws {
        let folder = TemporaryDirectory()
        var history = try prepared([
            source([folder.write("h.csv", "t,k\n08h,a\n")], format: "%Hh", due: 3_600_000_000_000)
        ])
        #expect(drain(&history) == ["32400 a"])
    }

    @Test func `a record without a valid time is reported with its line, and not replayed`() throws {
        let folder = TemporaryDirectory()
        var history = try History([source([folder.write("a.csv", "t,k\n5,a\nnever,b\n3\n4,c\n")])])
        var reported: [String] = []
        while case .read(let batch) = try history.prepare() {
            reported += batch.rejects.map { "\($0.location.line ?? 0) \($0.reason.label)" }
        }
        #expect(reported.sorted() == ["3 invalid_time", "4 field_count"])
        #expect(history.summaries[0].rejected == [.invalidTime: 1, .record(.fieldCount): 1])
        #expect(drain(&history) == ["4 c", "5 a"])
    }

    @Test(arguments: [10, 9000])
    func `a file that became shorter is reported as changed, and the others are replayed`(_ count: Int) throws {
        let folder = TemporaryDirectory()
        // Descending times: each record is a run, so that many records need an index.
        let rows = (0..<count).map { "\(count - $0),k\n" }.joined()
        let path = folder.write("a.csv", "t,k\n" + rows)
        let other = folder.write("b.csv", "t,k\n7,other\n")
        var history = try prepared([source([path, other])])
        folder.write("a.csv.new", "t,k\n")
        try FileSystem.rename(path + ".new", to: path)
        var changed: [String] = []
        var found = 0
        while true {
            changed += history.fill(0).map(\.location.path)
            guard history.cursors[0].nextTime != nil else { break }
            found += history.cursors[0].batch.count
            history.skip(history.cursors[0].batch.count, of: 0)
        }
        #expect(Set(changed) == [path])
        #expect(found == 1)
    }

    @Test func `a file that was overwritten is reported as changed, and the others are replayed`() throws {
        let folder = TemporaryDirectory()
        let text = "t,k\n" + (0..<9000).map { "\(9000 - $0),k\n" }.joined()
        let path = folder.write("a.csv", text)
        let other = folder.write("b.csv", "t,k\n7,other\n5,other\n")
        var history = try prepared([source([path, other])])
        // The same file with the same size, but without records.
        try FileDescriptor.create(path).write(String(repeating: "x", count: text.utf8.count))
        var (changed, found) = ([String](), 0)
        while true {
            changed += history.fill(0).map(\.location.path)
            guard history.cursors[0].nextTime != nil else { break }
            found += history.cursors[0].batch.count
            history.skip(history.cursors[0].batch.count, of: 0)
        }
        #expect(changed == [path])
        #expect(found == 2)
    }
}
