import CSV
import EventTime
import TestSupport
import Testing

@testable import Feed

@Suite struct IndexSortTests {
    /// Sorts records whose offsets are their numbers, from files that end at `end`. Returns times and numbers.
    private func sorted(_ times: [Instant], end: Int) -> [(Instant, Int)] {
        var words = times.enumerated().flatMap {
            [UInt64(bitPattern: $1.nanoseconds), PlaceWord(offset: $0, length: 7).word]
        }
        var survey = IndexSort.Survey()
        for time in times { survey.add(time, length: 7) }
        var sort = IndexSort(survey, count: times.count, end: end)
        while !sort.step(&words) {}
        return times.indices.map { position in
            #expect(sort.place(words.span, at: position).length == 7)
            return (sort.time(words.span, at: position), sort.place(words.span, at: position).offset)
        }
    }

    private func expectOrder(_ times: [Instant], _ comment: Comment? = nil) {
        let wanted = times.enumerated().sorted { ($0.element, $0.offset) < ($1.element, $1.offset) }
            .map { ($0.element, $0.offset) }
        // Rank and place of records in small files fit into one word; in files of 17 TB they do not.
        for end in [times.count, 1 << PlaceWord.offsetBits - 1] {
            #expect(sorted(times, end: end).elementsEqual(wanted, by: ==), comment)
        }
    }

    @Test(
        arguments: [
            [], [5], [5, 5, 5], [3_600_000_000_000, 0, -7_200_000_000_000, 0], [2, 1],
            [.latest, .earliest, 0, -1, 1, .latest, .earliest], [60_000_000_000, 59_999_999_999, 60_000_000_001],
            [1_000_000_000_000_000_000, 7_000, -3_000],
        ] as [[Instant]])
    func `times are sorted, and equal times keep their order`(_ times: [Instant]) {
        expectOrder(times)
    }

    @Test(arguments: [1, 1000, 1_000_000_000, 60_000_000_000, 3_600_000_000_000] as [Int64], [3, 5000] as [Int64])
    func `times of any unit and span are sorted`(_ unit: Int64, _ span: Int64) {
        for seed in UInt64(0)..<8 {
            var chance = SeededGenerator(seed: seed)
            let times = (0..<Int.random(in: 2...700, using: &chance)).map { _ in
                Instant(nanoseconds: Int64.random(in: -span...span, using: &chance) * unit)
            }
            expectOrder(times, "seed \(seed)")
        }
    }

    @Test(arguments: [131_071, 131_072, 131_073])
    func `slices of the sort join without a gap`(_ count: Int) {
        let times = (0..<count).map { Instant(nanoseconds: Int64(($0 * 7919) % 4096)) }
        expectOrder(times)
    }
}

@Suite struct RecordIndexTests {
    private func batch(_ text: String) -> FeedBatch {
        var batch = FeedBatch(source: 0, width: 1)
        batch.records.bytes = Array(text.utf8)
        var parser = Parser(dialect: Dialect(), columns: [0], fieldCount: 2)
        parser.parse(&batch.records, atEnd: true)
        return batch
    }

    /// With 20 bits of rank and 36 bits of offset, a word has eight bits left for the length.
    @Test(arguments: [0, 255, 256, 1 << 20 - 1, 1 << 20])
    func `a length of up to 20 bits is stored, in one word or two`(_ length: Int) {
        var words: [UInt64] = [
            0, PlaceWord(offset: 5, length: length).word, 1 << 20 - 1, PlaceWord(offset: 6, length: 1).word,
        ]
        var survey = IndexSort.Survey()
        survey.add(0, length: length)
        survey.add(1_048_575, length: 1)
        var sort = IndexSort(survey, count: 2, end: 1 << 36 - 1)
        while !sort.step(&words) {}
        let places = [sort.place(words.span, at: 0), sort.place(words.span, at: 1)]
        #expect(places.map(\.offset) == [5, 6])
        #expect(places.map(\.length) == [length < 1 << 20 ? length : 0, 1])
        #expect(words.count == (256..<1 << 20 ~= length ? 8 : 4))
    }

    @Test func `an estimate from few records is bounded`() {
        // If all records of this terabyte were as short as the first, their index would take 4 TB.
        var index = RecordIndex(sizes: [1 << 40])
        var batch = batch(String(repeating: "1,k\n", count: 3000))
        batch.times = Array(repeating: 1, count: batch.count)
        for _ in 0..<3 {
            index.append(batch, file: 0)
            batch.records.fileOffset += batch.records.bytes.count
        }
        while !index.sortSome() {}
        #expect(index.count == 9000 && index.place(at: 8999).offset == 35_996)
    }

    @Test func `records are sorted if the first records are much shorter or longer than the others`() {
        for lengths in [[2, 2000], [2000, 2]] {
            let texts = lengths.flatMap { length in
                (0..<3000).map { "\($0 * 7919 % 3000)," + String(repeating: "x", count: length) }
            }
            var batch = batch(texts.joined(separator: "\n") + "\n")
            let times = texts.map { text in Instant(nanoseconds: Int64(text.prefix { $0 != "," }) ?? 0) }
            batch.times = times
            var index = RecordIndex(sizes: [batch.records.bytes.count])
            index.append(batch, file: 0)
            while !index.sortSome() {}
            let wanted = times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
            #expect(wanted.indices.map { index.place(at: $0).offset } == wanted.map { Int(batch.records.starts[$0]) })
            #expect(wanted.indices.map { index.time(at: $0) } == wanted.map { times[$0] })
        }
    }
}

@Suite struct AscendingMergeTests {
    @Test func `ascending sequences become one sequence, and equal times keep their order`() {
        for seed in UInt64(0)..<40 {
            var chance = SeededGenerator(seed: seed)
            var (merge, all, times, order): (AscendingMerge, [Instant], [Instant], [UInt32]) = (
                AscendingMerge(), [], [], []
            )
            for _ in 0..<2 {
                merge.removeAll()
                all = []
                for _ in 0..<Int.random(in: 0...9, using: &chance) {
                    let count = Int.random(in: 0...12, using: &chance)
                    let stretch = (0..<count).map { _ in Instant.random(in: 0...20, using: &chance) }.sorted()
                    merge.add(stretch[...])
                    all += stretch
                }
                merge.merge(into: &times, &order)
                let wanted = all.indices.sorted { (all[$0], $0) < (all[$1], $1) }
                #expect(order == wanted.map { UInt32($0) }, "seed \(seed)")
                #expect(times == wanted.map { all[$0] }, "seed \(seed)")
            }
        }
    }
}
