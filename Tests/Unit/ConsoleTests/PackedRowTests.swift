import Metrics
import TestSupport
import Testing

@testable import Console

@Suite struct PackedRowTests {
    @Test func `every value comes back bit by bit`() {
        var chance = SeededGenerator(seed: 1)
        var values: [Double] = [
            0, -0.0, 1, 250, 251, 252, 253, 254, 255, 256, 65535, 65536, 0x1p32 - 1, 0x1p32, 0x1p53, -1, 0.5, .nan,
            .infinity, -.infinity, Family.notShown, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
        ]
        for _ in 0..<1000 {
            values.append(Double(bitPattern: chance.next()))
            values.append(Double(chance.next() >> UInt64.random(in: 0..<64, using: &chance)))
        }
        let row = PackedRow(values)
        #expect(row.count == values.count)
        #expect(row.values.map { $0.bitPattern } == values.map { $0.bitPattern })
        #expect(PackedRow([]).values.isEmpty)
    }
}
