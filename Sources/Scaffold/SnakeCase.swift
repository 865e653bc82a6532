/// A name in lower case, of letters, digits and single underscores between words: `Dauer (ms)` is `dauer_ms`,
/// `magType` is `mag_type`, `Umsätze` is `umsaetze`. Characters that have no ASCII form are left out; so the result may
/// be empty, or begin with a digit.
func snakeCase(_ text: String) -> String {
    var result: [UInt8] = []
    var isWord = false
    var previous = Kind.other
    let scalars = Array(text.unicodeScalars)
    for (place, scalar) in scalars.enumerated() {
        var letters = ascii(scalar)
        let kind = Kind(letters.first)
        defer { previous = kind }
        guard kind != .other else {
            isWord = false
            continue
        }
        // `magType`, and the last capital of `HTTPStatus`.
        let isBegun = kind == .upper && place + 1 < scalars.count && Kind(ascii(scalars[place + 1]).first) == .lower
        if kind == .upper && (previous == .lower || (previous == .upper && isBegun)) { isWord = false }
        if !isWord && !result.isEmpty { result.append(UInt8(ascii: "_")) }
        isWord = true
        for index in letters.indices where Kind(letters[index]) == .upper { letters[index] += 32 }
        result += letters
    }
    return String(decoding: result, as: UTF8.self)
}

private enum Kind {
    case lower, upper, digit, other

    init(_ byte: UInt8?) {
        switch byte {
        case .some(UInt8(ascii: "a")...UInt8(ascii: "z")): self = .lower
        case .some(UInt8(ascii: "A")...UInt8(ascii: "Z")): self = .upper
        case .some(UInt8(ascii: "0")...UInt8(ascii: "9")): self = .digit
        default: self = .other
        }
    }
}

/// The ASCII form of a character; empty if it has none.
private func ascii(_ scalar: Unicode.Scalar) -> [UInt8] {
    if scalar.value < 0x80 { return [UInt8(scalar.value)] }
    switch scalar {
    case "ä", "Ä", "æ", "Æ": return Array("ae".utf8)
    case "ö", "Ö", "œ", "Œ": return Array("oe".utf8)
    case "ü", "Ü": return Array("ue".utf8)
    case "ß": return Array("ss".utf8)
    case "ø", "Ø": return Array("o".utf8)
    case "å", "Å": return Array("a".utf8)
    case "µ", "μ": return Array("u".utf8)
    case "€": return Array("eur".utf8)
    default: break
    }
    guard 0xC0..<0x180 ~= scalar.value else { return [] }
    let plain = plainLetters[Int(scalar.value) - 0xC0]
    return plain == UInt8(ascii: "-") ? [] : [plain]
}

/// The letters U+00C0 to U+017F without their marks, in lower case.
private let plainLetters = Array(
    """
    aaaaaaaceeeeiiiidnooooo-ouuuuypsaaaaaaaceeeeiiiidnooooo-ouuuuypy\
    aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll\
    lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs
    """.utf8)
