import TestSupport
import Testing

@testable import Bytes

@Suite struct UTF16Tests {
    private static func bytes(_ units: some Sequence<UInt16>, isBigEndian: Bool) -> [UInt8] {
        units.flatMap { isBigEndian ? [UInt8($0 >> 8), UInt8($0 & 0xFF)] : [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    }

    private func decode(_ bytes: [UInt8], isBigEndian: Bool, isInputAtEnd: Bool = true) -> (text: [UInt8], end: Int) {
        var text: [UInt8] = []
        let end = UTF16Decoder(isBigEndian: isBigEndian)
            .decode(bytes.span, from: 0, isInputAtEnd: isInputAtEnd, to: &text)
        return (text, end)
    }

    @Test(arguments: [false, true])
    func `a text is itself in UTF-8, wherever it is cut`(_ isBigEndian: Bool) {
        let text =
            "\u{FEFF}Zeit;Stra\u{DF}e;\u{20AC} 5\r\n\u{0}\u{7F}\u{80}\u{7FF}\u{800}\u{FFFF}\u{10000}\u{10FFFF}\u{1F4C8}"
        let bytes = Self.bytes(text.utf16, isBigEndian: isBigEndian)
        for cut in 0...bytes.count {
            let first = decode(Array(bytes[..<cut]), isBigEndian: isBigEndian, isInputAtEnd: false)
            #expect(cut - first.end < 4)
            let rest = decode(Array(bytes[first.end...]), isBigEndian: isBigEndian)
            #expect(first.text + rest.text == Array(text.utf8), "cut at \(cut)")
            let used = UTF16Decoder.sourceBytes(of: first.text.span, 0..<first.text.count)
            #expect(used == first.end)
        }
    }

    @Test(
        arguments: [
            [0xD800, 0x41], [0xDC00, 0x41], [0xD800, 0xD800, 0xDC00], [0xDBFF], [0x41, 0xDFFF], [0xDC00, 0xD800],
        ] as [[UInt16]])
    func `a surrogate without its partner is invalid, and the characters around it are not`(_ units: [UInt16]) {
        let found = decode(Self.bytes(units, isBigEndian: false), isBigEndian: false)
        #expect(found.end == units.count * 2)
        let isValid = isValidUTF8(found.text.span, 0..<found.text.count)
        #expect(!isValid)
        #expect(found.text.contains(0x41) == units.contains(0x41))
        let used = UTF16Decoder.sourceBytes(of: found.text.span, 0..<found.text.count)
        #expect(used == found.end)
    }

    @Test func `half a unit, or half a pair, waits for the rest`() {
        #expect(decode([0x41], isBigEndian: false).end == 0)
        #expect(decode([0x41, 0, 0x42], isBigEndian: false).end == 2)
        #expect(decode([0x00, 0xD8], isBigEndian: false, isInputAtEnd: false).end == 0)
        #expect(decode([0x00, 0xD8, 0x00], isBigEndian: false, isInputAtEnd: false).end == 0)
        #expect(decode([0x00, 0xD8], isBigEndian: false).end == 2)
    }
}
