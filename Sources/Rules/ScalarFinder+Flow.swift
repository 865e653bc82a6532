/// Flow collections: `{alert: A, for: 5m}`, `[a, b]`.
extension ScalarFinder {
    private static let deepest = 64

    /// Reads a collection with its brackets.
    mutating func scanFlow(path: [String], depth: Int) throws(Unreadable) {
        let start = at
        let closing = bytes[at] == UInt8(ascii: "{") ? UInt8(ascii: "}") : UInt8(ascii: "]")
        at += 1
        while true {
            skipFlowSpace()
            guard at < bytes.count else { throw Unreadable(at: start, found: "a bracket that is not closed") }
            if bytes[at] == closing {
                at += 1
                return
            }
            if bytes[at] == UInt8(ascii: ",") {
                at += 1
            } else {
                let start = at
                try scanEntry(path: path, depth: depth)
                if closing == UInt8(ascii: "]"), path == rulesPath { noteRule(from: start) }
            }
        }
    }

    /// Notes a rule in brackets, with the comma behind it.
    private mutating func noteRule(from start: Int) {
        skipFlowSpace()
        if at < bytes.count, bytes[at] == UInt8(ascii: ",") { at += 1 }
        rules.append(Entry(range: start..<at, dash: nil))
    }

    /// Reads an entry of a sequence, or a key with its value.
    private mutating func scanEntry(path: [String], depth: Int) throws(Unreadable) {
        if depth == Self.deepest { throw Unreadable(at: at, found: "brackets and keys more than \(Self.deepest) deep") }
        let properties = at
        let isShared = skipProperties()
        skipFlowSpace()
        guard at < bytes.count else { return }
        // The value behind an anchor or a tag may be empty.
        if at > properties, isFlowEnd(bytes[at]) { return }
        let start = at
        let scalar: Scalar
        switch bytes[at] {
        case UInt8(ascii: "{"), UInt8(ascii: "["): return try scanFlow(path: path, depth: depth + 1)
        case UInt8(ascii: "\""), UInt8(ascii: "'"): scalar = try takeQuoted(path: path, isShared: isShared)
        case UInt8(ascii: "*"): scalar = takeFlowPlain(path: path, isShared: true)
        default: scalar = takeFlowPlain(path: path, isShared: isShared)
        }
        if at == start, bytes[at] != UInt8(ascii: ":") { throw Unreadable(at: at, found: "a bracket out of place") }
        skipFlowSpace()
        guard at < bytes.count, bytes[at] == UInt8(ascii: ":") else { return add(scalar) }
        at += 1
        let inner = path + [scalar.text]
        note(key: scalar.text, path: inner, at: start)
        skipFlowSpace()
        if at < bytes.count, !isFlowEnd(bytes[at]) { try scanEntry(path: inner, depth: depth + 1) }
    }

    /// Reads a plain scalar in a flow collection.
    private mutating func takeFlowPlain(path: [String], isShared: Bool) -> Scalar {
        var scalar = Scalar(path: path, start: at, isShared: isShared)
        while at < bytes.count {
            if isFlowEnd(bytes[at]) || bytes[at] == UInt8(ascii: "{") || bytes[at] == UInt8(ascii: "[") { break }
            if bytes[at] == UInt8(ascii: ":"), isBlankOrEnd(at + 1) || isFlowEnd(bytes[at + 1]) { break }
            if isAtLineEnd || isBlank(bytes[at]) {
                let start = at
                skipFlowSpace()
                scalar.append(UInt8(ascii: " "), from: start..<at)
            } else {
                scalar.append(bytes[at], from: at..<at + 1)
                at += 1
            }
        }
        scalar.trimBlanks(downTo: 0)
        return scalar
    }

    /// Skips blanks, line breaks and comments.
    private mutating func skipFlowSpace() {
        while at < bytes.count {
            skipBlanks()
            guard at < bytes.count, isAtLineEnd else { return }
            skipLine()
        }
    }
}
