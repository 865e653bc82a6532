/// The scalar styles of block context: plain, quoted and block scalars, each of one or more lines.
extension ScalarFinder {
    /// Reads a plain scalar outside of flow collections.
    mutating func takePlain(path: [String], isShared: Bool, parent: Int) -> Scalar {
        var scalar = Scalar(path: path, start: at, isShared: isShared)
        while true {
            while !isAtLineEnd {
                scalar.append(bytes[at], from: at..<at + 1)
                at += 1
            }
            scalar.trimBlanks(downTo: 0)
            let endsWithComment = at < bytes.count && bytes[at] == UInt8(ascii: "#")
            let lineEnd = at
            skipLine()
            let (blankLines, indent, next) = lookAhead()
            guard !endsWithComment, next < bytes.count, indent > parent, bytes[next] != UInt8(ascii: "#"),
                !(indent == 0 && isDocumentMarker(next))
            else { return scalar }
            at = next
            scalar.appendFold(blankLines: blankLines, at: lineEnd..<at)
        }
    }

    /// Reads a single- or double-quoted scalar with its quotes.
    mutating func takeQuoted(path: [String], isShared: Bool) throws(Unreadable) -> Scalar {
        let (start, quote) = (at, bytes[at])
        var scalar = Scalar(path: path, start: at, isShared: isShared)
        var kept = 0
        at += 1
        while at < bytes.count {
            let byte = bytes[at]
            if byte == quote {
                at += 1
                guard quote == UInt8(ascii: "'"), at < bytes.count, bytes[at] == quote else { return scalar }
                scalar.append(quote, from: at - 1..<at + 1)
                at += 1
            } else if byte == UInt8(ascii: "\\") && quote == UInt8(ascii: "\"") {
                takeEscape(into: &scalar)
                kept = scalar.content.count
            } else if isBreak(byte) {
                scalar.trimBlanks(downTo: kept)
                let lineEnd = at
                skipLine()
                let (blankLines, _, next) = lookAhead()
                at = next
                scalar.appendFold(blankLines: blankLines, at: lineEnd..<at)
            } else {
                scalar.append(byte, from: at..<at + 1)
                at += 1
            }
        }
        throw Unreadable(at: start, found: "a quoted scalar without its closing quote")
    }

    /// Reads an escape (YAML 1.2.2, section 5.7). Characters above ASCII become 0xFF: no time contains one.
    private mutating func takeEscape(into scalar: inout Scalar) {
        let start = at
        at += 1
        guard at < bytes.count else { return }
        let letter = bytes[at]
        if isBreak(letter) {
            skipLine()
            skipBlanks()
            return
        }
        at += 1
        let digits: Int
        switch letter {
        case UInt8(ascii: "x"): digits = 2
        case UInt8(ascii: "u"): digits = 4
        case UInt8(ascii: "U"): digits = 8
        case UInt8(ascii: "n"): return scalar.append(UInt8(ascii: "\n"), from: start..<at)
        case UInt8(ascii: "t"): return scalar.append(UInt8(ascii: "\t"), from: start..<at)
        case UInt8(ascii: "r"): return scalar.append(UInt8(ascii: "\r"), from: start..<at)
        case UInt8(ascii: "0"), UInt8(ascii: "a"), UInt8(ascii: "b"), UInt8(ascii: "e"), UInt8(ascii: "f"),
            UInt8(ascii: "v"):
            return scalar.append(0, from: start..<at)
        case UInt8(ascii: "_"), UInt8(ascii: "N"), UInt8(ascii: "L"), UInt8(ascii: "P"):
            return scalar.append(0xFF, from: start..<at)
        default: return scalar.append(letter, from: start..<at)
        }
        let end = min(at + digits, bytes.count)
        var code = 0
        for digit in bytes[at..<end] {
            let isHexadecimal = (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(digit | 0x20)
            // What is no digit makes the character one above ASCII.
            code = code * 16 + (isDigit(digit) ? Int(digit & 0xF) : isHexadecimal ? Int(digit & 0xF) + 9 : 0x1000)
        }
        at = end
        scalar.append(code < 0x80 ? UInt8(code) : 0xFF, from: start..<at)
    }

    /// Reads a literal (`|`) or folded (`>`) scalar. Chomping is ignored: it changes no time.
    mutating func takeBlockScalar(path: [String], isShared: Bool, parent: Int) -> Scalar {
        var scalar = Scalar(path: path, start: at, isShared: isShared)
        let isFolded = bytes[at] == UInt8(ascii: ">")
        at += 1
        var indent: Int?
        while !isBlankOrEnd(at) {
            if isDigit(bytes[at]) { indent = max(parent, 0) + Int(bytes[at] - UInt8(ascii: "0")) }
            at += 1
        }
        skipLine()
        var wasMoreIndented = false
        while true {
            let lineEnd = at
            let (blankLines, column, next) = lookAhead()
            guard next < bytes.count, column > parent, column >= indent ?? 0 else { return scalar }
            let margin = indent ?? column
            indent = margin
            // Blanks beyond the margin are part of the text.
            at = bytes[..<next].lastIndex(of: UInt8(ascii: "\n"))! + 1 + margin
            let isMoreIndented = isBlank(bytes[at])
            if !scalar.content.isEmpty {
                let isJoined = isFolded && !isMoreIndented && !wasMoreIndented
                scalar.appendFold(blankLines: isJoined ? blankLines : blankLines + 1, at: lineEnd - 1..<lineEnd)
            }
            wasMoreIndented = isMoreIndented
            while at < bytes.count, !isBreak(bytes[at]) {
                scalar.append(bytes[at], from: at..<at + 1)
                at += 1
            }
            skipLine()
        }
    }

    /// Looks ahead from the start of a line: the number of blank lines, the indentation of the next text, and its
    /// first byte.
    private func lookAhead() -> (blankLines: Int, indent: Int, next: Int) {
        var (place, lineStart, blankLines) = (at, at, 0)
        while place < bytes.count, isBlankOrEnd(place) {
            if bytes[place] == UInt8(ascii: "\n") {
                blankLines += 1
                lineStart = place + 1
            }
            place += 1
        }
        return (blankLines, bytes[lineStart..<place].prefix { $0 == UInt8(ascii: " ") }.count, place)
    }
}
