import TestSupport
import Testing

@testable import Blocks

/// The data of a chunk in a file, without length, encoding and checksum.
private func data(_ chunk: inout XorChunk) -> [UInt8] {
    var bytes: [UInt8] = []
    chunk.close(into: &bytes)
    let length = bytes[0] < 0x80 ? 1 : 2
    return Array(bytes[(length + 1)...].dropLast(4))
}

@Suite struct XorChunkTests {
    @Test func `a chunk has the bytes that the format demands`() {
        var chunk = XorChunk()
        chunk.append((1.0 as Double).bitPattern, at: 1000)
        chunk.append((1.0 as Double).bitPattern, at: 1015)
        chunk.append((1.5 as Double).bitPattern, at: 1030)
        chunk.append((1.5 as Double).bitPattern, at: 1046)
        var bytes: [UInt8] = []
        chunk.close(into: &bytes)
        // Length; encoding; count; 1000 as a varint; 1.0.
        let begin: [UInt8] = [18, 1, 0, 4, 0xD0, 0x0F, 0x3F, 0xF0, 0, 0, 0, 0, 0, 0]
        // 15 as an uvarint; then by bits: same value 0; same step 0; a value 11, 12 zeros in front 01100, one bit
        // 000001, the bit 1; a millisecond longer 10 00000000000001; same value 0.
        // 0 0 11 0110 | 0 000001 1 | 10 000000 | 00000001 | 0…
        #expect(bytes.prefix(14) == begin[...])
        #expect(
            Array(bytes.dropFirst(14).dropLast(4)) == [15, 0b0011_0110, 0b0000_0011, 0b1000_0000, 0b0000_0001, 0])
        #expect(chunk.count == 0)
    }

    @Test(
        arguments: [
            0, 1, -1, 8191, 8192, -8191, -8192, 65535, 65536, -65535, -65536, 524_287, 524_288, -524_287, -524_288,
            1 << 40,
        ] as [Int64])
    func `a change of the step of any size reads back`(_ change: Int64) {
        var chunk = XorChunk()
        let times = [-5, 1_000_000_000_000, 2_000_000_000_005, 3_000_000_000_010 + change]
        for time in times { chunk.append(0, at: time) }
        #expect(chunk.firstTime == times[0] && chunk.lastTime == times[3] && chunk.count == 4)
        #expect(decoded(data(&chunk)).map(\.time) == times)
    }

    @Test(
        arguments: [
            (0, 1), (1, 16), (8192, 16), (8193, 20), (-8191, 16), (-8192, 20), (65_536, 20), (65_537, 24),
            (-65_535, 20), (-65_536, 24), (524_288, 24), (524_289, 68), (-524_287, 24), (-524_288, 68),
        ] as [(Int64, Int)])
    func `a change of the step takes as many bits as Prometheus gives it`(_ change: Int64, _ bits: Int) {
        var chunk = XorChunk()
        var (time, step): (Int64, Int64) = (0, 3_000_000)
        for _ in 0..<6 {
            chunk.append(0, at: time)
            (time, step) = (time + step, step + change)
        }
        // The count, the first time and value, the first step and a bit for its value; four changes with theirs.
        #expect(data(&chunk).count == (16 + 8 + 64 + 32 + 1 + 4 * (bits + 1) + 7) / 8)
    }

    @Test func `a difference with any number of zeros in front and behind reads back`() {
        var chunk = XorChunk()
        for front in 0..<64 {
            for behind in 0..<64 - front {
                let difference = 1 << UInt64(63 - front) | 1 << UInt64(behind) as UInt64
                // The last one fits into the window of the one before.
                let wanted = [7, 7 ^ difference, 7, 7 ^ 1 << 63, 7 ^ 1 << 63 ^ 1, 7, 7 ^ difference] as [UInt64]
                for (minute, bits) in wanted.enumerated() { chunk.append(bits, at: Int64(minute) * 60_000) }
                #expect(decoded(data(&chunk)).map(\.bits) == wanted, "\(front) in front, \(behind) behind")
            }
        }
    }

    @Test func `random samples read back, and a chunk can be used again`() {
        var chunk = XorChunk()
        for seed in rounds.lowerBound * 300..<rounds.upperBound * 300 {
            var random = SeededGenerator(seed: seed)
            let count = Int.random(in: 1...XorChunk.maximumSamples, using: &random)
            let kind = Int.random(in: 0...4, using: &random)
            var wanted: [(time: Int64, bits: UInt64)] = []
            var time = Int64.random(in: -2_000_000_000_000...2_000_000_000_000, using: &random)
            var level = 0.0
            for _ in 0..<count {
                time += kind == 0 ? 15_000 : Int64.random(in: 1...100_000, using: &random)
                level += Double(Int.random(in: 0...3, using: &random)) * (kind == 2 ? 0.1 : 1)
                let bits = kind == 3 ? UInt64.random(in: 0 ... .max, using: &random) : level.bitPattern
                wanted.append((time, kind == 4 && time % 7 == 0 ? 0x7FF0_0000_0000_0002 : bits))
                chunk.append(wanted[wanted.count - 1].bits, at: time)
            }
            let found = decoded(data(&chunk))
            #expect(found.map(\.time) == wanted.map(\.time), "seed \(seed)")
            #expect(found.map(\.bits) == wanted.map(\.bits), "seed \(seed)")
        }
    }

    @Test func `steady samples of one value take two bits each`() {
        var chunk = XorChunk()
        for minute in 0..<120 as Range<Int64> { chunk.append(7, at: minute * 60_000) }
        #expect(data(&chunk).count == 2 + 1 + 8 + 3 + 30)
    }
}
