import CSV
import EventTime
import Testing

@testable import Profile

/// Where one finding ends and another begins.
@Suite struct EdgeTests {
    private func numbers(_ lines: String) throws -> Findings {
        try Counted(text: lines, kinds: [.time, .number(NumberForm())]).findings()
    }

    private func time(_ seconds: [Int]) throws -> TimeFindings {
        try #require(try numbers(seconds.map { "\($0),1\n" }.joined()).time)
    }

    @Test func `minus nothing is nothing`() throws {
        let found = try #require(try numbers("1,-0\n2,0\n3,-0.0\n").columns[1].numbers)
        #expect(try numbers("1,-0\n2,0\n3,-0.0\n").columns[1].distinct == 1)
        #expect(found.least.sign == .plus && found.greatest.sign == .plus)
    }

    @Test(arguments: [("1.5e-3", 4), ("12.345e2", 1), ("1.25E+1", 1), ("1.5", 1), ("2.5e-10", 11)])
    func `an exponent moves the decimals`(_ cell: String, _ decimals: Int) throws {
        #expect(try numbers("1,\(cell)\n2,7\n").columns[1].numbers?.decimals == decimals)
    }

    @Test func `blocks have ten records or more, whichever way they go`() throws {
        let seconds = (0..<3).flatMap { _ in Array(0..<10) }
        #expect(try time(seconds).order == .blocks(3, label: nil))
        #expect(try time(seconds.dropLast()).order == .mixed)
        #expect(try time(seconds.reversed()).order == .descendingBlocks(3))
        #expect(try time(seconds.reversed().dropLast()).order == .mixed)
    }

    @Test func `days are at least twenty hours apart in the middle of their steps`() throws {
        #expect(try numbers("0,1\n3540,2\n86400,3\n").hours?.isDaily == false)
        #expect(try numbers("0,1\n86400,2\n172800,3\n").hours?.isDaily == true)
    }

    /// Days of 2024, hours that are missing or doubled on them, and where clocks change so.
    static let changes: [(day: Int, hour: Int, isMissing: Bool, places: String?)] = [
        (19_792, 2, true, "North America"), (20_030, 1, false, "North America"), (19_813, 2, true, "Europe"),
        (20_023, 2, false, "Europe"),
        // Other Sundays of March, October and November: the 3rd, 17th, 20th and 10th; and a Saturday.
        (19_785, 2, true, nil), (19_799, 2, true, nil), (20_016, 2, false, nil), (20_037, 1, false, nil),
        (19_791, 2, true, nil),
    ]

    @Test(arguments: changes) func `clocks change on their Sundays only`(
        _ day: Int, _ hour: Int, _ isMissing: Bool, _ places: String?
    ) throws {
        var seconds: [Int] = []
        for step in 0..<120 {
            let isChanged = step == 48 + hour
            if !isChanged || !isMissing { seconds.append((day - 2) * 86_400 + step * 3600) }
            if isChanged && !isMissing { seconds.append((day - 2) * 86_400 + step * 3600) }
        }
        let found = try time(seconds).changes
        #expect(
            found == (places.map { [ClockChange(day: day, hour: hour, isMissing: isMissing, places: $0)] } ?? []))
    }

    @Test func `columns have gaps of their own only where times go one way`() throws {
        func gaps(_ seconds: [Int]) throws -> Int {
            let lines = seconds.map { "\($0 * 60),1,\((20..<60).contains($0) ? "" : "2"),3,4\n" }
            let counted = Counted(
                text: lines.joined(), kinds: [.time] + Array(repeating: .number(NumberForm()), count: 4),
                values: [PlannedValue(slot: 1, isAveraged: true)], wide: [1, 2, 3, 4])
            return try counted.findings().columnGaps.count
        }
        #expect(try gaps(Array(0..<100)) == 1)
        #expect(try gaps((0..<100).reversed()) == 1)
        #expect(try gaps(Array(1..<100) + [0]) == 0)
    }
}
