// Collections in brackets, on one line. A comma after the last item is allowed.
extension Parser {
    /// Reads `[…]` or `{…}`. Returns nil and does not move if neither begins here.
    mutating func flowCollection() throws(SyntaxError) -> Node? {
        switch next {
        case "[": try nested(from: mark) { (parser) throws(SyntaxError) in try parser.flowSequence() }
        case "{": try nested(from: mark) { (parser) throws(SyntaxError) in try parser.flowMapping() }
        default: nil
        }
    }

    private mutating func flowSequence() throws(SyntaxError) -> Node {
        let start = mark
        var items: [Node] = []
        advance()
        while try !closes("]", openedAt: start) {
            let item = try flowNode()
            items.append(item)
            try skipBlanks()
            if next == ":" {
                guard case .scalar(let key) = item.content else { throw refused(.collectionAsKey) }
                throw SyntaxError(mark: item.mark, fault: .pairInSequence(key: key))
            }
            try separate("]", openedAt: start)
        }
        return Node(mark: start, content: .sequence(items))
    }

    private mutating func flowMapping() throws(SyntaxError) -> Node {
        let start = mark
        var entries = Entries()
        advance()
        while try !closes("}", openedAt: start) {
            let keyMark = mark
            let key = try flowKey(openedAt: start)
            try entries.check(key, at: keyMark)
            advance()
            try skipBlanks()
            if next == "," || next == "}" { throw SyntaxError(mark: keyMark, fault: .keyWithoutValue(key)) }
            try refuseLineEnd(SyntaxError(mark: start, fault: .unclosedFlow("{")))
            entries.add(key, at: keyMark, try flowNode())
            try skipBlanks()
            if next == ":" { throw refused(.secondColon) }
            try separate("}", openedAt: start)
        }
        return Node(mark: start, content: .mapping(entries.all))
    }

    // Reads up to the colon. A blank must follow it, because readers of YAML disagree on `{a:b}`: one word, or a pair.
    private mutating func flowKey(openedAt start: Mark) throws(SyntaxError) -> String {
        if next == "[" || next == "{" { throw refused(.collectionAsKey) }
        if next == "?", following(1).isBlankOrBreak { throw refused(.explicitKey) }
        let keyMark = mark
        let key = try key(in: .flow)
        try skipBlanks()
        if isAtColon { return key }
        if next == ":" {
            let isEmpty = following(1) == "," || following(1) == "}"
            if isEmpty { throw SyntaxError(mark: keyMark, fault: .keyWithoutValue(key)) }
            throw refused(.colonWithoutBlank(key))
        }
        try refuseLineEnd(SyntaxError(mark: start, fault: .unclosedFlow("{")))
        throw SyntaxError(mark: keyMark, fault: .keyWithoutColon(key))
    }

    private mutating func flowNode() throws(SyntaxError) -> Node {
        let start = mark
        if isAtDash { throw refused(.itemInsideLine) }
        if let collection = try flowCollection() { return collection }
        return Node(mark: start, content: .scalar(try scalar(in: .flow)))
    }

    // Called before an item. Passes the closing bracket, and returns true, if it is next.
    private mutating func closes(_ closing: Unicode.Scalar, openedAt start: Mark) throws(SyntaxError) -> Bool {
        try skipBlanks()
        if next == closing {
            advance()
            return true
        }
        if next == "," { throw refused(.emptyFlowItem) }
        try refuseLineEnd(unclosed(closing, openedAt: start))
        return false
    }

    // Called after an item. Passes a comma, or stays at the closing bracket.
    private mutating func separate(_ closing: Unicode.Scalar, openedAt start: Mark) throws(SyntaxError) {
        try skipBlanks()
        if next == "," {
            advance()
        } else if next != closing {
            try refuseLineEnd(unclosed(closing, openedAt: start))
            throw refused(.flowSeparator(found: restOfLine, closing: closing))
        }
    }

    private func refuseLineEnd(_ error: SyntaxError) throws(SyntaxError) {
        if isAtLineEnd || isAtComment { throw error }
    }

    private func unclosed(_ closing: Unicode.Scalar, openedAt start: Mark) -> SyntaxError {
        SyntaxError(mark: start, fault: .unclosedFlow(closing == "]" ? "[" : "{"))
    }
}
