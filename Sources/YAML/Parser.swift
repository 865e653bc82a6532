/// A position in the text, with the methods that move it and end a line. Extensions have the grammar of blocks, flow
/// collections and scalars.
///
/// A method that reads something starts at its first character and ends after its last.
struct Parser {
    let scalars: [Unicode.Scalar]
    private(set) var position = 0
    private var line = 1
    private var lineStart = 0
    private var depth = 0

    init(_ text: DecodedText) { scalars = text.scalars }

    var mark: Mark { Mark(line: line, column: column + 1) }
    // Counts from 0, as indentation does.
    var column: Int { position - lineStart }
    var isAtEnd: Bool { position == scalars.count }
    var isAtLineEnd: Bool { next == "\n" }
    /// Whether an item of a block sequence begins here.
    var isAtDash: Bool { next == "-" && following(1).isBlankOrBreak }
    var next: Unicode.Scalar { following(0) }

    /// The scalar `count` positions ahead; a line break past the end of the text.
    func following(_ count: Int) -> Unicode.Scalar {
        position + count < scalars.count ? scalars[position + count] : "\n"
    }

    /// The parser at the start of another line, to look at that line.
    func moved(toLine line: Int, at start: Int) -> Parser {
        var parser = self
        (parser.position, parser.line, parser.lineStart) = (start, line, start)
        return parser
    }

    func text(from start: Int, to end: Int) -> String {
        var view = String.UnicodeScalarView()
        // One by one: to append a collection looks types up at run time, which the start of a program waits for.
        for scalar in scalars[start..<end] { view.append(scalar) }
        return String(view)
    }

    /// Moves forward within the line.
    mutating func advance(_ count: Int = 1) { position += count }

    func refused(_ fault: Fault) -> SyntaxError { SyntaxError(mark: mark, fault: fault) }

    // All recursion passes here, which bounds the stack.
    mutating func nested<Result>(
        from start: Mark, _ read: (inout Parser) throws(SyntaxError) -> Result
    ) throws(SyntaxError) -> Result {
        guard depth < Limits.depth else { throw SyntaxError(mark: start, fault: .tooDeep) }
        depth += 1
        defer { depth -= 1 }
        return try read(&self)
    }
}

// Blanks, comments and lines.
extension Parser {
    mutating func skipBlanks() throws(SyntaxError) {
        while next == " " { advance() }
        if next == "\t" { throw refused(.tab) }
    }

    var isAtComment: Bool { next == "#" && (column == 0 || scalars[position - 1] == " ") }

    /// Ends the line of a value: only blanks and a comment may follow.
    mutating func finishLine() throws(SyntaxError) {
        try skipBlanks()
        try refuseTextAfterValue()
        if isAtComment { skipComment() }
        startLine()
    }

    func refuseTextAfterValue() throws(SyntaxError) {
        if isAtLineEnd || isAtComment { return }
        throw refused(next == "#" ? .commentWithoutBlank : .textAfterValue(restOfLine))
    }

    /// Moves to the first character of the next line that is not blank or a comment, or to the end of the text.
    mutating func skipToContent() throws(SyntaxError) {
        while !isAtEnd {
            try skipBlanks()
            if isAtComment { skipComment() }
            guard isAtLineEnd else { return }
            startLine()
        }
    }

    /// The text up to the end of the line or its comment, as a fault quotes it.
    var restOfLine: String {
        var rest = self
        while !rest.isAtLineEnd && !rest.isAtComment { rest.advance() }
        let end = scalars[position..<rest.position].lastIndex { $0 != " " && $0 != "\t" }
        return text(from: position, to: end.map { $0 + 1 } ?? position)
    }

    private mutating func skipComment() {
        while !isAtLineEnd { advance() }
    }

    private mutating func startLine() {
        guard !isAtEnd else { return }
        position += 1
        line += 1
        lineStart = position
    }
}

extension Unicode.Scalar {
    /// Whether it ends a `-`, `:` or `?`. A tab does, too, and is then refused as a tab.
    var isBlankOrBreak: Bool { self == " " || self == "\n" || self == "\t" }
}
