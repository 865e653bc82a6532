extension Parser {
    /// Where a scalar is. In a flow collection, plain text also ends at `,[]{}`.
    enum Context { case block, flow }

    var isAtQuote: Bool { next == "\"" || next == "'" }
    // A colon ends a key only if a blank follows.
    var isAtColon: Bool { next == ":" && following(1).isBlankOrBreak }

    /// Reads a scalar and the blanks after it. If a colon follows, the scalar is a key and is checked as one.
    mutating func key(in context: Context) throws(SyntaxError) -> String {
        let start = mark
        let startPosition = position
        let isPlain = !isAtQuote
        let key = try scalar(in: context)
        try skipBlanks()
        guard isAtColon else { return key }
        let length = position - startPosition
        guard length <= Limits.keyScalars else { throw SyntaxError(mark: start, fault: .keyTooLong(length)) }
        if isPlain, key == "<<" { throw SyntaxError(mark: start, fault: .mergeKey) }
        return key
    }

    mutating func scalar(in context: Context) throws(SyntaxError) -> String {
        switch next {
        case "\"": return try doubleQuoted()
        case "'": return try singleQuoted()
        default:
            try refuseIndicators(in: context)
            return try plain(in: context)
        }
    }

    // In YAML 1.2, `-`, `?` and `:` may start a plain scalar. Only `-` is accepted here, for negative numbers.
    private func refuseIndicators(in context: Context) throws(SyntaxError) {
        switch next {
        case "&": throw refused(.anchor(restOfLine))
        case "*": throw refused(.alias(restOfLine))
        case "!": throw refused(.tag(restOfLine))
        case "|", ">": throw refused(.blockScalar(restOfLine))
        case "%", "@", "`", "#", ",", "[", "]", "{", "}", ":", "?":
            throw refused(.indicator(next, text: restOfLine))
        case "-" where following(1).isBlankOrBreak || (context == .flow && following(1).isFlowIndicator):
            throw refused(.indicator(next, text: restOfLine))
        default: break
        }
    }

    private mutating func plain(in context: Context) throws(SyntaxError) -> String {
        let start = position
        var end = position
        while !isAtLineEnd, !isAtComment {
            if next == "\t" { throw refused(.tab) }
            if isAtColon { break }
            if context == .flow {
                if next.isFlowIndicator || (next == ":" && following(1).isFlowIndicator) { break }
                // YAML 1.1 ends the scalar here; YAML 1.2 does not.
                if next == "?" { throw refused(.questionMarkInFlow) }
            }
            advance()
            if following(-1) != " " { end = position }
        }
        return text(from: start, to: end)
    }

    private mutating func singleQuoted() throws(SyntaxError) -> String {
        let start = mark
        var value = String.UnicodeScalarView()
        advance()
        while !isAtLineEnd {
            if next == "'" {
                advance()
                guard next == "'" else { return String(value) }
            }
            value.append(next)
            advance()
        }
        throw SyntaxError(mark: start, fault: .unclosedQuote("'"))
    }

    private mutating func doubleQuoted() throws(SyntaxError) -> String {
        let start = mark
        var value = String.UnicodeScalarView()
        advance()
        while !isAtLineEnd {
            switch next {
            case "\"":
                advance()
                return String(value)
            case "\\" where following(1) != "\n": value.append(try escaped())
            default:
                value.append(next)
                advance()
            }
        }
        throw SyntaxError(mark: start, fault: .unclosedQuote("\""))
    }

    // Starts at the backslash (YAML 1.2, section 5.7).
    private mutating func escaped() throws(SyntaxError) -> Unicode.Scalar {
        let letter = following(1)
        if let scalar = Parser.escapes[letter] {
            advance(2)
            return scalar
        }
        let length: Int
        switch letter {
        case "x": length = 2
        case "u": length = 4
        case "U": length = 8
        default: throw refused(.unknownEscape(text(from: position, to: position + 2)))
        }
        var code: UInt32 = 0
        for place in 0..<length {
            guard let digit = following(2 + place).hexDigit else {
                throw refused(.unknownEscape(text(from: position, to: position + 2 + place)))
            }
            code = code << 4 | digit
        }
        guard let scalar = Unicode.Scalar(code) else {
            throw refused(.escapedNonCharacter(text(from: position, to: position + 2 + length)))
        }
        advance(2 + length)
        return scalar
    }

    private static let escapes: [Unicode.Scalar: Unicode.Scalar] = [
        "0": "\0", "a": "\u{07}", "b": "\u{08}", "t": "\t", "n": "\n", "v": "\u{0B}", "f": "\u{0C}", "r": "\r",
        "e": "\u{1B}", " ": " ", "\"": "\"", "/": "/", "\\": "\\", "N": "\u{85}", "_": "\u{A0}", "L": "\u{2028}",
        "P": "\u{2029}",
    ]
}

extension Unicode.Scalar {
    fileprivate var isFlowIndicator: Bool {
        switch self {
        case ",", "[", "]", "{", "}": true
        default: false
        }
    }

    fileprivate var hexDigit: UInt32? {
        switch self {
        case "0"..."9": value - 0x30
        case "a"..."f": value - 0x61 + 10
        case "A"..."F": value - 0x41 + 10
        default: nil
        }
    }
}
