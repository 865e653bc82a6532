/// A file's characters, with a line feed as the only line break and after the last line.
struct DecodedText {
    private(set) var scalars: [Unicode.Scalar] = []

    /// Decodes UTF-8. Refuses characters that YAML 1.2 forbids or that its editions read in two ways.
    init(_ bytes: [UInt8]) throws(SyntaxError) {
        guard bytes.count <= Limits.bytes else {
            throw SyntaxError(mark: Mark(line: 1, column: 1), fault: .tooLarge(bytes: bytes.count))
        }
        scalars.reserveCapacity(bytes.count + 1)
        var mark = Mark(line: 1, column: 1)
        var afterReturn = false
        let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
        var iterator = bytes.dropFirst(bytes.starts(with: byteOrderMark) ? 3 : 0).makeIterator()
        var decoder = UTF8()
        decoding: while true {
            switch decoder.decode(&iterator) {
            case .emptyInput: break decoding
            case .error: throw SyntaxError(mark: mark, fault: .invalidUTF8)
            case .scalarValue(let scalar):
                guard !afterReturn || scalar == "\n" else { throw SyntaxError(mark: mark, fault: .loneCarriageReturn) }
                afterReturn = scalar == "\r"
                if afterReturn { continue }
                guard Self.allows(scalar) else { throw SyntaxError(mark: mark, fault: .forbiddenCharacter(scalar)) }
                scalars.append(scalar)
                mark = scalar == "\n" ? Mark(line: mark.line + 1, column: 1) : mark.next
            }
        }
        guard !afterReturn else { throw SyntaxError(mark: mark, fault: .loneCarriageReturn) }
        if scalars.last != "\n" { scalars.append("\n") }
    }

    // YAML 1.2, section 5.1, except U+0085, U+2028 and U+2029, which are line breaks in YAML 1.1 but not in 1.2, and
    // except the byte order mark, which editors do not show.
    private static func allows(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x20...0x7E: true
        case 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: false
        default: scalar.value >= 0xA0
        }
    }
}

extension Mark {
    fileprivate var next: Mark { Mark(line: line, column: column + 1) }
}
