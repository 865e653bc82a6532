import EventTime
import Testing

@testable import Inspection
@testable import Sniff

/// Several files as one source.
@Suite struct InitSourceTests {
    /// A file with so many records, whose times are these seconds since 1970.
    private func file(_ name: String, records: Int = 1, from first: Int64 = 0, to last: Int64 = 10) -> InitFile {
        var decisions = Decisions()
        decisions.seen.records = records
        decisions.footers = [name]
        var time = Time(columns: [0], format: "unix")
        (time.first, time.last) = (Instant(seconds: first, nanoseconds: 0), Instant(seconds: last, nanoseconds: 0))
        time.longestStep = 2
        decisions.time = time
        return InitFile(path: name, status: nil, decisions: decisions)
    }

    private func source(_ files: [InitFile]) throws -> InitSource {
        let all = InitSource.grouped(files)
        return try #require(all.count == 1 ? all[0] : nil)
    }

    @Test func `the file with most records says what the files are like, and all of them how many there are`() throws {
        let decisions = try source([file("a", records: 5), file("b", records: 9), file("c", records: 2)]).decisions
        #expect(decisions.footers == ["b", "a", "c"] && decisions.seen.records == 16)
    }

    /// Spans of files, and the longest step within and between them.
    static let spans: [([(Int64, Int64)], longest: Double)] = [
        ([(0, 10), (15, 20)], 5), ([(15, 20), (0, 10)], 5), ([(0, 10), (11, 20)], 2),
        ([(0, 100), (10, 20), (103, 110)], 3), ([(0, 10), (5, 20)], 2),
    ]

    @Test(arguments: spans.indices) func `the pause between two files is a step, and files that overlap have none`(
        _ index: Int
    ) throws {
        let (spans, longest) = Self.spans[index]
        let files = spans.enumerated().map { file("f\($0)", from: $1.0, to: $1.1) }
        #expect(try source(files).decisions.time?.longestStep == longest)
    }

    @Test func `files whose numbers are written in other ways are other sources`() {
        var other = file("b")
        other.decisions.numbers.group = UInt8(ascii: ",")
        #expect(InitSource.grouped([file("a"), other, file("c")]).map { $0.files.count } == [2, 1])
        other.decisions.numbers = Numbers(decimal: UInt8(ascii: ","))
        #expect(InitSource.grouped([file("a"), other]).count == 2)
    }
}
