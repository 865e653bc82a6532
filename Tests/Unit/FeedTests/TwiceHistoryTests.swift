import CSV
import EventTime
import Foundation
import TestSupport
import Testing

@testable import Feed

/// On 2026-10-25 at 01:00 UTC, clocks in Berlin go from 03:00 back to 02:00.
private let change: Int64 = 1_792_890_000

private func berlin() throws -> Zone? {
    let name = "/usr/share/zoneinfo/Europe/Berlin"
    guard let data = FileManager.default.contents(atPath: name) else { return nil }
    return try Zone(tzif: Array(data), name: "Europe/Berlin")
}

private func text(_ seconds: Int64) -> String {
    String(iso8601(.seconds(seconds + (seconds < change ? 7200 : 3600))).dropLast())
}

/// Each file has records at the local times of these instants. Behind each `section` records is a header with the
/// columns the other way round. Returns the instants in the order of a pass.
private func replay(
    _ files: [[Int64]], twice: Twice = .bySteps, due: Int64 = 0, section: Int = .max, cell: String = "x"
) throws -> [Int64]? {
    guard let zone = try berlin() else { return nil }
    let folder = TemporaryDirectory()
    let paths = files.enumerated().map { number, times in
        let rows = times.enumerated().map { index, time in
            let isTurned = index / section % 2 == 1
            let header = index % section == 0 ? (isTurned ? "k,t\n" : "t,k\n") : ""
            return header + (isTurned ? "\(cell),\(text(time))\n" : "\(text(time)),\(cell)\n")
        }
        return folder.write("\(number).csv", rows.joined())
    }
    var rule = TimeRule(
        slots: [0], format: try TimeFormat("iso8601"), zone: zone, date: nil, dueAfterStart: due * 1_000_000_000)
    rule.twice = twice
    let source = FeedSource(name: "s", files: paths, dialect: Dialect(), columns: ["t", "k"], time: rule)
    var history = try History([source])
    while case .read = try history.prepare() {}
    var found: [Int64] = []
    for _ in 0..<2 {
        history.rewind()
        found = []
        while true {
            _ = history.fill(0)
            let cursor = history.cursors[0]
            guard cursor.nextTime != nil else { break }
            found += (cursor.position..<cursor.batch.count).map { Int64(cursor.batch.times[$0].wholeSeconds) - due }
            history.skip(cursor.batch.count - cursor.position, of: 0)
        }
    }
    return found
}

@Suite struct TwiceHistoryTests {
    /// The steps between two records, and how often each file goes through the hours around the change.
    @Test(arguments: [(1, 1), (600, 1), (600, 40), (2400, 3), (7, 3)], [0, 3600])
    func `records of a doubled hour come back as they were, wherever runs begin`(
        _ form: (step: Int64, blocks: Int), _ due: Int64
    ) throws {
        for seed in 0..<4 as Range<UInt64> {
            var chance = SeededGenerator(seed: seed)
            let files: [[Int64]] = (0..<2).map { _ in
                (0..<form.blocks).flatMap { _ -> [Int64] in
                    var time = change - 3600 - Int64.random(in: 0...3000, using: &chance)
                    var times: [Int64] = []
                    while time < change + 7200 {
                        times.append(time)
                        // A little disorder begins many runs.
                        time += max(1, form.step - Int64.random(in: 0...min(9, form.step / 2), using: &chance))
                        if form.step > 9, Int.random(in: 0..<4, using: &chance) == 0 { times.append(time - 9) }
                    }
                    return times
                }
            }
            for files in [files, files.map { $0.reversed() }] {
                guard let found = try replay(files, due: due) else { return }
                #expect(found == files.joined().sorted(), "seed \(seed), step \(form.step)")
            }
        }
    }

    @Test func `a file whose newest record comes first may begin within the hour`() throws {
        let times = stride(from: change + 3000, through: change - 3000, by: -600).map { $0 }
        guard let found = try replay([times, [change - 3000]]) else { return }
        #expect(found == (times + [change - 3000]).sorted())
    }

    @Test func `the whole file decides whether its newest record comes first, however few records a part has`() throws {
        let times = stride(from: change + 7200, through: change - 7200, by: -1200).map { $0 }
        for section in [1, 2, 3, 5] {
            guard let found = try replay([times, times.reversed()], section: section) else { return }
            #expect(found == (times + times).sorted(), "new headers behind \(section) records")
        }
        // Few records fill the chunk with the first time that occurs twice.
        for first in [change + 3000, change + 7200] {
            let times = stride(from: first, through: change - 7200, by: -1200).flatMap { [$0, $0, $0, $0] }
            let cell = String(repeating: "x", count: 50_000)
            #expect(try replay([times], cell: cell) == times.sorted(), "from \(text(first)) on")
        }
    }

    @Test func `hourly records are in order by the key`() throws {
        let times = stride(from: change - 7200, through: change + 7200, by: 3600).map { $0 }
        guard let found = try replay([times], twice: .inOrder) else { return }
        #expect(found == times)
        #expect(try replay([times.reversed()], twice: .inOrder) == times)
        #expect(try replay([times]) == times.map { $0 == change ? change - 3600 : $0 }.sorted())
        #expect(try replay([times], twice: .second) == times.map { $0 == change - 3600 ? change : $0 }.sorted())
    }
}
