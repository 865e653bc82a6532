import TestSupport
import Testing

@testable import Bytes

@Suite struct LoadsTests {
    static let bytes = (0..<40).map { UInt8($0) }

    @Test func `a word is loaded little-endian from any offset, up to the last`() {
        #expect(loadWord(Self.bytes.span, 0) == 0x0706_0504_0302_0100)
        #expect(loadWord(Self.bytes.span, 3) == 0x0A09_0807_0605_0403)
        #expect(loadWord(Self.bytes.span, 32) == 0x2726_2524_2322_2120)
    }

    @Test(arguments: 0..<16)
    func `each true lane is its own bit`(_ lane: Int) {
        var vector = SIMD16<UInt8>(repeating: 7)
        vector[lane] = 9
        let nine = SIMD16<UInt8>(repeating: 9)
        #expect(moveMask(vector .== nine) == 1 << UInt64(lane))
        #expect(moveMask(vector .!= nine) == 0xFFFF ^ 1 << UInt64(lane))
    }

    @Test func `without a true lane there is no bit, and all lanes are sixteen bits`() {
        let seven = SIMD16<UInt8>(repeating: 7)
        #expect(moveMask(seven .!= seven) == 0)
        #expect(moveMask(seven .== seven) == 0xFFFF)
    }

    @Test(arguments: UInt64(0)..<10)
    func `any bytes of a block are their bits`(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let wanted = generator.next()
        let bytes = (0..<71).map { index in
            let isWanted = index < 7 || wanted >> UInt64(index - 7) & 1 == 1
            return isWanted ? [1, 2, 200, 0][index % 4] : 3 as UInt8
        }
        #expect(BlockSearch(0, 1, 2, 200).hits(bytes.span, 7) == wanted, "seed \(seed)")
        #expect(BlockSearch(3, 3, 3, 3).hits(bytes.span, 7) == ~wanted, "seed \(seed)")
    }

    @Test(arguments: UInt64(0)..<10)
    func `any lanes are their bits`(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let wanted = UInt64.random(in: 0...0xFFFF, using: &generator)
            var vector = SIMD16<UInt8>(repeating: 0)
            for lane in 0..<16 where wanted >> UInt64(lane) & 1 == 1 { vector[lane] = 1 }
            #expect(moveMask(vector .== SIMD16(repeating: 1)) == wanted, "seed \(seed)")
        }
    }
}
