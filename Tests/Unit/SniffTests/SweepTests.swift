import EventTime
import Sniff
import TestSupport
import Testing

/// Files with dates in every order of their parts: no time may be wrong without a question or a note to check it.
struct SweepTests {
    private static let orders = ["%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%d/%m/%y", "%m/%d/%y", "%y/%m/%d"]

    @Test(arguments: rounds) func `no date is silently wrong`(_ seed: UInt64) throws {
        var chance = SeededGenerator(seed: seed)
        var outcomes = (right: 0, told: 0)
        for _ in 0..<200 {
            let order = Self.orders.randomElement(using: &chance) ?? ""
            let mark = [".", "/", "-"].randomElement(using: &chance) ?? ""
            let times = times(&chance)
            let format =
                order.split(separator: "/").joined(separator: mark) + (Bool.random(using: &chance) ? " %H:%M" : "")
            let writer = try TimeFormatter(format, zone: .utc)
            let cells = times.map { time in
                var bytes: [UInt8] = []
                writer.append(time, to: &bytes)
                return String(decoding: bytes, as: UTF8.self)
            }
            let found = try decisions(file("date;v", cells.count) { "\(cells[$0]);\($0),5" })
            let isTold = found.time?.isAssumed == true || found.undecided.contains { $0.key == .time }
            let isRight = found.time?.format == format
            #expect(isRight || isTold, "seed \(seed): \(cells.prefix(3)) as \(found.time?.format ?? "nothing")")
            if isTold { outcomes.told += 1 } else { outcomes.right += 1 }
        }
        #expect(outcomes.right > 60, "\(outcomes)")
    }

    /// Between 2 and 60 times, in half of the files on the first twelve days of a month, in a third in order.
    private func times(_ chance: inout SeededGenerator) -> [Instant] {
        let isSmall = Bool.random(using: &chance)
        let start = Int64.random(in: 11_000...20_000, using: &chance)
        let span: Int64 = [5, 40, 400, 700].randomElement(using: &chance) ?? 5
        var times: [Instant] = []
        for _ in 0..<Int.random(in: 2...60, using: &chance) {
            var day = start + Int64.random(in: 0..<span, using: &chance)
            while isSmall && dayOfMonth(day) > 12 { day += 1 }
            times.append(.seconds(day * 86_400 + Int64.random(in: 0..<1440, using: &chance) * 60))
        }
        return Int.random(in: 0..<3, using: &chance) == 0 ? times.sorted() : times
    }

    private func dayOfMonth(_ day: Int64) -> Int { Int(iso8601(.seconds(day * 86_400)).prefix(10).suffix(2)) ?? 0 }
}
