import TestSupport
import Testing

@testable import Metrics

@Suite struct ScrapeOrderTests {
    private func key(_ values: [String]) -> [UInt8] { Array(values.map { Array($0.utf8) }.joined(separator: [0xFF])) }

    private func texts(_ labels: LabelTexts) -> [String] {
        labels.places.map { place in
            String(decoding: labels.chunks[Int(place.chunk)][Int(place.start)..<Int(place.end)], as: UTF8.self)
        }
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `long values with common beginnings are in order, whenever they came`(_ seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        let words = ["merchant-", "merchant-00", "\u{7F}", "é", "", "0123456789abcdef", "north ", "\u{10FFFF}"]
        func value() -> String {
            (0..<Int.random(in: 0...4, using: &chance)).map { _ in words.randomElement(using: &chance) ?? "" }.joined()
        }
        let table = SeriesTable()
        var order = ScrapeOrder(names: ["a", "b", "c"])
        var pairs: [[String]] = []
        for round in 0..<12 {
            for _ in 0..<(round == 3 ? 200 : 15) {
                let values = [value(), value(), value()]
                let bytes = key(values)
                if table.index(of: bytes.span, bytes.indices) >= 0 { continue }
                _ = table.insert(bytes.span, bytes.indices)
                pairs.append(values)
            }
            order.update(table, created: pairs.indices.map(Double.init))
            let wanted = pairs.indices.sorted { left, right in
                pairs[left].lexicographicallyPrecedes(pairs[right]) {
                    $0.utf8.lexicographicallyPrecedes($1.utf8)
                }
            }
            #expect(order.indices.map(Int.init) == wanted, "seed \(seed), round \(round)")
            #expect(order.labels.created == wanted.map(Double.init), "seed \(seed), round \(round)")
            let expected = wanted.map { "a=\"\(pairs[$0][0])\",b=\"\(pairs[$0][1])\",c=\"\(pairs[$0][2])\"" }
            #expect(texts(order.labels) == expected, "seed \(seed), round \(round)")
        }
    }

    @Test func `texts fill one chunk after the other, each with room behind it`() {
        let table = SeriesTable()
        let filling = String(repeating: "x", count: 400_000)
        var order = ScrapeOrder(names: ["k"])
        for number in 0..<6 {
            let bytes = key(["\(5 - number)\(filling)"])
            _ = table.insert(bytes.span, bytes.indices)
        }
        order.update(table, created: [])
        #expect(texts(order.labels) == (0..<6).map { "k=\"\($0)\(filling)\"" })
        #expect(order.labels.places.map(\.chunk) == [0, 0, 0, 1, 1, 1])
        #expect(order.labels.chunks.allSatisfy { $0.suffix(16).allSatisfy { $0 == 0 } })
        let shared = order.labels
        let bytes = key(["2"])
        _ = table.insert(bytes.span, bytes.indices)
        order.update(table, created: [])
        #expect(texts(order.labels)[2] == "k=\"2\"")
        #expect(texts(shared) == (0..<6).map { "k=\"\($0)\(filling)\"" })
    }
}
