import CSV
import EventTime
import Foundation
import TestSupport
import Testing

@testable import Profile

/// Hours and records with unusual amounts.
@Suite struct OutlierTests {
    /// One record each minute of some days, with the amount that `amount` says for an hour.
    private func found(days: Int, from start: Int = 0, _ amount: (Int) -> Int) throws -> OutlierFindings {
        let lines = (start / 60..<days * 1440).map { "\($0 * 60),\(amount($0 / 60))\n" }
        let counted = Counted(
            text: lines.joined(), kinds: [.time, .number(NumberForm())],
            values: [PlannedValue(slot: 1, isAveraged: false)], countsRecords: false)
        return try #require(try counted.findings().outliers)
    }

    @Test func `an hour is compared with the same hour of other days`() throws {
        // Hour 3 always has ten times as much, which is usual for it, but not on the fourth day.
        let found = try found(days: 7) { hour in hour % 24 == 3 ? hour / 24 == 3 ? 1 : 10 : 1 }
        #expect(found.told.map { $0.time.wholeSeconds } == [(3 * 24 + 3) * 3600])
        #expect(found.told.first?.amount == 60 && found.told.first?.usual == 600)
        #expect(found.judged == 7 * 24)
    }

    @Test func `with fewer days an hour is compared with the hours around it`() throws {
        let found = try found(days: 2) { $0 == 20 ? 30 : 2 }
        #expect(found.told.map { $0.time.wholeSeconds } == [20 * 3600] && found.told.first?.usual == 120)
    }

    /// Eight days of twelve requests an hour, which take about `usual` seconds, and in one hour `slow`; or in each hour
    /// only `few`.
    private func means(_ usual: Double, _ slow: Double, few: Int = 12) throws -> [OutlierFindings] {
        let lines = (0..<8 * 24 * few).map { number in
            let hour = number / few
            let took = (hour == 100 ? slow : usual) * (1 + Double(number % 5) / 50)
            return "\(hour * 3600 + number % few * 290),\(took)\n"
        }
        let counted = Counted(
            text: lines.joined(), kinds: [.time, .number(NumberForm())],
            values: [PlannedValue(slot: 1, isAveraged: false)])
        return try counted.findings().means
    }

    @Test func `an hour in which requests are slow is told, whatever the unit`() throws {
        for unit in [0.001, 1, 1000] {
            let found = try #require(try means(0.2 * unit, 0.5 * unit).first)
            #expect(found.told.map { $0.time.wholeSeconds } == [100 * 3600] && found.measure.isAveraged)
        }
        #expect(try means(0.2, 0.39).first?.count == 0)
        #expect(try means(0.2, 0.05).first?.count == 1)
        #expect(try means(0.2, 0.5, few: 9).first?.count == 0, "a mean of nine numbers says nothing")
    }

    @Test func `where all times are days, a day is compared with the same weekday and with the days around it`() throws
    {
        // From Thursday on; Sundays always have a hundred times as much, but not on the sixth.
        func amount(_ day: Int) -> Int { day % 7 == 3 && day / 7 != 5 ? 2000 : 20 }
        let counted = Counted(
            text: (0..<70).map { "\($0 * 86_400),\(amount($0))\n" }.joined(), kinds: [.time, .number(NumberForm())],
            values: [PlannedValue(slot: 1, isAveraged: false)], countsRecords: false)
        let found = try counted.findings()
        #expect(found.hours?.isDaily == true && found.hours?.days.isEmpty == true)
        #expect(found.hours?.rows.first?.amounts == [200, 200, 200, 200, 200, 200, 18020])
        #expect(found.hours?.months.first?.amounts.prefix(4) == [8540, 6500, 4180, 0])
        #expect(found.outliers?.told.map { $0.time.wholeSeconds / 86_400 } == [38])
        #expect(found.outliers?.isDaily == true && found.outliers?.judged == 70)
    }

    @Test(arguments: [(50, 1), (49, 0)])
    func `an hour of twice the usual amount is told if it is three and a half deviations away`(
        _ amount: Int, _ count: Int
    ) throws {
        // The usual 25 vary by 5.
        let counted = Counted(
            text: (0..<168).map { "\($0 * 3600),\($0 == 100 ? amount : 25)\n" }.joined(),
            kinds: [.time, .number(NumberForm())], values: [PlannedValue(slot: 1, isAveraged: false)],
            countsRecords: false)
        let found = try counted.findings().outliers
        #expect(found?.count == count && found?.told.first.map { $0.deviation == 5 } != false)
    }

    @Test func `hours of a few days are no days`() throws {
        let counted = Counted(text: "0,1\n3600,2\n86400,3\n", kinds: [.time, .number(NumberForm())])
        #expect(try counted.findings().hours?.isDaily == false)
        let daily = Counted(text: "0,1\n86400,2\n172800,3\n", kinds: [.time, .number(NumberForm())])
        #expect(try daily.findings().hours?.isDaily == true)
    }

