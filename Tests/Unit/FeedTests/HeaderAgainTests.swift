import CSV
import EventTime
import TestSupport
import Testing

@testable import Feed

/// A file in which the header comes again, with the columns in the same or in other places.
private struct Grown {
    var text = ""
    /// The records in file order, and the lines of the rejects.
    var records: [(time: Int, key: String)] = []
    var rejected: [Int] = []

    private static let headers = [
        "t,k", "k,t", "t,more,k", "t,k,more", "a,b,k,c,t", "\"t\",\"k\"", "\u{FEFF}t,k", "\u{FEFF}k,t",
    ]

    init(records count: Int, order: (Int) -> Int, _ chance: inout SeededGenerator) {
        var names = ["t", "k"]
        add(names.joined(separator: ","))
        for number in 0..<count {
            // A new header is more frequent in small files, so that large files have long sections, too.
            if Int.random(in: 0..<max(8, count / 40), using: &chance) == 0 {
                let header = Self.headers.randomElement(using: &chance) ?? ""
                names = header.filter { $0 != "\"" && $0 != "\u{FEFF}" }.split(separator: ",").map(String.init)
                add(header)
            }
            if Int.random(in: 0..<50, using: &chance) == 0 {
                rejected.append(lines + 1)
                add(["t", "x,y,z,k,t,t", "never,k"].randomElement(using: &chance) ?? "")
            }
            let (time, key) = (order(number), "r\(number)")
            records.append((time, key))
            add(names.map { $0 == "t" ? "\(time)" : $0 == "k" ? key : "x" }.joined(separator: ","))
        }
    }

    private var lines: Int { text.utf8.count { $0 == 0x0A } }

    private mutating func add(_ line: String) { text += line + "\n" }
}

private let orders: [(name: String, order: @Sendable (Int) -> Int)] = [
    ("ascending", { $0 }), ("newest first", { 100_000 - $0 }), ("shuffled", { $0 * 7919 % 100_003 }),
    ("blocks", { $0 % 50 * 1000 + $0 / 50 }),
]

private func source(_ files: [String], _ dialect: Dialect = Dialect(), where conditions: [Condition] = []) throws
    -> FeedSource
{
    let rule = TimeRule(slots: [0], format: try TimeFormat("unix"), zone: .utc, date: nil, dueAfterStart: 0)
    return FeedSource(
        name: "s", files: files, dialect: dialect, columns: ["t", "k"], shape: RecordShape(conditions: conditions),
        time: rule)
}

/// All records of a pass, and the lines of all rejects.
private func replayed(_ source: FeedSource, passes: Int = 1) throws -> (records: [String], rejected: [Int]) {
    var history = try History([source])
    var rejected: [Int] = []
    while case .read(let batch) = try history.prepare() { rejected += batch.rejects.map { $0.location.line ?? 0 } }
    var found: [String] = []
    for pass in 0..<passes {
        if pass > 0 { history.rewind() }
        found = []
        while true {
            #expect(history.fill(0).isEmpty)
            let cursor = history.cursors[0]
            guard cursor.nextTime != nil else { break }
            for record in cursor.position..<cursor.batch.count {
                found.append("\(cursor.batch.times[record].wholeSeconds) \(cursor.batch.key(of: record))")
            }
            history.skip(cursor.batch.count - cursor.position, of: 0)
        }
    }
    return (found, rejected.sorted())
}

@Suite struct HeaderAgainTests {
    @Test(arguments: orders.indices, [5, 60, 9000])
    func `records behind each header are read by its columns, in every order`(_ order: Int, _ count: Int) throws {
        for seed in 0..<(count > 100 ? 2 : 20) as Range<UInt64> {
            var chance = SeededGenerator(seed: seed)
            let file = Grown(records: count, order: orders[order].order, &chance)
            let folder = TemporaryDirectory()
            let found = try replayed(source([folder.write("a.csv", file.text)]), passes: 2)
            let wanted = file.records.enumerated().sorted {
                ($0.element.time, $0.offset) < ($1.element.time, $1.offset)
            }
            #expect(found.records == wanted.map { "\($0.element.time) \($0.element.key)" }, "\(orders[order]) \(seed)")
            #expect(found.rejected == file.rejected, "\(orders[order]) \(seed) \(count > 60 ? "" : file.text)")
        }
    }

