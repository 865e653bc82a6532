import Bytes

/// UTF-16 becomes what the standard library makes of it, in whatever pieces it comes, and the number of its bytes is
/// known from the text.
func fuzzUTF16(_ bytes: [UInt8]) {
    var input = Input(bytes)
    let isBigEndian = input.below(2) == 1
    let cuts = input.take(3)
    let file = input.all()
    let decoder = UTF16Decoder(isBigEndian: isBigEndian)
    var (text, held, used) = ([UInt8](), [UInt8](), 0)
    let parts = pieces(file, cuts: cuts)
    for (number, piece) in parts.enumerated() {
        held += piece
        let end = decoder.decode(held.span, from: 0, isInputAtEnd: number == parts.count - 1, to: &text)
        held.removeFirst(end)
        used += end
        check(UTF16Decoder.sourceBytes(of: text.span, 0..<text.count) == used, "\(file): \(used) bytes used")
    }
    check(held.count == file.count % 2, "\(file): \(held.count) bytes left")
    let units = stride(from: 0, to: file.count - 1, by: 2).map { at in
        UInt16(file[at + (isBigEndian ? 0 : 1)]) << 8 | UInt16(file[at + (isBigEndian ? 1 : 0)])
    }
    check(repaired(text) == String(decoding: units, as: UTF16.self), "\(file): \(text)")
    let isWhole = String(validating: units, as: UTF16.self) != nil
    check(isValidUTF8(text.span, 0..<text.count) == isWhole, "\(file): \(text) is valid")
}

/// The text with U+FFFD for each surrogate without its partner.
private func repaired(_ text: [UInt8]) -> String {
    var result: [UInt8] = []
    var at = 0
    while at < text.count {
        if text[at] == 0xED && text[at + 1] >= 0xA0 {
            result += Array("\u{FFFD}".utf8)
            at += 3
        } else {
            result.append(text[at])
            at += 1
        }
    }
    return String(decoding: result, as: UTF8.self)
}
