import CSV
import EventTime
import TestSupport
import Testing

@testable import Profile

/// Random files, counted here a second time by the simplest code.
@Suite struct OracleTests {
    private struct Row {
        var time: Int
        var label: String
        var number: Double?
        var text: String
        var cells: String { "\(time),\(label),\(number.map { "\($0)" } ?? ""),\(text)" }
    }

    private func rows(_ chance: inout SeededGenerator) -> [Row] {
        let (count, labels) = (Int.random(in: 1..<400, using: &chance), Int.random(in: 1..<12, using: &chance))
        let span = [10, 5000, 400_000, 100_000_000].randomElement(using: &chance) ?? 1
        let isSorted = Bool.random(using: &chance)
        var rows = (0..<count).map { _ in
            Row(
                time: Int.random(in: -span...span, using: &chance),
                label: "label \(Int.random(in: 0..<labels, using: &chance))",
                number: Int.random(in: 0..<5, using: &chance) == 0
                    ? nil : Double(Int.random(in: -200...200, using: &chance)) / 4,
                text: Bool.random(using: &chance) ? "" : "\(Int.random(in: 0..<40, using: &chance))x")
        }
        for _ in 0..<count / 10 {
            rows.append(rows[Int.random(in: 0..<rows.count, using: &chance)])
        }
        if isSorted { rows.sort { $0.time < $1.time } }
        return rows
    }

    private func counted(_ rows: [Row], chunk: Int) throws -> Findings {
        try Counted(
            text: rows.map { $0.cells + "\n" }.joined(), kinds: [.time, .text, .number(NumberForm()), .text],
            labels: [1], values: [PlannedValue(slot: 2, isAveraged: false)], countsRecords: false, chunk: chunk
        ).findings()
    }

    private static func quantile(_ sorted: [Double], _ share: Double) -> Double {
        let rank = share * Double(sorted.count - 1)
        let below = Int(rank)
        if Double(below) == rank { return sorted[below] }
        return sorted[below] + (sorted[below + 1] - sorted[below]) * (rank - Double(below))
    }

    @Test(arguments: rounds) func `all parts are those of a plain count`(_ round: UInt64) throws {
        for seed in 0..<60 as Range<UInt64> {
            var chance = SeededGenerator(seed: round * 1000 + seed)
            let rows = rows(&chance)
            let found = try counted(rows, chunk: Int.random(in: 20..<4000, using: &chance))
            let comment = Comment(rawValue: "seed \(round * 1000 + seed)")
            compareColumns(found, rows, comment)
            try compareTimes(found, rows, comment)
            compareLabels(found, rows, comment)
            compareHours(found, rows, comment)
            let whole = rows.count - Set(rows.map { $0.cells }).count
            #expect(found.duplicates.whole == whole, comment)
        }
    }

    private func compareColumns(_ found: Findings, _ rows: [Row], _ comment: Comment) {
        #expect(found.records == rows.count, comment)
        let numbers = rows.compactMap { $0.number }.sorted()
        let column = found.columns[2]
        #expect(column.filled == numbers.count && column.distinct == Set(numbers).count, comment)
        if let first = numbers.first, let last = numbers.last, let got = column.numbers {
            // Quarters add up without rounding.
            #expect(got.sum == numbers.reduce(0, +) && got.least == first && got.greatest == last, comment)
            for (quantile, share) in [(got.low, 0.01), (got.median, 0.5), (got.high, 0.99)] {
                #expect((quantile - Self.quantile(numbers, share)).magnitude < 1e-9, comment)
            }
        } else {
            #expect(numbers.isEmpty && column.numbers == nil, comment)
        }
        let texts = rows.map { $0.text }.filter { !$0.isEmpty }
        #expect(found.columns[3].filled == texts.count && found.columns[3].distinct == Set(texts).count, comment)
        let counts = texts.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }.values.sorted(by: >)
        #expect(found.columns[3].top.map { $0.count } == Array(counts.prefix(5)), comment)
        #expect(found.columns[3].longest == texts.map { $0.utf8.count }.max() ?? 0, comment)
    }

    private func compareTimes(_ found: Findings, _ rows: [Row], _ comment: Comment) throws {
        let time = try #require(found.time, comment)
        let steps = zip(rows, rows.dropFirst()).map { $1.time - $0.time }
        #expect(
            time.span == .seconds(Int64(rows.map { $0.time }.min()!))...(.seconds(Int64(rows.map { $0.time }.max()!))))
        #expect(time.forward == steps.count { $0 > 0 } && time.backward == steps.count { $0 < 0 }, comment)
        let lengths = steps.filter { $0 != 0 }.map { abs($0) }
        let most = lengths.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }.values.max()
        #expect(time.commonest?.count == most, comment)
        if !lengths.isEmpty {
            #expect(time.median == Self.quantile(lengths.map { Double($0) }.sorted(), 0.5), comment)
        }
        if time.order == .ascending {
            let limit = (time.median ?? 0) * 5
            #expect(time.gapCount == lengths.count { Double($0) > limit }, comment)
        }
    }

    private func compareLabels(_ found: Findings, _ rows: [Row], _ comment: Comment) {
        let byLabel = Dictionary(grouping: rows) { $0.label }
        if byLabel.count == 1 {
            #expect(found.labels.isEmpty, comment)
            return
        }
        #expect(found.labels[0].rows.count == byLabel.count, comment)
        for row in found.labels[0].rows {
            let wanted = byLabel[String(decoding: row.text, as: UTF8.self)] ?? []
            #expect(row.records == wanted.count, comment)
            #expect(row.sums[0].sum == wanted.reduce(0) { $0 + ($1.number ?? 0) }, comment)
            #expect(row.sums[0].count == wanted.count { $0.number != nil }, comment)
            #expect(row.span?.lowerBound.wholeSeconds == wanted.map { $0.time }.min(), comment)
            #expect(row.span?.upperBound.wholeSeconds == wanted.map { $0.time }.max(), comment)
        }
    }

    private func compareHours(_ found: Findings, _ rows: [Row], _ comment: Comment) {
        guard let hours = found.hours else { return }
        for row in hours.rows {
            for hour in 0..<24 {
                let wanted = rows.filter {
                    row.text.map { String(decoding: $0, as: UTF8.self) } == $0.label
                        && Int((Double($0.time) / 3600).rounded(.down)) - Int((Double($0.time) / 86_400).rounded(.down))
                            * 24
                            == hour
                }
                #expect(row.amounts[hour] == wanted.reduce(0) { $0 + ($1.number ?? 0) }, comment)
            }
        }
    }
}
