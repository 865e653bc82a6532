import RemoteWrite
import TestSupport
import Testing

@Suite struct AnswerTests {
    private struct Row: CustomTestStringConvertible, Sendable {
        let answer: Answer
        var version = MessageVersion.one
        var versions = Versions.auto
        var isFirst = false
        let verdict: Verdict
        var testDescription: String { "\(version) \(answer) first \(isFirst)" }
    }

    private static let rows: [Row] = [
        // 1.0 knows no confirmation.
        Row(answer: Answer(status: 200), verdict: .acknowledged(refused: 0)),
        Row(answer: Answer(status: 204), verdict: .acknowledged(refused: 0)),
        Row(answer: Answer(status: 204, written: 3), verdict: .acknowledged(refused: 0)),
        Row(answer: Answer(status: 200, isPage: true), verdict: .refused(written: 0)),
        // 2.0 with and without one.
        Row(answer: Answer(status: 204, written: 10), version: .two, verdict: .acknowledged(refused: 0)),
        Row(answer: Answer(status: 204, written: 7), version: .two, verdict: .acknowledged(refused: 3)),
        Row(answer: Answer(status: 204, written: 11), version: .two, verdict: .acknowledged(refused: 0)),
        Row(answer: Answer(status: 204), version: .two, verdict: .fallBack),
        Row(answer: Answer(status: 200), version: .two, isFirst: true, verdict: .fallBack),
        Row(answer: Answer(status: 200), version: .two, versions: .two, verdict: .refused(written: 0)),
        Row(answer: Answer(status: 415), version: .two, verdict: .fallBack),
        Row(answer: Answer(status: 415), version: .two, versions: .two, verdict: .refused(written: 0)),
        Row(answer: Answer(status: 415), verdict: .refused(written: 0)),
        Row(answer: Answer(status: 400), version: .two, isFirst: true, verdict: .fallBack),
        Row(answer: Answer(status: 400, written: 2), version: .two, isFirst: true, verdict: .refused(written: 2)),
        Row(answer: Answer(status: 400), version: .two, verdict: .refused(written: 0)),
        Row(answer: Answer(status: 400), version: .two, versions: .two, isFirst: true, verdict: .refused(written: 0)),
        Row(answer: Answer(status: 400, written: 99), version: .two, verdict: .refused(written: 10)),
        // Try again, or never.
        Row(answer: Answer(status: nil), verdict: .again(after: nil)),
        Row(answer: Answer(status: 429, retryAfter: 5), verdict: .again(after: 5)),
        Row(answer: Answer(status: 500), version: .two, isFirst: true, verdict: .again(after: nil)),
    ]

    @Test(arguments: rows) private func `an answer has a verdict`(_ row: Row) {
        let verdict = Verdict(row.answer, samples: 10, row.version, row.versions, isFirst: row.isFirst)
        #expect(verdict == row.verdict)
    }

    @Test(arguments: 100..<600) func `each status is final, a success or to be tried again`(_ status: Int) {
        let verdict = Verdict(Answer(status: status), samples: 1, .one, .one, isFirst: false)
        switch status {
        case 200..<300: #expect(verdict == .acknowledged(refused: 0))
        case 429, 500...: #expect(verdict == .again(after: nil))
        default: #expect(verdict == .refused(written: 0))
        }
    }

    @Test func `times between attempts double, with chance, up to five seconds`() {
        var (backoff, generator) = (Backoff(), SeededGenerator(seed: 1))
        let delays = (0..<200).map { _ in backoff.delay(asked: nil, chance: generator.next()) }
        for (index, delay) in delays.enumerated() {
            let middle = Int64(min(30_000_000 << min(index, 20), 5_000_000_000))
            #expect(middle * 4 / 5...middle * 6 / 5 ~= delay, "attempt \(index)")
        }
        #expect(Set(delays[10...]).count > 150)
    }

    @Test(arguments: [(nil, 36), (1, 36), (60, 60), (299, 299), (86_400, 300)] as [(Int64?, Int64)])
    func `the receiver's wish counts if it is longer, up to five minutes`(_ asked: Int64?, _ most: Int64) {
        var (backoff, generator) = (Backoff(), SeededGenerator(seed: 1))
        let delay = backoff.delay(asked: asked.map { $0 * 1_000_000_000 }, chance: generator.next())
        switch asked {
        case nil: #expect(delay <= 36_000_000)
        case let asked?: #expect(delay == min(asked, most) * 1_000_000_000)
        }
    }

    @Test(
        arguments: [
            ("0", 0), ("120", 120), ("99999999", 86_400), ("", nil), ("-1", nil), ("1.5", nil), ("soon", nil),
            ("Sun, 06 Nov 1994 08:49:37 GMT", 37), ("Sun, 06 Nov 1994 08:48:00 GMT", 0),
            ("Sun, 06 Nov 1994 08:49:37 CET", nil), ("Sunday, 06-Nov-94 08:49:37 GMT", nil),
            ("Sun Nov  6 08:49:37 1994", nil), ("Sun, 32 Nov 1994 08:49:37 GMT", nil),
            ("Mon, 07 Nov 1994 08:49:00 GMT", 86_400), ("Sun, 06 Nov 1994 24:49:37 GMT", nil),
        ] as [(String, Int64?)]) func `Retry-After has seconds or a date`(_ text: String, _ seconds: Int64?)
    {
        // 1994-11-06 08:49:00
        #expect(retryAfter(text, now: 784_111_740) == seconds.map { $0 * 1_000_000_000 })
    }

    @Test func `dates of leap years are read`() {
        #expect(retryAfter("Thu, 29 Feb 2024 00:00:00 GMT", now: 1_709_164_790) == 10_000_000_000)
        #expect(retryAfter("Fri, 01 Mar 2024 00:00:00 GMT", now: 1_709_251_190) == 10_000_000_000)
        #expect(retryAfter("Thu, 01 Jan 1970 00:00:10 GMT", now: 0) == 10_000_000_000)
    }
}
