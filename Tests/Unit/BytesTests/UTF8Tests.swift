import Bytes
import TestSupport
import Testing

@Suite struct UTF8Tests {
    @Test func `bytes are valid UTF-8 if the standard library accepts them`() {
        for seed in 0..<4000 as Range<UInt64> {
            var chance = SeededGenerator(seed: seed)
            let pool: [UInt8] = [
                0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xDF, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5,
            ]
            let bytes = (0..<Int.random(in: 0...5, using: &chance)).map { _ in pool.randomElement(using: &chance) ?? 0 }
            let isValid = String(validating: bytes, as: UTF8.self) != nil
            #expect(isValidUTF8(bytes.span, bytes.indices) == isValid, "\(bytes)")
        }
    }

    @Test(arguments: [
        ("", ""), (" ", ""), ("\t \t", ""), ("a", "a"), (" a", "a"), ("a\t", "a"), ("\t a b ", "a b"),
        ("\na\u{A0}", "\na\u{A0}"),
    ])
    func `only blanks at both ends are removed`(_ text: String, _ wanted: String) {
        let bytes = Array("x \(text) x".utf8)
        let range = trimmed(bytes.span, 2..<bytes.count - 2)
        #expect(String(decoding: bytes[range], as: UTF8.self) == wanted)
    }
}
