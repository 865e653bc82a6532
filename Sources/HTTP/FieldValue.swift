/// Splits a field's value at each `separator` outside of quoted strings, and trims spaces and tabs (RFC 9110 section
/// 5.6). Empty elements are kept; there is always one.
func elements(of text: Substring, at separator: UInt8) -> [Substring] {
    var elements: [Substring] = []
    var start = text.startIndex
    var (isQuoted, isEscaped) = (false, false)
    var after = start
    while after < text.endIndex {
        let index = after
        after = text.utf8.index(after: index)
        switch text.utf8[index] {
        case _ where isEscaped: isEscaped = false
        case UInt8(ascii: "\\") where isQuoted: isEscaped = true
        case UInt8(ascii: "\""): isQuoted.toggle()
        case separator where !isQuoted:
            elements.append(Substring(text.utf8[start..<index].trimmingBlanks()))
            start = after
        default: break
        }
    }
    elements.append(Substring(text.utf8[start...].trimmingBlanks()))
    return elements
}

/// Returns the text of a token or of a quoted string (RFC 9110 section 5.6.4).
func unquoted(_ text: Substring) -> String {
    let quote = UInt8(ascii: "\"")
    guard text.utf8.count >= 2, text.utf8.first == quote, text.utf8.last == quote else { return String(text) }
    var (bytes, isEscaped): ([UInt8], Bool) = ([], false)
    for byte in text.utf8.dropFirst().dropLast() {
        if byte == UInt8(ascii: "\\") && !isEscaped {
            isEscaped = true
        } else {
            bytes.append(byte)
            isEscaped = false
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}

/// Reads a quality (RFC 9110 section 12.4.2) in thousandths: `0`, `0.25`, `1.000`. Nil for any other text.
func thousandths(_ text: Substring) -> Int? {
    let digits = Array(text.utf8)
    guard 1...5 ~= digits.count, digits.count == 1 || digits[1] == UInt8(ascii: ".") else { return nil }
    var sum = 0
    for (place, weight) in [(0, 1000), (2, 100), (3, 10), (4, 1)] where place < digits.count {
        guard digits[place].isDigit else { return nil }
        sum += Int(digits[place] - UInt8(ascii: "0")) * weight
    }
    return sum <= 1000 ? sum : nil
}
