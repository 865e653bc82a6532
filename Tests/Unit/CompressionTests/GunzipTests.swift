import Foundation
import TestSupport
import Testing

@testable import Compression

@Suite struct GunzipTests {
    /// Decompresses a file that arrives in pieces of `piece` bytes. On a fault, the content before it.
    private func content(_ file: [UInt8], piece: Int = 1 << 16) -> (bytes: [UInt8], fault: GzipFault?) {
        var (gunzip, output, at) = (Gunzip(), [UInt8](), 0)
        while true {
            do {
                switch try gunzip.decompress(isInputAtEnd: at == file.count, to: &output) {
                case .ended: return (output, nil)
                case .hasMore: break
                case .needsInput:
                    let next = min(at + piece, file.count)
                    gunzip.input.append(contentsOf: file[at..<next])
                    at = next
                }
            } catch {
                return (output, error)
            }
        }
    }

    private func compressed(_ bytes: [UInt8]) -> [UInt8] {
        var (gzip, output) = (Gzip(), [UInt8]())
        gzip.input = bytes
        gzip.compress(isLast: true, to: &output)
        return output
    }

    /// A member with these bytes as deflate stream, and the trailer of `content`.
    private func member(_ deflate: [UInt8], of content: [UInt8]) -> [UInt8] {
        [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF] + deflate + Array(compressed(content).suffix(8))
    }

    /// Texts that match themselves at many distances.
    private func sample(_ count: Int, seed: UInt64) -> [UInt8] {
        var chance = SeededGenerator(seed: seed)
        var bytes: [UInt8] = []
        while bytes.count < count {
            if Bool.random(using: &chance) && !bytes.isEmpty {
                let distance = Int.random(in: 1...min(bytes.count, 33_000), using: &chance)
                for _ in 0..<Int.random(in: 3...400, using: &chance) { bytes.append(bytes[bytes.count - distance]) }
            } else {
                for _ in 0..<Int.random(in: 1...30, using: &chance) {
                    bytes.append(UInt8.random(in: 0...255, using: &chance) >> 2)
                }
            }
        }
        return bytes
    }

    @Test(arguments: [0, 1, 2, 3, 100, 65_000, 70_000, 300_000])
    func `what Gzip makes is itself again, in pieces of any size`(_ count: Int) {
        let body = sample(count, seed: UInt64(count))
        for piece in [1, 2, 7, 1000, 1 << 20] where count * 64 / piece < 1 << 20 {
            let found = content(compressed(body), piece: piece)
            #expect(found.bytes == body && found.fault == nil, "pieces of \(piece)")
        }
    }

    @Test func `several members are one content, and zeros behind them are padding`() {
        let (one, two) = (Array("time,k\n1,a\n".utf8), sample(90_000, seed: 5))
        let file = compressed(one) + compressed([]) + compressed(two)
        #expect(content(file).bytes == one + two)
        let padded = content(file + [UInt8](repeating: 0, count: 512))
        #expect(padded.bytes == one + two && padded.fault == nil)
        let longer = content(file + Array("more".utf8))
        #expect(longer.bytes == one + two && longer.fault == .trailingBytes)
    }

    @Test func `a header may have extra bytes, a name, a comment and a checksum`() {
        let body = Array("hello\n".utf8)
        let rest = compressed(body).dropFirst(10)
        let head: [UInt8] = [0x1F, 0x8B, 8, 0x1F, 1, 2, 3, 4, 0, 3, 2, 0, 9, 9]
        let file = head + Array("a.csv\0".utf8) + Array("note\0".utf8) + [1, 2] + rest
        for piece in [1, 1000] { #expect(content(file, piece: piece).bytes == body) }
    }

    @Test func `a file that is cut anywhere gives the bytes before the cut, and says so`() {
        let body = sample(3000, seed: 9)
        let file = compressed(body)
        for cut in 0..<file.count {
            let found = content(Array(file[..<cut]))
            #expect(body.starts(with: found.bytes) && found.fault == .cutOff, "cut at \(cut)")
        }
    }

    @Test func `a wrong checksum or length is found, and the content is all there`() {
        let body = sample(3000, seed: 10)
        var file = compressed(body)
        file[file.count - 1] ^= 1
        #expect(content(file).fault == .length)
        file[file.count - 5] ^= 1
        #expect(content(file).fault == .checksum && content(file).bytes == body)
    }

    @Test func `stored blocks and fixed codes are read`() {
        let body = Array("abcabcabc".utf8)
        let stored: [UInt8] = [1, 9, 0, 0xF6, 0xFF] + body
        for piece in [1, 3, 100] { #expect(content(member(stored, of: body), piece: piece).bytes == body) }
        // Literals a, b, c, a match of six bytes at distance three, and the end, in the fixed code.
        #expect(content(member([0x4B, 0x4C, 0x4A, 0x4E, 0x04, 0x23, 0x00], of: body)).bytes == body)
    }

    @Test(
        arguments: [
            ([7], "a block type that does not exist"), ([1, 9, 0, 9, 0], "a stored length without its complement"),
            ([0x03, 0x02, 0x00], "a distance before the beginning"),
            ([0x05, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], "codes of impossible lengths"),
        ] as [([UInt8], String)])
    func `a corrupt stream is a fault`(_ deflate: [UInt8], _ note: String) {
        let padding = [UInt8](repeating: 0, count: 64)
        #expect(content(member(deflate + padding, of: [])).fault == .corrupt, "\(note)")
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `changed bytes never trap, and a whole content has its checksum`(_ seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        let body = sample(5000, seed: seed)
        var file = compressed(body)
        for _ in 0..<Int.random(in: 1...4, using: &chance) {
            file[Int.random(in: 10..<file.count, using: &chance)] ^= UInt8.random(in: 1...255, using: &chance)
        }
        let found = content(file)
        #expect(found.fault != nil || found.bytes == body)
    }
}
