import Compression
import TestSupport
import Testing

@Suite struct SnappyTests {
    private static let lengths = Array(0...300) + [65534, 65535, 65536, 65537, 65538, 131_072, 1 << 20]

    /// Kinds of bytes, each as a function from index to byte.
    private static let kinds: [(name: String, make: @Sendable (Int, inout SeededGenerator) -> UInt8)] = [
        ("random", { _, generator in UInt8.random(in: 0...255, using: &generator) }),
        ("two letters", { _, generator in UInt8.random(in: 0...1, using: &generator) }),
        ("constant", { _, _ in 7 }),
        ("period of 3", { index, _ in UInt8(index % 3) }),
        ("period of 18", { index, _ in UInt8(index % 18) }),
        ("period of 70 000", { index, _ in UInt8(truncatingIfNeeded: (index % 70_000) * 2_654_435_761 >> 11) }),
    ]

    @Test func `a block decodes to the bytes it was made of, and is not much longer`() {
        var snappy = Snappy()
        for (number, kind) in Self.kinds.enumerated() {
            var generator = SeededGenerator(seed: UInt64(number))
            let all = (0..<1 << 20).map { kind.make($0, &generator) }
            for length in Self.lengths {
                let bytes = Array(all[..<length])
                var block: [UInt8] = [99]
                snappy.compress(bytes.span, to: &block)
                #expect(block.first == 99, "bytes that were there stay")
                #expect(snappyDecoded(Array(block[1...])) == bytes, "\(kind.name), \(length) bytes")
                #expect(block.count <= 1 + 32 + length + length / 6, "\(kind.name), \(length) bytes")
            }
        }
    }

    @Test func `a copy reaches back by any distance, and has any length`() {
        var (generator, snappy) = (SeededGenerator(seed: 2048), Snappy())
        let distances = Array(4...20) + Array(2040...2056) + [4095, 4096, 4097, 60_000]
        for distance in distances {
            for length in Array(4...14) + Array(58...70) + Array(124...134) where length <= distance {
                let past = (0..<distance).map { _ in UInt8.random(in: 0...255, using: &generator) }
                let rest = (0..<40).map { _ in UInt8.random(in: 0...255, using: &generator) }
                // What follows the copy differs from what follows its source.
                let bytes = past + past[..<length] + [length < distance ? ~past[length] : 0] + rest
                var block: [UInt8] = []
                snappy.compress(bytes.span, to: &block)
                #expect(snappyDecoded(block) == bytes, "\(length) bytes from \(distance) before")
            }
        }
    }

    @Test(arguments: [(70_000, 18), (1 << 20, 3)]) func `what repeats becomes copies`(_ count: Int, _ period: Int) {
        var block: [UInt8] = []
        var snappy = Snappy()
        let bytes = (0..<count).map { UInt8($0 % period) }
        snappy.compress(bytes.span, to: &block)
        #expect(block.count < count / 20)
    }

    @Test(
        arguments: [
            ([], nil), ([0], []), ([0x80], nil), ([1], nil), ([1, 0, 65], [65]), ([1, 0, 65, 0], nil),
            ([2, 0, 65], nil), ([3, 0, 65, 0x01, 1], nil), ([5, 0, 65, 0x01, 1], [65, 65, 65, 65, 65]),
            ([5, 0, 65, 0x01, 0], nil), ([5, 0, 65, 0x01, 2], nil), ([4, 0, 65, 10, 1, 0], [65, 65, 65, 65]),
            ([4, 0, 65, 11, 1, 0, 0, 0], [65, 65, 65, 65]), ([2, 0xF0, 1, 65, 66], [65, 66]),
            ([2, 0xF4, 1, 0, 65, 66], [65, 66]), ([2, 0xF0, 2, 65, 66], nil),
            ([0xFF, 0xFF, 0xFF, 0xFF, 0x7F], nil),
        ] as [([UInt8], [UInt8]?)]) func `the decoder of the tests is strict`(_ block: [UInt8], _ bytes: [UInt8]?)
    {
        #expect(snappyDecoded(block) == bytes)
    }
}
