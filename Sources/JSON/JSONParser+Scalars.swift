// Strings and numbers.
extension JSONParser {
    /// Reads a string from its opening to its closing quote (RFC 8259, section 7).
    mutating func string() throws(JSONError) -> String {
        let start = at
        var content: [UInt8] = []
        at += 1
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                at += 1
                return String(decoding: content, as: UTF8.self)
            case UInt8(ascii: "\\"): try appendEscaped(to: &content)
            case 0..<0x20:
                let escape = "\\u00" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16)
                throw refused(got: "\(codePoint(byte)) in a string", want: "it as \(escape)")
            default:
                content.append(byte)
                at += 1
            }
        }
        throw refused(at: start, got: "a string without its closing quote", want: "one")
    }

    // From the backslash.
    private mutating func appendEscaped(to content: inout [UInt8]) throws(JSONError) {
        let start = at
        at += 1
        if next == UInt8(ascii: "u") {
            content += String(try escapedScalar(from: start)).utf8
            return
        }
        guard let letter = next, let byte = unescaped(letter) else {
            throw refused(at: start, got: "an unknown escape", want: #"one of \" \\ \/ \b \f \n \r \t \uXXXX"#)
        }
        content.append(byte)
        at += 1
    }

    private func unescaped(_ letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    // From the `u` of an escape that begins at `start`. UTF-16 writes scalars above U+FFFF as two surrogates.
    private mutating func escapedScalar(from start: Int) throws(JSONError) -> Unicode.Scalar {
        let first = try escapedUnit(from: start)
        if let scalar = Unicode.Scalar(first) { return scalar }
        let lone = refused(at: start, got: "half of a surrogate pair", want: "both halves, the high one first")
        guard UTF16.isLeadSurrogate(first), bytes[at...].starts(with: [0x5C, 0x75]) else { throw lone }
        let secondStart = at
        at += 1
        let second = try escapedUnit(from: secondStart)
        guard UTF16.isTrailSurrogate(second) else { throw lone }
        let code = 0x1_0000 + (UInt32(first) & 0x3FF) << 10 | UInt32(second) & 0x3FF
        guard let scalar = Unicode.Scalar(code) else { throw lone }
        return scalar
    }

    // From the `u`: four hexadecimal digits.
    private mutating func escapedUnit(from start: Int) throws(JSONError) -> UInt16 {
        var unit: UInt16 = 0
        at += 1
        for _ in 0..<4 {
            guard let byte = next, let digit = hexDigit(byte) else {
                throw refused(at: start, got: "an escape without four hexadecimal digits", want: #"\uXXXX"#)
            }
            unit = unit << 4 | digit
            at += 1
        }
        return unit
    }

    private func hexDigit(_ byte: UInt8) -> UInt16? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    /// Reads a number from its minus sign or first digit (RFC 8259, section 6).
    mutating func number() throws(JSONError) -> JSONNumber {
        let start = at
        pass(UInt8(ascii: "-"))
        let whole = at
        try digits()
        if bytes[whole] == UInt8(ascii: "0"), at - whole > 1 {
            throw refused(at: start, got: "a number with a leading zero", want: "it without")
        }
        if pass(UInt8(ascii: ".")) { try digits() }
        if pass(UInt8(ascii: "e")) || pass(UInt8(ascii: "E")) {
            if !pass(UInt8(ascii: "+")) { pass(UInt8(ascii: "-")) }
            try digits()
        }
        return JSONNumber(text: String(decoding: bytes[start..<at], as: UTF8.self))
    }

    // At least one.
    private mutating func digits() throws(JSONError) {
        let start = at
        while let byte = next, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { at += 1 }
        if at == start { throw refused(got: "\(found) in a number", want: "a digit") }
    }

    @discardableResult private mutating func pass(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        at += 1
        return true
    }
}
