import Bytes
import Testing

@Suite struct ArrayBytesTests {
    @Test(arguments: [(0..<5, "xyabcde"), (1..<3, "xybc"), (5..<5, "xy"), (4..<5, "xye")])
    func `the bytes of a range are appended`(_ range: Range<Int>, _ result: String) {
        var bytes = Array("xy".utf8)
        bytes.append(Array("abcde".utf8).span, range)
        #expect(bytes == Array(result.utf8))
    }

    @Test(arguments: [
        (0..<5, "abcde"), (1..<5, "bcde"), (3..<5, "de"), (0..<2, "ab"), (1..<4, "bcd"), (2..<2, ""), (5..<5, ""),
    ])
    func `only the bytes of a range are kept`(_ range: Range<Int>, _ result: String) {
        var bytes = Array("abcde".utf8)
        bytes.keepOnly(range)
        #expect(bytes == Array(result.utf8))
    }

    @Test func `keeping nothing keeps the room`() {
        var bytes = [UInt8](repeating: 1, count: 1000)
        bytes.keepOnly(1000..<1000)
        #expect(bytes.isEmpty)
        #expect(bytes.capacity >= 1000)
    }

    @Test func `bounds give their range and number`() {
        let range = ByteRange(3, 7)
        #expect(range.range == 3..<7)
        #expect(range.count == 4)
        #expect(ByteRange(0xFFFF_FFFF, 0xFFFF_FFFF).range == 4_294_967_295..<4_294_967_295)
        #expect(MemoryLayout<ByteRange>.stride == 8)
    }
}
