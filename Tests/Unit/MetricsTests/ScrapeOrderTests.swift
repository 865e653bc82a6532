import TestSupport
import Testing

@testable import Metrics

@Suite struct ScrapeOrderTests {
    private func key(_ values: [String]) -> [UInt8] { Array(values.map { Array($0.utf8) }.joined(separator: [0xFF])) }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `long values with common beginnings are in order, whenever they came`(_ seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        let words = ["merchant-", "merchant-00", "\u{7F}", "é", "", "0123456789abcdef", "north ", "\u{10FFFF}"]
        func value() -> String {
            (0..<Int.random(in: 0...4, using: &chance)).map { _ in words.randomElement(using: &chance) ?? "" }.joined()
        }
        let table = SeriesTable()
        var order = ScrapeOrder()
        var pairs: [[String]] = []
        for round in 0..<12 {
            for _ in 0..<(round == 3 ? 200 : 15) {
                let values = [value(), value(), value()]
                let bytes = key(values)
                if table.index(of: bytes.span, bytes.indices) >= 0 { continue }
                _ = table.insert(bytes.span, bytes.indices)
                pairs.append(values)
            }
            order.update(table)
            let wanted = pairs.indices.sorted { left, right in
                pairs[left].lexicographicallyPrecedes(pairs[right]) {
                    $0.utf8.lexicographicallyPrecedes($1.utf8)
                }
            }
            #expect(order.numbers.map(Int.init) == wanted, "seed \(seed), round \(round)")
        }
    }
}
