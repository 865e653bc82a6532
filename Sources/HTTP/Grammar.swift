extension UInt8 {
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    /// The value of a hexadecimal digit in either case.
    var hexadecimalValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// Whether the byte may be part of a token: a method or the name of a field (RFC 9110 section 5.6.2).
    var isTokenCharacter: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(self)
        }
    }

    /// Whether the byte may be part of a request's target (RFC 9112 section 3.2).
    var isTargetCharacter: Bool { (0x21...0x7E).contains(self) }

    /// Whether the byte may be part of the value of Host.
    var isHostCharacter: Bool { isTokenCharacter || ":[]()=,;".utf8.contains(self) }

    /// Whether the byte may be part of a field's value: any byte but control characters other than the tab (RFC 9110
    /// section 5.5).
    var isFieldText: Bool { self >= 0x20 && self != 0x7F || self == 0x09 }

    var isBlank: Bool { self == 0x20 || self == 0x09 }

    /// A to Z in lower case; every other byte unchanged.
    var lowercasedLetter: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
}

extension BidirectionalCollection<UInt8> {
    /// The bytes without spaces and tabs at both ends.
    func trimmingBlanks() -> SubSequence {
        guard let last = lastIndex(where: { !$0.isBlank }) else { return self[endIndex...] }
        return self[...last].drop(while: \.isBlank)
    }
}

/// A peer's bytes as text for a message: the first `limit` of them, with `…` behind them if there are more. Bytes other
/// than visible ASCII characters and spaces are escaped as `\x0A`.
func escaped(_ bytes: some Collection<UInt8>, limit: Int = 64) -> String {
    var text = ""
    for byte in bytes.prefix(limit) {
        if (0x20...0x7E).contains(byte) && byte != UInt8(ascii: "\\") {
            text.unicodeScalars.append(Unicode.Scalar(byte))
        } else {
            text += (byte < 16 ? "\\x0" : "\\x") + String(byte, radix: 16, uppercase: true)
        }
    }
    return bytes.count > limit ? text + "…" : text
}
