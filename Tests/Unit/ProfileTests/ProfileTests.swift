import CSV
import EventTime
import TestSupport
import Testing

@testable import Profile

/// Small files with known answers.
@Suite struct ProfileTests {
    private let orders = """
        0,open,2.50,a
        60,open,1.25,
        60,paid,x7,b
        120,open,-1,b
        120,open,-1,b
        180,paid,,a

        """

    private func counted() -> Counted {
        Counted(
            text: orders, kinds: [.time, .text, .number(NumberForm()), .text], labels: [1],
            values: [PlannedValue(slot: 2, isAveraged: false)], countsRecords: false)
    }

    @Test(arguments: [7, 20, 1 << 16]) func `a file is counted the same in pieces of any size`(_ chunk: Int) throws {
        var counted = counted()
        counted.chunk = chunk
        let found = try counted.findings()
        #expect(found.records == 6)
        let number = found.columns[2]
        #expect((number.filled, number.misfits, number.distinct) == (5, 1, 3))
        #expect(number.examples == [Misfit(file: 0, line: 3, text: Array("x7".utf8))])
        let numbers = try #require(number.numbers)
        #expect((numbers.least, numbers.median, numbers.greatest) == (-1, 0.125, 2.5))
        #expect((numbers.sum, numbers.count, numbers.mean, numbers.decimals) == (1.75, 4, 0.4375, 2))
        let text = found.columns[3]
        #expect((text.filled, text.distinct, text.longest) == (5, 2, 1))
        #expect(text.top.map { $0.count } == [3, 2] && text.top[0].text == Array("b".utf8))
        #expect(found.duplicates.whole == 1 && found.duplicates.sameKey == 0)
    }

    @Test func `totals by label have sums, and the times between which the label occurs`() throws {
        let label = try #require(try counted().findings().labels.first)
        #expect(label.rows.map { String(decoding: $0.text, as: UTF8.self) } == ["open", "paid"])
        #expect(label.rows.map { $0.records } == [4, 2])
        #expect(label.rows.map { $0.sums[0].sum } == [1.75, 0] && label.rows.map { $0.sums[0].count } == [4, 0])
        #expect(label.rows.map { $0.span!.lowerBound.wholeSeconds } == [0, 60])
        #expect(label.rows.map { $0.span!.upperBound.wholeSeconds } == [120, 180])
        #expect(label.others == nil)
    }

    /// Only 256 texts are kept, and the counts of kept ones say how often they can have come at most.
    @Test func `the commonest of many texts have their own counts`() throws {
        let different = (0..<640).map { "\($0),only \($0)\n" }.joined()
        let found = try Counted(text: different, kinds: [.time, .text]).findings().columns[1]
        #expect(found.distinct == 640 && found.top.map { $0.count } == [1, 1, 1, 1, 1])
        let often = (0..<7).map { "\($0),often\n" }.joined()
        let mixed = try Counted(text: often + different + often, kinds: [.time, .text]).findings().columns[1]
        #expect(mixed.top.map { $0.count } == [14, 1, 1, 1, 1] && mixed.top[0].text == Array("often".utf8))
        let many = (0..<12_000).map { "\($0),\($0 % 3 == 0 ? "often" : "only \($0)")\n" }.joined()
        let estimated = try Counted(text: many, kinds: [.time, .text]).findings().columns[1]
        #expect(estimated.top[0].count == 4000 && estimated.top[0].isExact)
        #expect(estimated.top.dropFirst().allSatisfy { $0.count <= 1 || $0.isExact })
    }

    @Test func `null values are no values, whether texts or numbers`() throws {
        var counted = Counted(
            text: "1,-999,n/a\n2,5,x\n3,n/a,-999\n", kinds: [.time, .number(NumberForm()), .text])
        counted.nullValues = [Array("-999".utf8), Array("n/a".utf8)]
        let found = try counted.findings()
        #expect(found.columns[1].filled == 1 && found.columns[1].misfits == 0)
        #expect(found.columns[1].numbers?.sum == 5 && found.columns[2].filled == 1)
    }

    @Test func `the same time and labels with other cells are told`() throws {
        let text = "1,a,5\n1,a,6\n1,b,5\n1,a,5\n2,a,5\n"
        let found = try Counted(text: text, kinds: [.time, .text, .number(NumberForm())], labels: [1]).findings()
        #expect(found.duplicates.whole == 1 && found.duplicates.sameKey == 1)
    }

    @Test func `a label with more than two hundred cells has a row for the others`() throws {
        let text = (0..<210).map { "\($0),label \($0)\n" }.joined()
        let found = try Counted(text: text, kinds: [.time, .text], labels: [1]).findings()
        #expect(found.labels[0].rows.count == 200 && found.labels[0].others?.records == 10)
        #expect(found.hours?.rows.count == 21 && found.hours?.rows.last?.text == nil)
        #expect(found.hours?.rows.last?.amounts[0] == 190)
    }

    @Test func `without times nothing is told of them`() throws {
        let found = try Counted(text: "1,2\n3,4\n", kinds: [.text, .text], hasTimes: false).findings()
        #expect(found.time == nil && found.hours == nil && found.outliers == nil && found.duplicates.sameKey == nil)
    }

    @Test func `a label that is a number is no label, and a value that is a text no value`() throws {
        let counted = Counted(
            text: "1,2,x\n2,3,y\n", kinds: [.time, .number(NumberForm()), .text], labels: [1, 0],
            values: [PlannedValue(slot: 2, isAveraged: false)], wide: [0, 1, 2], countsRecords: false)
        let found = try counted.findings()
        #expect(found.labels.isEmpty && found.columns[1].numbers?.sum == 5)
    }

    @Test func `no records are no fault`() throws {
        let found = try Counted(text: "", kinds: [.time, .number(NumberForm())], labels: []).findings()
        #expect(found.records == 0 && found.time == nil && found.columns[1].numbers == nil)
    }

    @Test func `hours are those of local clocks, also half an hour beside others`() throws {
        let zone = try #require(Zone(fixed: "+05:30"))
        let counted = Counted(
            text: "0,5\n1800,7\n1801,8\n", kinds: [.time, .number(NumberForm())],
            values: [PlannedValue(slot: 1, isAveraged: true)], countsRecords: false, zone: zone)
        let hours = try #require(try counted.findings().hours)
        #expect(hours.rows[0].amounts[5] == 5 && hours.rows[0].amounts[6] == 7.5 && hours.rows[0].amounts[7] == nil)
        #expect(hours.days.map { $0.day } == [0])
    }

    @Test func `more than four hundred days keep the hours of the day`() throws {
        let text = (0..<10_000).map { "\($0 * 3600)\n" }.joined()
        let found = try Counted(text: text, kinds: [.time]).findings()
        let hours = try #require(found.hours)
        #expect(hours.isCut && hours.days.isEmpty)
        #expect(hours.rows[0].amounts.reduce(0) { $0 + ($1 ?? 0) } == 10_000)
    }
}
