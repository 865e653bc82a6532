import Foundation
import TestSupport
import Testing

@testable import Compression

@Suite struct GzipTests {
    /// What two other programs make of a file that holds one gzip member or several.
    private static func decompressed(_ path: String, by command: [String]) -> [UInt8]? {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = command + [path]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }  // told apart from an output by the caller
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? [UInt8](output) : nil
    }

    private static let python = [
        "python3", "-c", "import gzip,sys; sys.stdout.buffer.write(gzip.decompress(open(sys.argv[1],'rb').read()))",
    ]
    private static let programs = [["gzip", "-dc"], python].filter { command in
        let folder = TemporaryDirectory()
        let one: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        return decompressed(folder.write("empty.gz", one), by: command) == []
    }

    /// Compresses `pieces` as one member.
    private func member(_ pieces: [ArraySlice<UInt8>]) -> [UInt8] {
        var gzip = Gzip()
        var output: [UInt8] = []
        for (number, piece) in pieces.enumerated() {
            gzip.input.append(contentsOf: piece)
            gzip.compress(isLast: number == pieces.count - 1, to: &output)
        }
        return output
    }

    /// Lines as an exposition has them: alike at the beginning, with numbers and any characters behind.
    private func lines(_ count: Int, seed: UInt64) -> [UInt8] {
        var generator = SeededGenerator(seed: seed)
        let words = ["approved", "denied", "a\\\"b", "é", "", "north west", "\u{1F4C8}", "+Inf"]
        return (0..<count).flatMap { number in
            let word = words.randomElement(using: &generator) ?? ""
            let value = Double.random(in: 0...1e6, using: &generator)
            return Array("family_\(number / 16)_total{place=\"\(number)\",status=\"\(word)\"} \(value)\n".utf8)
        }
    }

    private func expect(_ members: [[UInt8]], toHold bodies: [[UInt8]], _ note: String) {
        let path = TemporaryDirectory()
        let file = path.write("body.gz", Array(members.joined()))
        for program in Self.programs {
            #expect(Self.decompressed(file, by: program) == Array(bodies.joined()), "\(note), \(program[0])")
        }
    }

    @Test(.enabled(if: !programs.isEmpty, "neither gzip nor python3 is installed"))
    func `a body cut anywhere is the body again`() {
        let body = Array(lines(40, seed: 4).prefix(900))
        let members =
            body.indices.map { member([body[..<$0], body[$0...]]) } + [member(body.indices.map { body[$0...$0] })]
        expect(members, toHold: Array(repeating: body, count: body.count + 1), "cut")
    }

    @Test(
        .enabled(if: !programs.isEmpty, "neither gzip nor python3 is installed"),
        arguments: 1...4 as ClosedRange<UInt64>)
    func `bodies of every kind are themselves again`(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var bodies: [[UInt8]] = (0...40).map { count in (0..<count).map { UInt8($0 % 3) } }
        for count in [257, 258, 259, 516, 517, 70_000] { bodies.append(Array(repeating: 65, count: count)) }
        for count in [100, 31_999, 32_000, 32_001, 100_000] {
            bodies.append((0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) })
        }
        // The same sixteen bytes again at the farthest distance there is, and at one more.
        for distance in [32_767, 32_768, 32_769] {
            let filling = (0..<distance - 16).map { _ in UInt8.random(in: 100...110, using: &generator) }
            bodies.append(Array(0..<16) + filling + Array(0..<16) + Array(repeating: 0, count: 9))
        }
        for count in [300, 3000] { bodies.append(lines(count, seed: seed)) }
        // Frequencies of which each is as large as all smaller ones together: the longest codes.
        var skewed: [UInt8] = []
        for (place, count) in sequence(first: 1, next: { $0 * 2 }).prefix(16).enumerated() {
            skewed += Array(repeating: UInt8(place), count: count)
        }
        bodies.append(skewed.shuffled(using: &generator))
        let members = bodies.map { body in
            var pieces: [ArraySlice<UInt8>] = []
            var at = 0
            while at < body.count {
                let end = min(body.count, at + Int.random(in: 0...70_000, using: &generator))
                pieces.append(body[at..<end])
                at = end
            }
            return member(pieces + [[]])
        }
        expect(members, toHold: bodies, "seed \(seed)")
    }

    @Test func `nothing is a member, too`() {
        #expect(Array(member([[]]).prefix(10)) == [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF])
        #expect(Array(member([[]]).suffix(8)) == [0, 0, 0, 0, 0, 0, 0, 0])
        #expect(Array(member([[97]]).suffix(8)) == [0x43, 0xBE, 0xB7, 0xE8, 1, 0, 0, 0])
    }

    @Test func `lines that begin alike shrink to a fifth or less`() {
        let body = (0..<2000).flatMap {
            Array("bank_total{branch=\"branch \($0 / 4)\",status=\"\($0 % 4)\"} \($0 * 7919 % 100_000)\n".utf8)
        }
        let compressed = member([body[...]]).count
        #expect(compressed * 5 < body.count, "\(body.count) bytes became \(compressed)")
    }

    @Test func `what is dropped from the window does not stay in memory`() {
        var gzip = Gzip()
        var output: [UInt8] = []
        for round in 0..<20 {
            gzip.input.append(contentsOf: (0..<50_000).map { UInt8(truncatingIfNeeded: $0 &* (round + 3)) })
            gzip.compress(isLast: false, to: &output)
            #expect(gzip.input.count == 32_768)
        }
    }
}

