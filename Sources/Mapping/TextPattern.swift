import Bytes

/// A text in which `*` stands for any text, `?` for one character, and a backslash makes the next of these three
/// characters stand for itself. Every text matches itself.
package struct TextPattern: Sendable {
    private enum Token: Equatable {
        case byte(UInt8)
        case anyText
        case anyCharacter
    }

    private let text: [UInt8]
    /// Empty if the pattern matches only its own text.
    private let tokens: [Token]

    /// A pattern as written.
    package init(_ written: String) {
        text = Array(written.utf8)
        var tokens: [Token] = []
        var isWild = false
        var index = text.startIndex
        while index < text.endIndex {
            let byte = text[index]
            let next = index + 1 < text.endIndex ? text[index + 1] : 0
            index += 1
            switch byte {
            case UInt8(ascii: "\\") where "*?\\".utf8.contains(next):
                tokens.append(.byte(next))
                index += 1
                isWild = true
            case UInt8(ascii: "*"):
                tokens.append(.anyText)
                isWild = true
            case UInt8(ascii: "?"):
                tokens.append(.anyCharacter)
                isWild = true
            default: tokens.append(.byte(byte))
            }
        }
        self.tokens = isWild ? tokens : []
    }

    /// Whether the pattern is the empty text.
    var isEmpty: Bool { text.isEmpty }

    /// Whether the pattern matches all of `range`. O(range × pattern).
    func matches(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        if equal(bytes, range, text.span) { return true }
        if tokens.isEmpty { return false }
        var (token, at) = (0, range.lowerBound)
        // Where to go on if the present try fails: behind the last `*`, with one more byte in it.
        var retry: (token: Int, at: Int)?
        while true {
            if token == tokens.count && at == range.upperBound { return true }
            if token < tokens.count, tokens[token] == .anyText {
                token += 1
                retry = (token, at)
            } else if token < tokens.count, let next = next(tokens[token], bytes, at..<range.upperBound) {
                (token, at) = (token + 1, next)
            } else if let (start, from) = retry, from < range.upperBound {
                (token, at) = (start, from + 1)
                retry = (start, at)
            } else {
                return false
            }
        }
    }

    /// The place behind the byte or character that the token matches at the start of `rest`; nil if it matches none.
    private func next(_ token: Token, _ bytes: Span<UInt8>, _ rest: Range<Int>) -> Int? {
        guard let first = rest.first else { return nil }
        if case .byte(let byte) = token { return bytes[first] == byte ? first + 1 : nil }
        var end = first + 1
        // The further bytes of a character in UTF-8 are 0x80 to 0xBF.
        while end < rest.upperBound && bytes[end] & 0xC0 == 0x80 { end += 1 }
        return end
    }
}
