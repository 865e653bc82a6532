import CSV
import EventTime
import Testing

@testable import Profile

/// A report tells the rise of a column whose numbers never fall.
@Suite struct MeterTests {
    /// Readings of two meters, in order of time: a rises by 1.5 an hour, b by 10, and both begin high.
    private static let lines = (0..<48).flatMap { hour in
        ["\(hour * 3600),a,\(1000 + Double(hour) * 1.5)\n", "\(hour * 3600),b,\(50_000 + hour * 10)\n"]
    }

    private func counted(_ lines: [String], labels: [Int] = [1], chunk: Int = 1 << 16) throws -> Findings {
        try Counted(
            text: lines.joined(), kinds: [.time, .text, .number(NumberForm())], labels: labels,
            values: [PlannedValue(slot: 2, isAveraged: false)], meters: [2], countsRecords: false, chunk: chunk
        ).findings()
    }

    @Test(arguments: [1 << 16, 40, 1000]) func `meters are told by their rise, in all and by label`(
        _ chunk: Int
    ) throws {
        let found = try counted(Self.lines, chunk: chunk)
        let numbers = try #require(found.columns[2].numbers)
        #expect(numbers.rise == 47 * 11.5 && numbers.greatest == 50_470)
        #expect(found.labels[0].rows.map { $0.sums[0].sum } == [47 * 1.5, 470])
        #expect(found.hours?.rows.map { $0.amounts[5] } == [20, 3])
        #expect(found.outliers?.count == 0)
    }

    @Test func `the newest reading may come first`() throws {
        let found = try counted(Self.lines.reversed())
        #expect(found.columns[2].numbers?.rise == 47 * 11.5)
        #expect(found.labels[0].rows.map { $0.sums[0].sum } == [470, 47 * 1.5])
    }

    @Test func `a new meter begins anew, and cells without a number are passed over`() throws {
        let found = try counted(["0,a,100\n", "1,a,104\n", "2,a,\n", "3,a,110\n", "4,a,3\n", "5,a,5\n"])
        #expect(found.columns[2].numbers?.rise == 12)
    }

    @Test func `a column that is no meter, and one without times, has no rise`() throws {
        let plain = Counted(text: "0,1\n1,2\n", kinds: [.time, .number(NumberForm())])
        #expect(try plain.findings().columns[1].numbers?.rise == nil)
        let timeless = Counted(text: "0,1\n1,2\n", kinds: [.text, .number(NumberForm())], meters: [1], hasTimes: false)
        #expect(try timeless.findings().columns[1].numbers?.rise == nil)
    }

    @Test func `series beyond the limit have no rise, and the memory is bounded`() throws {
        let lines = (0..<140_000).map { "\($0),m\($0 % 70_000),\($0)\n" }
        #expect(try counted(lines).columns[2].numbers?.rise == 65_536 * 70_000)
    }
}
