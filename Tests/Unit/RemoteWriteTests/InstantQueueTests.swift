import Metrics
import RemoteWrite
import TestSupport
import Testing

/// Gauges and counters that come and go, as a scrape shows them at one instant after the other.
private struct Scrapes {
    var levels = Levels(extra: [("job", "a")])
    private var chance: SeededGenerator
    private var total = 0.0

    init(seed: UInt64) { chance = SeededGenerator(seed: seed) }

    mutating func next() -> [UInt64] {
        total += Double(Int.random(in: 0...3, using: &chance))
        var series: [Snapshot.Series] = []
        for number in 0..<Int.random(in: 1...6, using: &chance) where Bool.random(using: &chance) {
            series.append(Snapshot.Series(["\(number)"], values: [total + Double(number)]))
        }
        levels.update([
            Snapshot.Family(name: "level", help: "", type: .gauge, labelNames: ["kind"], series: series),
            Snapshot.Family(name: "a_total", help: "", type: .counter, series: [Snapshot.Series(values: [total])]),
        ])
        return levels.bits
    }
}

private func isShown(_ bits: UInt64) -> Bool { bits != Levels.absent && bits != Levels.stale }

@Suite struct InstantQueueTests {
    private static let step: Int64 = 15_000

    private func epoch() -> Epoch { Epoch(series: 1, step: Self.step, most: 1) }

    @Test func `instants leave in their order, in batches`() {
        var queue = InstantQueue(limit: 1 << 20)
        for time in 1...7 as ClosedRange<Int64> { queue.append([UInt64(time), Levels.absent], at: time * Self.step) }
        #expect(queue.count == 7 && queue.made == 7 && queue.bytes == 7 * (64 + 16) && !queue.isFull)
        var epoch = epoch()
        for (most, times) in [(3, [1, 2, 3]), (1, [4]), (100, [5, 6, 7])] as [(Int, [Int64])] {
            queue.fill(&epoch, step: Self.step, most: most)
            #expect(epoch.instants == times.map { $0 * Self.step } && epoch.sampleCount == times.count)
            #expect(queue.underWay == times.count)
            queue.removeUnderWay()
        }
        #expect((queue.count, queue.bytes, queue.waiting, queue.dropped) == (0, 0, 0, 0))
        #expect(queue.instants == nil && queue.oldest == nil)
    }

    @Test func `a batch spans half an hour and an eighth of the queue at most`() {
        var queue = InstantQueue(limit: 1 << 20)
        for time in 0..<200 as Range<Int64> { queue.append([1], at: time * Self.step) }
        var epoch = epoch()
        queue.fill(&epoch, step: Self.step, most: .max)
        #expect(epoch.instants.count == 120)
        var small = InstantQueue(limit: 80 * (64 + 8))
        for time in 0..<80 as Range<Int64> { small.append([1], at: time * Self.step) }
        small.fill(&epoch, step: Self.step, most: .max)
        #expect(epoch.instants.count == 10)
    }

    @Test func `the oldest are dropped, but never the latest, and what is under way only on demand`() {
        var queue = InstantQueue(limit: 1)
        queue.append([7], at: 1)
        #expect(queue.isFull && !queue.dropOldest() && queue.count == 1)
        queue.append([8], at: 2)
        #expect(queue.dropOldest() && queue.instants == 2...2 && queue.dropped == 1)
        var epoch = epoch()
        queue.fill(&epoch, step: 1, most: 1)
        queue.append([9], at: 3)
        #expect(!queue.dropOldest() && queue.instants == 2...3)
        queue.append([10], at: 4)
        #expect(queue.dropOldest() && queue.instants == 2...4 && queue.dropped == 2)
        queue.dropUnderWay(settled: 0)
        #expect(queue.instants == 4...4 && queue.dropped == 3 && queue.underWay == 0)
    }

    @Test func `the end of a series outlives its instant`() {
        var queue = InstantQueue(limit: 1)
        queue.append([1, Levels.stale, Levels.stale], at: 1)
        queue.append([2, Levels.absent, 3], at: 2)
        queue.append([3, Levels.absent, 4], at: 3)
        #expect(queue.dropOldest() && queue.oldest == [2, Levels.stale, 3])
        #expect(queue.dropOldest() && queue.oldest == [3, Levels.stale, 4])
        #expect(queue.made == queue.waiting + queue.dropped && queue.waiting == 3)
    }

