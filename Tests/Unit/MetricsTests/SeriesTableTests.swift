import Bytes
import TestSupport
import Testing

@testable import Metrics

@Suite struct SeriesTableTests {
    @Test func `a table finds what a dictionary finds`() {
        for seed in 0..<30 as Range<UInt64> {
            var chance = SeededGenerator(seed: seed)
            let table = SeriesTable()
            var oracle: [[UInt8]: Int] = [:]
            for _ in 0..<2000 {
                // Few letters and shared prefixes, so that keys differ late or by length only.
                let length = Int.random(in: 0...20, using: &chance)
                let key = (0..<length).map { _ in UInt8.random(in: 0...1, using: &chance) * 255 }
                // The key is at the very end of the bytes, or before few others or many.
                let tail = [UInt8](repeating: 7, count: [0, 9, 16].randomElement(using: &chance) ?? 0)
                let bytes = [1, 2, 3] + key + tail
                let range = 3..<3 + length
                let found = table.index(of: bytes.span, range)
                #expect(found == oracle[key] ?? -1, "seed \(seed)")
                if found < 0 {
                    oracle[key] = table.insert(bytes.span, range)
                    #expect(oracle[key] == oracle.count - 1)
                }
            }
            let stored = table.keyBytes
            for (key, index) in oracle { #expect(Array(stored[table.keyRange(index)]) == key, "seed \(seed)") }
        }
    }

    @Test func `a column of fields is looked up as its fields one by one are`() {
        let table = SeriesTable()
        let bytes = Array("approved,denied,approved,unknown,a-longer-key-than-a-word".utf8)
        let ends = [8, 15, 24, 32, 57]
        let bounds = zip([0, 9, 16, 25, 33], ends).flatMap { [ByteRange($0, $1), ByteRange(0, 0)] }
        for key in ["approved", "denied", "a-longer-key-than-a-word"] {
            _ = table.insert(Array(key.utf8).span, 0..<key.utf8.count)
        }
        var found: [Int32] = [99]
        table.indices(bytes.span, bounds.span, column: 0, stride: 2, records: 1..<5, into: &found)
        #expect(found == [99, 1, 0, -1, 2])
    }

    @Test func `long keys that differ only in the middle are different keys`() {
        for seed in 0..<10 as Range<UInt64> {
            var chance = SeededGenerator(seed: seed)
            let table = SeriesTable()
            var oracle: [[UInt8]: Int] = [:]
            for _ in 0..<3000 {
                let middle = (0..<Int.random(in: 1...24, using: &chance)).map { _ in
                    UInt8.random(in: 0...1, using: &chance)
                }
                let key = Array(repeating: 7, count: 8) + middle + Array(repeating: 9, count: 8)
                let found = table.index(of: key.span, key.indices)
                #expect(found == oracle[key] ?? -1, "seed \(seed)")
                if found < 0 { oracle[key] = table.insert(key.span, key.indices) }
            }
        }
    }

    @Test func `keys that somebody holds stay as they are`() {
        let table = SeriesTable()
        for key in ["a", "bc"] { _ = table.insert(Array(key.utf8).span, 0..<key.utf8.count) }
        let (bytes, ends) = (table.keyBytes, table.keyEnds)
        _ = table.insert([0x64].span, 0..<1)
        #expect(bytes == Array("abc".utf8) && ends == [1, 3])
        #expect(table.keyBytes == Array("abcd".utf8) && table.keyEnds == [1, 3, 4])
    }
}
