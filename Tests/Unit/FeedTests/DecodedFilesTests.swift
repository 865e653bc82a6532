import Bytes
import CSV
import EventTime
import Foundation
import POSIX
import TestSupport
import Testing

@testable import Feed

/// Histories of files that must be decoded.
@Suite struct DecodedFilesTests {
    private func source(_ files: [String]) throws -> FeedSource {
        let rule = TimeRule(slots: [0], format: try TimeFormat("unix"), zone: .utc, date: nil, dueAfterStart: 0)
        return FeedSource(name: "s", files: files, dialect: Dialect(), columns: ["t", "k"], time: rule)
    }

    private func prepared(_ files: [String]) throws -> (history: History, rejects: [FeedReject]) {
        var history = try History([source(files)])
        var rejects: [FeedReject] = []
        while case .read(let batch) = try history.prepare() { rejects += batch.rejects }
        return (history, rejects)
    }

    /// All records of a pass, as time, key and line.
    private func drain(_ history: inout History) -> [String] {
        var found: [String] = []
        while true {
            #expect(history.fill(0).isEmpty)
            let cursor = history.cursors[0]
            guard cursor.nextTime != nil else { return found }
            for record in cursor.position..<cursor.batch.count {
                let line = record % 997 == 0 ? cursor.batch.location(of: record).line : nil
                let key = cursor.batch.records.bytes[cursor.batch.records.field(record, 1).range]
                found.append("\(cursor.batch.times[record].wholeSeconds) \(String(decoding: key, as: UTF8.self))")
                if let line { #expect(key.isEmpty || found.last?.hasSuffix("r\(line)\u{E9}\u{1F4C8}") == true) }
            }
            history.skip(cursor.batch.count - cursor.position, of: 0)
        }
    }

    /// Records in this order of times; the key of each has its line.
    private func text(_ times: [Int]) -> String {
        "t,note,k\n" + zip(2..., times).map { "\($1),\"a, \($0 % 7)\",r\($0)\u{E9}\u{1F4C8}\n" }.joined()
    }

    @Test(arguments: TextForm.allCases)
    func `lines before a header are not kept, and the records behind them are found`(_ form: TextForm) throws {
        let (blank, folder) = (100_000, TemporaryDirectory())
        let rows = (1...2000).map { "\($0),r\($0 + blank + 1)\u{E9}\u{1F4C8}\n" }.joined()
        let text = String(repeating: "\n", count: blank) + "t,k\n" + rows
        var (history, rejects) = try prepared([folder.write("a.csv", form.bytes(text))])
        #expect(rejects.isEmpty && drain(&history).count == 2000)
    }

    @Test func `a file without a header in 16 MiB is told`() throws {
        let folder = TemporaryDirectory()
        let line = Array(("#" + String(repeating: "x", count: 1000) + "\n").utf8)
        let path = folder.write("a.csv", Array([[UInt8]](repeating: line, count: 17_000).joined()))
        var source = try source([path])
        var dialect = Dialect()
        dialect.comment = [UInt8(ascii: "#")]
        source = FeedSource(name: "s", files: [path], dialect: dialect, columns: ["t", "k"], time: source.time)
        let error = #expect(throws: FeedError.self) { try History([source]) }
        #expect(try #require(error).description.contains("cannot read the header: got no header in the first 16 MiB"))
    }

    @Test(arguments: TextForm.allCases, [0, 1, 12_000])
    func `an ascending file is read as the text that it holds`(_ form: TextForm, _ count: Int) throws {
        let folder = TemporaryDirectory()
        let text = text((0..<count).map { $0 / 3 })
        let wanted = (0..<count).map { "\($0 / 3) r\($0 + 2)\u{E9}\u{1F4C8}" }
        let (start, rejects) = try prepared([folder.write("a.csv", form.bytes(text))])
        var history = start
        #expect(rejects.isEmpty && history.summaries[0].order == .asWritten)
        #expect(form == .plain || history.summaries[0].bytesRead == history.summaries[0].bytes)
        for _ in 0..<2 {
            #expect(drain(&history) == wanted)
            history.rewind()
        }
    }

    @Test(arguments: TextForm.allCases, [SourceSummary.Order.merged(runs: 4), .indexed])
    func `files in any order are merged, or sorted by an index`(_ form: TextForm, _ order: SourceSummary.Order) throws {
        let folder = TemporaryDirectory()
        var chance = SeededGenerator(seed: 3)
        var times = (0..<12_000).map { $0 }
        if order == .indexed { times.shuffle(using: &chance) } else { times = Array(times[6000...] + times[..<6000]) }
        let files = [
            folder.write("a.csv", form.bytes(text(times))), folder.write("b.csv", text(Array(times[..<7000]))),
        ]
        let (start, rejects) = try prepared(files)
        var history = start
        #expect(rejects.isEmpty && history.summaries[0].order == order)
        let all = Array(zip(2..., times)) + Array(zip(2..., times[..<7000]))
        let wanted = all.enumerated()
            .sorted { ($0.element.1, $0.offset) < ($1.element.1, $1.offset) }
            .map { "\($0.element.1) r\($0.element.0)\u{E9}\u{1F4C8}" }
        for _ in 0..<2 {
            #expect(drain(&history) == wanted)
            history.rewind()
        }
    }

    @Test func `many decoded files that overlap are merged`() throws {
        let folder = TemporaryDirectory()
        let files = (0..<40).map { number in
            folder.write("\(number).gz", TextForm.gzip.bytes(text((0..<100).map { $0 * 10 + number % 10 })))
        }
        var (history, _) = try prepared(files)
        let found = drain(&history)
        #expect(found.count == 4000)
        let times = found.compactMap { Int($0.prefix { $0 != " " }) }
        #expect(times == times.sorted())
    }

    @Test(arguments: [
        (TextForm.gzip, 8, "a gzip file whose checksum is wrong", 1000),
        (.gzip, 4, "a gzip file whose length is wrong", 1000),
        (.littleEndian, 1, "UTF-16 text with half a character at its end", 1000),
    ])
    func `a damaged file gives its records, and one reject`(
        _ form: TextForm, _ fromEnd: Int, _ found: String, _ count: Int
    ) throws {
        let folder = TemporaryDirectory()
        var bytes = form.bytes(text(Array(0..<count)))
        if form == .gzip { bytes[bytes.count - fromEnd] ^= 1 } else { bytes.append(65) }
        for isShuffled in [false, true] {
            // Times of the first file are so many that an index is needed.
            let many = isShuffled ? [folder.write("b.csv", text((0..<9000).map { $0 % 2 * 100_000 + $0 }))] : []
            let (start, rejects) = try prepared([folder.write("a", bytes)] + many)
            var history = start
            #expect(rejects.map { $0.reason } == [.damaged] && rejects[0].found == .file(found))
            #expect(history.summaries[0].rejected == [.damaged: 1])
            #expect(history.summaries[0].records == count + many.count * 9000)
            #expect(drain(&history).count == count + many.count * 9000)
        }
    }

    @Test func `of a file that is cut off, the whole records count`() throws {
        let folder = TemporaryDirectory()
        let text = text(Array(0..<3000))
        for form in [TextForm.gzip, .members, .gzipOfUTF16] {
            let bytes = form.bytes(text)
            for cut in stride(from: 400, to: bytes.count, by: bytes.count / 17) {
                let file = folder.write("a", Array(bytes[..<cut]))
                guard let (start, rejects) = try? prepared([file]) else { continue }
                var history = start
                #expect(rejects.map { $0.found } == [.file("a gzip file that is cut off")])
                let found = drain(&history)
                #expect(found == (0..<found.count).map { "\($0) r\($0 + 2)\u{E9}\u{1F4C8}" })
                #expect(found.count > 0 || cut < 2000)
            }
        }
    }

    @Test func `a surrogate without its partner is in one record only`() throws {
        let folder = TemporaryDirectory()
        var units = Array("\u{FEFF}t,k\n1,a\n2,X\n3,c\n".utf16)
        units[units.firstIndex(of: 0x58) ?? 0] = 0xD800
        let bytes = units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let (start, rejects) = try prepared([folder.write("a.csv", bytes)])
        var history = start
        #expect(rejects.isEmpty)
        _ = history.fill(0)
        let batch = history.cursors[0].batch
        let isValid = (0..<batch.count).map { isValidUTF8(batch.records.bytes.span, batch.records.field($0, 1).range) }
        #expect(isValid == [true, false, true])
    }

    @Test func `of a file and the same name with gz, the first is read`() throws {
        let folder = TemporaryDirectory()
        let plain = folder.write("a.csv", text([1]))
        let compressed = folder.write("a.csv.gz", TextForm.gzip.bytes(text([1])))
        let other = folder.write("b.csv.gz", TextForm.gzip.bytes(text([2])))
        var (history, _) = try prepared([compressed, plain, other])
        #expect(history.skipped(of: 0).map { $0.skipReason } == [.duplicate])
        #expect(drain(&history).count == 2)
        folder.write("a.csv", "")
        (history, _) = try prepared([compressed, plain, other])
        #expect(history.skipped(of: 0).map { $0.skipReason } == [.empty], "the plain file cannot be used")
        #expect(drain(&history).count == 2)
    }

    @Test func `a gzip file that changes during a pass is noticed`() throws {
        let folder = TemporaryDirectory()
        let path = folder.write("a.gz", TextForm.gzip.bytes(text((0..<60_000).map { $0 * 7919 / 7 })))
        let (history, _) = try prepared([path])
        var passing = history
        passing.rewind()
        _ = passing.fill(0)
        try FileHandle(forWritingTo: URL(filePath: path)).truncate(atOffset: 70_000)
        var changed: [FeedReject] = []
        while passing.cursors[0].nextTime != nil {
            passing.skip(passing.cursors[0].batch.count - passing.cursors[0].position, of: 0)
            changed += passing.fill(0)
        }
        #expect(changed.map { $0.reason } == [.changed])
    }
}