    @Test func `a followed file goes on behind each header, in whatever pieces it is written`() throws {
        for seed in 0..<20 as Range<UInt64> {
            var chance = SeededGenerator(seed: seed)
            let file = Grown(records: 60, order: { $0 }, &chance)
            var follower = try Follower()
            var (found, rest) = ([String](), file.text[...])
            follower.folder.write("log.csv", "")
            while !rest.isEmpty {
                let piece = rest.prefix(Int.random(in: 1...200, using: &chance))
                rest = rest.dropFirst(piece.count)
                try follower.append("log.csv", String(piece))
                found += follower.read()
            }
            #expect(found == file.records.map(\.key), "seed \(seed)")
            #expect(follower.rejects.map { $0.location.line ?? 0 }.sorted() == file.rejected, "seed \(seed)")
            follower.restart()
            #expect(follower.read() == file.records.map(\.key), "after a restart, seed \(seed)")
        }
    }

    @Test func `a header among the records that where leaves out is found, too`() throws {
        let folder = TemporaryDirectory()
        let file = folder.write("a.csv", "t,k\n1,a\n2,b\nt,k\n3,a\nk,t\na,4\nb,5\nx,k,t\n,a,6\n,b,7\n")
        let found = try replayed(source([file], where: [.isOneOf(1, [[0x61]])]))
        #expect(found.records == ["1 a", "3 a", "4 a", "6 a"])
        #expect(found.rejected == [])
    }

    @Test func `a line with too few fields that where leaves out is no reject`() throws {
        let folder = TemporaryDirectory()
        let file = folder.write("a.csv", "t,k\n1,a\ntotal\n2\n3,a\n\"total\"\r\ntotal")
        let found = try replayed(source([file], where: [.isNoneOf(0, [Array("total".utf8)]), .isOneOf(1, [[0x61]])]))
        #expect(found.records == ["1 a", "3 a"])
        // Nothing can be said about a cell that is not there.
        #expect(found.rejected == [4])
    }

    @Test func `lines of units are skipped behind each header`() throws {
        var dialect = Dialect()
        dialect.skipAfterHeader = 1
        let folder = TemporaryDirectory()
        let file = folder.write("a.csv", "t,k\ns,m\n1,a\nt,k\ns,m\n2,b\nx,k,t\nu,m,s\n,c,3\ns,m\n")
        let found = try replayed(source([file], dialect))
        #expect(found.records == ["1 a", "2 b", "3 c"])
        #expect(found.rejected == [10])
    }

    @Test func `a file without a header line has no header again`() throws {
        var dialect = Dialect()
        dialect.header = ["t", "k"]
        let folder = TemporaryDirectory()
        let found = try replayed(source([folder.write("a.csv", "1,a\nt,k\nk,t\n2,b\n")], dialect))
        #expect(found.records == ["1 a", "2 b"])
        #expect(found.rejected == [2, 3])
    }

    /// The first record of the file decides, also for a run or an index that begins behind it.
    @Test(arguments: [3, 9000])
    func `empty fields at the end pass wherever a reader begins`(_ count: Int) throws {
        let folder = TemporaryDirectory()
        let rows = (0..<count).map { "\(count - $0),r\($0)\($0 % 3 == 0 ? "," : "")\n" }.joined()
        let found = try replayed(source([folder.write("a.csv", "t,k\n" + rows)]))
        #expect(found.records == (0..<count).map { "\($0 + 1) r\(count - 1 - $0)" })
        #expect(found.rejected == [])
    }
}
