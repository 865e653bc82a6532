/// Block structure: dashes, keys and their values.
extension ScalarFinder {
    /// Reads the whole file. O(n).
    mutating func scan() throws(Unreadable) {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
        while at < bytes.count {
            var start = at
            skipBlanks()
            if isAtLineEnd {
                skipLine()
                continue
            }
            if at == start, bytes[at] == UInt8(ascii: "%") {
                skipLine()
                continue
            }
            if at == start, isDocumentMarker(at) {
                levels = []
                isInRule = false
                at += 3
                skipBlanks()
                if isAtLineEnd {
                    skipLine()
                    continue
                }
                // The text after `---` is the root: its column counts from here.
                start = at
            }
            leaveRule(column: at - start)
            try scanBlock(lineStart: start)
            if isInRule { rules[rules.count - 1].range = rules[rules.count - 1].range.lowerBound..<at }
        }
    }

    /// Ends the rule unless a line whose text begins at `column` is part of it.
    private mutating func leaveRule(column: Int) {
        if isInRule, let dash = rules.last?.dash, column <= dash { isInRule = false }
    }

    /// Notes an entry of a list that begins a line.
    private mutating func noteEntry(lineStart: Int, dash: Int) {
        let path = path
        if path == rulesPath {
            rules.append(Entry(range: lineStart..<lineStart, dash: dash))
            isInRule = true
        } else if path == ["inhibit_rules"], inhibitRules?.first == nil {
            inhibitRules?.first = (lineStart, dash)
        }
    }

    /// Reads one line of block structure: dashes, then a key with its value, or a value.
    private mutating func scanBlock(lineStart: Int) throws(Unreadable) {
        var dash = -1
        while bytes[at] == UInt8(ascii: "-"), isBlankOrEnd(at + 1) {
            let isFirst = dash < 0
            dash = at - lineStart
            leave { $0 > dash }
            if isFirst { noteEntry(lineStart: lineStart, dash: dash) }
            at += 1
            skipBlanks()
            if isAtLineEnd {
                skipLine()
                return
            }
        }
        let column = at - lineStart
        if bytes[at] == UInt8(ascii: "?"), isBlankOrEnd(at + 1) { throw Unreadable(at: at, found: "an explicit key") }
        let start = at
        let isAnchored = skipProperties()
        if isAtLineEnd {
            skipLine()
            return
        }
        leave { $0 >= column }
        if let key = try takeKey() {
            levels.append((column, key))
            note(key: key, path: path, at: start)
            skipBlanks()
            if levels.count == 1, key == "inhibit_rules" { inhibitRules = InhibitRules(value: at) }
            try scanValue(parent: column, isAnchored: false)
        } else {
            try scanValue(parent: max(dash, levels.last?.column ?? -1), isAnchored: isAnchored)
        }
    }

    private mutating func leave(_ isLeft: (Int) -> Bool) {
        while let level = levels.last, isLeft(level.column) { levels.removeLast() }
    }

    /// Reads a key and its colon. Returns nil and does not move if no key begins here.
    private mutating func takeKey() throws(Unreadable) -> String? {
        let start = at
        switch bytes[at] {
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            let key = try takeQuoted(path: [], isShared: false)
            skipBlanks()
            if at < bytes.count, bytes[at] == UInt8(ascii: ":"), isBlankOrEnd(at + 1) {
                at += 1
                return key.text
            }
            at = start
            return nil
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "|"), UInt8(ascii: ">"): return nil
        default: break
        }
        var place = at
        while place < bytes.count, !isBreak(bytes[place]) {
            if bytes[place] == UInt8(ascii: "#"), isBlank(bytes[place - 1]) { return nil }
            if bytes[place] == UInt8(ascii: ":"), isBlankOrEnd(place + 1) {
                var end = place
                while end > start, isBlank(bytes[end - 1]) { end -= 1 }
                at = place + 1
                return String(decoding: bytes[start..<end], as: UTF8.self)
            }
            place += 1
        }
        return nil
    }

    /// Reads the value of a key or of a sequence's entry. Its further lines are deeper than the column `parent`.
    private mutating func scanValue(parent: Int, isAnchored: Bool) throws(Unreadable) {
        let isShared = skipProperties() || isAnchored
        if isAtLineEnd {
            skipLine()
            return
        }
        let path = path
        switch bytes[at] {
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            add(try takeQuoted(path: path, isShared: isShared))
            skipLine()
        case UInt8(ascii: "|"), UInt8(ascii: ">"):
            add(takeBlockScalar(path: path, isShared: isShared, parent: parent))
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            try scanFlow(path: path, depth: 0)
            skipLine()
        case UInt8(ascii: "*"):
            add(Scalar(path: path, start: at, isShared: true))
            skipLine()
        default:
            add(takePlain(path: path, isShared: isShared, parent: parent))
        }
    }
}
