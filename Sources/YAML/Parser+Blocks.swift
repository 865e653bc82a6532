extension Parser {
    mutating func document() throws(SyntaxError) -> Node? {
        try skipToContent()
        if column == 0, next == "%" { throw refused(.directive) }
        if isAtDocumentMarker("-") {
            advance(3)
            try skipBlanks()
            guard isAtLineEnd || isAtComment else { throw refused(.textAfterDocumentStart) }
            try finishLine()
            try skipToContent()
        }
        try refuseDocumentMarkers()
        if isAtEnd { return nil }
        let rootColumn = column
        let root = try block(.document)
        if isAtEnd { return root }
        throw column == rootColumn ? refused(.textAfterValue(restOfLine)) : misplacedLine()
    }

    /// Where a block begins. A plain scalar is accepted beside a dash only.
    enum Place { case document, ownLine, besideDash }

    /// Reads the node that begins here, at a column deeper than its parent's. Ends at the content of the next line.
    mutating func block(_ place: Place) throws(SyntaxError) -> Node {
        let start = mark
        if isAtDash { return try blockSequence(mayEndAtKey: false) }
        if let collection = try flowCollection() {
            try refuseColon(.collectionAsKey)
            try finishBlockLine()
            return collection
        }
        let isQuoted = isAtQuote
        let scalar = try keyOrScalar()
        if isAtColon { return try blockMapping(firstKey: scalar, at: start) }
        if isQuoted { try refuseTextAfterKey(scalar) }
        switch place {
        case .document: throw SyntaxError(mark: start, fault: .loneScalar(scalar))
        case .ownLine where !isQuoted: throw SyntaxError(mark: start, fault: .scalarOnOwnLine(scalar))
        case .ownLine, .besideDash: break
        }
        try finishBlockLine()
        return Node(mark: start, content: .scalar(scalar))
    }

    private mutating func blockSequence(mayEndAtKey: Bool) throws(SyntaxError) -> Node {
        let start = mark
        let own = column
        return try nested(from: start) { (parser) throws(SyntaxError) in
            var items: [Node] = []
            while !parser.isAtEnd, parser.column == own, parser.isAtDash {
                items.append(try parser.item(own: own))
            }
            if !parser.isAtEnd, parser.column == own, !mayEndAtKey {
                throw parser.keyAmongItems()
            }
            return Node(mark: start, content: .sequence(items))
        }
    }

    private mutating func item(own: Int) throws(SyntaxError) -> Node {
        let dash = mark
        advance()
        try skipBlanks()
        let value: Node
        if isAtLineEnd || isAtComment {
            try finishBlockLine()
            guard !isAtEnd, column > own else { throw SyntaxError(mark: dash, fault: .itemWithoutValue) }
            value = try block(.ownLine)
        } else {
            value = try block(.besideDash)
        }
        try refuseDeeper(than: own, after: value)
        return value
    }

    private mutating func blockMapping(firstKey: String, at start: Mark) throws(SyntaxError) -> Node {
        let own = start.column - 1
        return try nested(from: start) { (parser) throws(SyntaxError) in
            var entries = Entries()
            var key = firstKey
            var keyMark = start
            while true {
                try entries.check(key, at: keyMark)
                let value = try parser.blockValue(of: key, at: keyMark)
                entries.add(key, at: keyMark, value)
                try parser.refuseDeeper(than: own, after: value)
                guard !parser.isAtEnd, parser.column == own else { break }
                keyMark = parser.mark
                key = try parser.blockKey()
            }
            return Node(mark: start, content: .mapping(entries.all))
        }
    }

    // Reads the second and further keys of a mapping.
    private mutating func blockKey() throws(SyntaxError) -> String {
        if isAtDash { throw refused(.itemAmongKeys) }
        if next == "[" || next == "{" { throw refused(.collectionAsKey) }
        let start = mark
        let isQuoted = isAtQuote
        let key = try keyOrScalar()
        if isAtColon { return key }
        if isQuoted { try refuseTextAfterKey(key) }
        throw SyntaxError(mark: start, fault: .keyWithoutColon(key))
    }

    // Starts at the colon of a key.
    private mutating func blockValue(of key: String, at keyMark: Mark) throws(SyntaxError) -> Node {
        let own = keyMark.column - 1
        advance()
        try skipBlanks()
        guard isAtLineEnd || isAtComment else { return try valueBesideKey() }
        try finishBlockLine()
        if !isAtEnd, column > own { return try block(.ownLine) }
        // A sequence may begin at the column of its key.
        if !isAtEnd, column == own, isAtDash { return try blockSequence(mayEndAtKey: true) }
        throw SyntaxError(mark: keyMark, fault: .keyWithoutValue(key))
    }

    private mutating func valueBesideKey() throws(SyntaxError) -> Node {
        if isAtDash { throw refused(.itemInsideLine) }
        let start = mark
        let value =
            if let collection = try flowCollection() {
                collection
            } else {
                Node(mark: start, content: .scalar(try scalar(in: .block)))
            }
        try refuseColon(.secondColon)
        try finishBlockLine()
        return value
    }

    private mutating func keyOrScalar() throws(SyntaxError) -> String {
        if next == "?", following(1).isBlankOrBreak { throw refused(.explicitKey) }
        return try key(in: .block)
    }
}

// The ends of lines, and checks between lines.
extension Parser {
    private mutating func finishBlockLine() throws(SyntaxError) {
        try finishLine()
        try skipToContent()
        try refuseDocumentMarkers()
    }

    private mutating func refuseColon(_ fault: Fault) throws(SyntaxError) {
        try skipBlanks()
        if next == ":" { throw refused(fault) }
    }

    private func refuseTextAfterKey(_ key: String) throws(SyntaxError) {
        if next == ":" { throw refused(.colonWithoutBlank(key)) }
        try refuseTextAfterValue()
    }

    private func refuseDeeper(than own: Int, after value: Node) throws(SyntaxError) {
        guard !isAtEnd, column > own else { return }
        if case .scalar = value.content { throw lineBelowScalar() }
        throw misplacedLine()
    }

    private func isAtDocumentMarker(_ scalar: Unicode.Scalar) -> Bool {
        column == 0 && next == scalar && following(1) == scalar && following(2) == scalar
            && following(3).isBlankOrBreak
    }

    private func refuseDocumentMarkers() throws(SyntaxError) {
        if isAtDocumentMarker("-") { throw refused(.severalDocuments) }
        if isAtDocumentMarker(".") { throw refused(.documentEnd) }
    }
}