    @Test func `a first hour that is cut is not judged`() throws {
        let cut = try found(days: 1, from: 40 * 60) { _ in 100 }
        #expect(cut.judged == 23 && cut.count == 0)
        #expect(try found(days: 1) { _ in 100 }.judged == 24)
    }

    @Test func `amounts below ten, and those within a factor of two, are not told`() throws {
        #expect(try found(days: 2) { $0 == 20 ? 19 : 10 }.count == 0)
        let lines = (0..<48).map { "\($0 * 3600),\($0 == 20 ? 9 : 0)\n" }
        let counted = Counted(
            text: lines.joined(), kinds: [.time, .number(NumberForm())],
            values: [PlannedValue(slot: 1, isAveraged: false)], countsRecords: false)
        #expect(try counted.findings().outliers?.count == 0)
    }

    /// A wide table of 60 hours: the first column goes as a day does, and others are made of its numbers.
    private func wide(_ first: (Int, Int) -> Int, _ others: [(Int, Int) -> Int]) throws -> OutlierFindings? {
        let lines = (0..<60).map { hour in
            let usual = 20 + hour % 24 * 3
            let cells = [first(hour, usual)] + others.map { $0(hour, usual) }
            return "\(hour * 3600),\(cells.map { $0 < 0 ? "" : "\($0)" }.joined(separator: ","))\n"
        }
        return try Counted(
            text: lines.joined(), kinds: [.time] + Array(repeating: .number(NumberForm()), count: others.count + 1),
            values: [PlannedValue(slot: 1, isAveraged: true)], wide: Array(1...others.count + 1)
        ).findings().outliers
    }

    @Test func `of a wide table the first column is compared with those that it follows`() throws {
        func first(_ hour: Int, _ usual: Int) -> Int { hour == 30 ? 0 : hour == 31 ? -1 : hour == 40 ? 500 : usual }
        func near(_ hour: Int, _ usual: Int) -> Int { usual + hour % 3 }
        func against(_ hour: Int, _ usual: Int) -> Int { 1000 - 10 * usual }
        func below(_ hour: Int, _ usual: Int) -> Int { usual - hour % 2 }
        func random(_ hour: Int, _ usual: Int) -> Int { hour * 7919 % 90 }
        let found = try #require(try wide(first, [near, against, below, random]))
        #expect(found.isWide && found.others == [2, 4] && found.judged == 59)
        #expect(found.told.map { $0.time.wholeSeconds / 3600 } == [30, 40])
    }

    /// Pairs of columns beside a first one that cannot be compared with it.
    enum Strangers: String, CaseIterable {
        case anotherLevel, anotherCourse, alwaysTheSame, oneAlone, fewNumbers

        func cell(_ column: Int, _ hour: Int, _ usual: Int) -> Int {
            switch self {
            case .anotherLevel: usual * (30 + column)
            case .anotherCourse: column == 0 ? hour * 7919 % 90 : 110 - usual
            case .alwaysTheSame: 50 + column
            case .oneAlone: usual * (column == 0 ? 1 : 30)
            case .fewNumbers: hour < 11 ? usual : -1
            }
        }
    }

    @Test(arguments: Strangers.allCases) func `columns that have nothing in common are not compared`(
        _ strangers: Strangers
    ) throws {
        let others = (0...1).map { column in { hour, usual in strangers.cell(column, hour, usual) } }
        let found = try wide({ hour, usual in hour == 30 ? 0 : hour == 40 ? 500 : usual }, others)
        #expect(found?.isWide == false)
    }

    @Test func `twelve numbers beside each other show that columns follow`() throws {
        func twelve(_ hour: Int, _ usual: Int) -> Int { hour < 12 ? usual : -1 }
        let found = try wide({ _, usual in usual }, [twelve, twelve])
        #expect(found?.isWide == true && found?.judged == 12)
    }

    @Test func `the published sample tells every hour in which the back end fails`() throws {
        let path = Repository.root.appending(path: "data/payments/transactions.csv").path
        let file = try #require(FileManager.default.contents(atPath: path))
        var text = ""
        for line in String(decoding: file, as: UTF8.self).split(separator: "\n").dropFirst() {
            let cells = line.split(separator: ",")
            let time = parseInstant(cells[0].replacingOccurrences(of: " ", with: "T") + "Z")
            text += "\(try #require(time).wholeSeconds),\(cells[1]),\(cells[2])\n"
        }
        let counted = Counted(
            text: text, kinds: [.time, .text, .number(NumberForm())], labels: [1],
            values: [PlannedValue(slot: 2, isAveraged: false)], countsRecords: false)
        let found = try #require(try counted.findings().outliers)
        let told = found.told.map { outlier in
            "\(iso8601(outlier.time).prefix(13)) \(String(decoding: found.texts[outlier.label!], as: UTF8.self))"
        }
        #expect(
            told == [
                "2026-03-02T08 denied", "2026-03-02T09 denied", "2026-03-02T16 backend_reversed",
                "2026-03-02T16 failed", "2026-03-02T17 backend_reversed", "2026-03-02T17 failed",
            ])
        #expect(found.judged == 6 * 72)
    }
}