@Suite struct CRC32Tests {
    @Test(
        arguments: [
            ("", 0), ("a", 0xE8B7_BE43), ("123456789", 0xCBF4_3926),
            ("The quick brown fox jumps over the lazy dog", 0x414F_A339),
        ] as [(String, UInt32)])
    func `the check value is that of the specification, however the bytes come`(_ text: String, _ expected: UInt32) {
        let bytes = Array(text.utf8)
        for cut in 0...bytes.count {
            var checksum = CRC32()
            checksum.update(bytes.span, 0..<cut)
            checksum.update(bytes.span, cut..<bytes.count)
            #expect(checksum.value == expected)
            #expect(checksum.count == bytes.count)
        }
    }
}

@Suite struct HuffmanCodeTests {
    @Test func `frequent symbols have the shorter words`() {
        #expect(HuffmanCode([5, 0, 1, 2]).lengths == [1, 0, 2, 2])
        #expect(HuffmanCode([1, 1]).lengths == [1, 1])
        #expect(HuffmanCode([32_000, 1, 1]).lengths == [1, 2, 2])
    }

    // The example of RFC 1951, section 3.2.2, its words read from the last bit to the first.
    @Test func `words follow from lengths as the specification says`() {
        let code = HuffmanCode(lengths: [3, 3, 3, 3, 3, 2, 4, 4])
        #expect(code.words == [0b010, 0b110, 0b001, 0b101, 0b011, 0b00, 0b0111, 0b1111])
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `no word is unused and none is too long`(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            var counts = (0..<Int.random(in: 2...286, using: &generator)).map { _ in
                Int.random(in: 0...1 << Int.random(in: 0...6, using: &generator), using: &generator)
            }
            (counts[0], counts[1]) = (max(1, counts[0]), 1)
            counts[0] += Int.random(in: 0...(32_767 - counts.reduce(0, +)), using: &generator)
            let lengths = HuffmanCode(counts).lengths
            #expect(zip(counts, lengths).allSatisfy { ($0 == 0) == ($1 == 0) && $1 <= 15 }, "seed \(seed)")
            let shares = lengths.filter { $0 > 0 }.map { 1 << (15 - Int($0)) }
            #expect(shares.reduce(0, +) == 1 << 15, "seed \(seed)")
        }
    }
}
