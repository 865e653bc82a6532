import Testing

@testable import Compression

@Suite struct ChecksumTests {
    @Test(
        arguments: [
            ([], 0),
            (Array("123456789".utf8), 0xE306_9283),
            (Array(repeating: 0, count: 32), 0x8A91_36AA),
            (Array(repeating: 0xFF, count: 32), 0x62A8_AB43),
            (Array(0..<32), 0x46DD_794E),
            (Array((0..<32).reversed()), 0x113F_DB5C),
        ] as [([UInt8], UInt32)])
    func `CRC-32C has the values of RFC 3720, in one stretch or two`(_ bytes: [UInt8], _ wanted: UInt32) {
        #expect(crc32c(bytes.span, bytes.indices) == wanted)
        for cut in bytes.indices {
            let first = crc32c(bytes.span, 0..<cut)
            #expect(crc32c(bytes.span, cut..<bytes.count, after: first) == wanted)
        }
    }
}