    @Test func `a hundred series at 15 s wait for two weeks in 64 MiB, a hundred thousand for twenty minutes`() {
        let limit = 64 << 20
        #expect(limit / (64 + 100 * 8) * 15 / 86_400 == 13)
        var queue = InstantQueue(limit: limit)
        let bits = Array(repeating: UInt64(1), count: 100_000)
        var time: Int64 = 0
        while !queue.isFull {
            time += 15
            queue.append(bits, at: time * 1000)
        }
        #expect(time == 84 * 15)
    }

    @Test(arguments: rounds) func `each sample is sent, dropped or waiting, whatever a receiver does`(seed: UInt64) {
        for round in 0..<60 as Range<UInt64> {
            var play = Play(seed: seed * 1000 + round)
            for time in 1...60 as ClosedRange<Int64> { play.go(to: time) }
            play.drain()
        }
    }
}

/// A queue between scrapes and a receiver that takes some messages of an epoch, and all, or none of the others.
private struct Play {
    private let seed: UInt64
    private var chance: SeededGenerator
    private var scrapes: Scrapes
    private var queue: InstantQueue
    private var epoch = Epoch(series: 1, step: 1, most: 1)
    private var messages: [Message] = []
    private var writer = MessageWriter(maximumSamples: 4, start: nil)
    /// How many samples the receiver took, and how many of them are of the epoch under way.
    private var sent = 0
    private var settled = 0
    private var truth: [Int64: [UInt64]] = [:]
    private var received: [[String]: [Int64: UInt64]] = [:]

    init(seed: UInt64) {
        self.seed = seed
        chance = SeededGenerator(seed: seed)
        scrapes = Scrapes(seed: seed)
        queue = InstantQueue(limit: Int.random(in: 1...2000, using: &chance))
    }

    mutating func go(to time: Int64) {
        truth[time] = scrapes.next()
        queue.append(truth[time] ?? [], at: time)
        while queue.isFull {
            if queue.underWay > 0 && Bool.random(using: &chance) {
                queue.dropUnderWay(settled: settled)
                messages = []
            } else if !queue.dropOldest() {
                break
            }
        }
        #expect(!queue.isFull || queue.count - queue.underWay == 1, "seed \(seed)")
        if queue.underWay > 0 && Bool.random(using: &chance) { finish() }
        if queue.underWay == 0 && Bool.random(using: &chance) { begin(most: Int.random(in: 1...9, using: &chance)) }
        check()
    }

    mutating func drain() {
        if queue.underWay > 0 { finish() }
        while queue.count > 0 {
            begin(most: 9)
            finish()
        }
        check()
        #expect(queue.waiting == 0 && queue.bytes == 0)
        for series in scrapes.levels.bits.indices {
            let last = received[key(series)]?.max { $0.key < $1.key }
            let bits = scrapes.levels.bits[series]
            // What is shown has its present value, and what is not, has ended or was never seen.
            #expect(isShown(bits) ? last?.value == bits : last.map { $0.value == Levels.stale } ?? true, "seed \(seed)")
        }
    }

    private mutating func begin(most: Int) {
        queue.fill(&epoch, step: 1, most: most)
        (messages, settled) = ([], 0)
        while let message = writer.message(epoch, scrapes.levels, from: messages.last?.series.upperBound ?? 0, .one) {
            messages.append(message)
        }
        for _ in 0..<Int.random(in: 0...messages.count, using: &chance) { take() }
    }

    private mutating func finish() {
        while !messages.isEmpty { take() }
        queue.removeUnderWay()
    }

    private mutating func take() {
        let message = messages.removeFirst()
        (sent, settled) = (sent + message.samples, settled + message.samples)
        for series in DecodedMessage(message.body, isTwo: false)?.series ?? [] {
            for (time, bits) in zip(series.times, series.values) {
                let last = received[series.labels]?.keys.max() ?? 0
                #expect(time > last, "seed \(seed): \(time) after \(last)")
                received[series.labels, default: [:]][time] = bits
                let number = scrapes.levels.bits.indices.first { key($0) == series.labels } ?? -1
                let row = truth[time] ?? []
                let there = row.indices.contains(number) ? row[number] : Levels.absent
                #expect(bits == there || bits == Levels.stale && !isShown(there), "seed \(seed)")
            }
        }
    }

    private func check() {
        let waiting = queue.waiting - (queue.underWay > 0 ? settled : 0)
        #expect(queue.made == sent + queue.dropped + waiting, "seed \(seed)")
    }

    private func key(_ series: Int) -> [String] {
        scrapes.levels.labels.labels(of: series).flatMap { [$0.name, $0.value] }
    }
}
