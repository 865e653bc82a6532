import CSV
import EventTime
import Testing

@testable import Profile

/// Where an hour begins to be unusual, and which hours it is compared with.
@Suite struct OutlierLimitTests {
    /// One record each minute up to a minute, with the amount that `amount` says for an hour.
    private func found(minutes: Int, _ amount: (Int) -> Int) throws -> OutlierFindings {
        let lines = (0..<minutes).map { "\($0 * 60),\(amount($0 / 60))\n" }
        let counted = Counted(
            text: lines.joined(), kinds: [.time, .number(NumberForm())],
            values: [PlannedValue(slot: 1, isAveraged: false)], countsRecords: false)
        return try #require(try counted.findings().outliers)
    }

    @Test func `ten things are enough to be told, and nine are not`() {
        #expect(
            isFarCount(10, from: 5) && isFarCount(4, from: 10) && !isFarCount(9, from: 1) && !isFarCount(19, from: 10))
    }

    @Test(arguments: [(24 * 60, 24), (24 * 60 - 1, 23), (24 * 60 - 30, 23)])
    func `a last hour that is cut by more than a step is not judged`(_ minutes: Int, _ judged: Int) throws {
        let found = try found(minutes: minutes) { _ in 100 }
        #expect(found.judged == judged && found.count == 0)
    }

    @Test(arguments: [(6, 0), (5, 5)]) func `five other days are enough to know what is usual for an hour`(
        _ days: Int, _ count: Int
    ) throws {
        #expect(try found(minutes: days * 1440) { $0 % 24 == 8 ? 100 : 5 }.count == count)
    }

    @Test func `of steps that are equally common the shortest is told`() throws {
        for steps in [[60, 120, 60, 120], [120, 60, 120, 60]] {
            var (time, lines) = (0, "0,1\n")
            for step in steps {
                time += step
                lines += "\(time),1\n"
            }
            let found = try Counted(text: lines, kinds: [.time, .number(NumberForm())]).findings().time?.commonest
            #expect(found?.step == 60_000_000_000 && found?.count == 2)
        }
    }
}
