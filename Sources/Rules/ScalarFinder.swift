// Advice for the next editor: rule files are other people's YAML, so this reads all of its scalar styles, but it is no
// parser: it knows where scalars stand and which keys lead there, and takes the rest for granted, because Prometheus
// will read the file after us. Block structure is only a stack of keys with their columns; a dash needs no level of its
// own, because whatever it holds stands further right.

/// Finds the scalars of a YAML file.
struct ScalarFinder {
    /// Something that stands in the way of reading on.
    struct Unreadable: Error {
        let at: Int
        let found: String
    }

    let bytes: [UInt8]
    var at = 0
    private(set) var scalars: [Scalar] = []
    private(set) var topLevelKeys: Set<String> = []
    /// Where merge keys stand, with the path to them.
    private(set) var merges: [(at: Int, path: [String])] = []
    private var levels: [(column: Int, key: String)] = []

    init(_ bytes: [UInt8]) { self.bytes = bytes }

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
                at += 3
                skipBlanks()
                if isAtLineEnd {
                    skipLine()
                    continue
                }
                // What follows `---` is the root, as if it stood at the margin.
                start = at
            }
            try scanBlock(lineStart: start)
        }
    }

    /// One line of block structure: dashes, then a key with its value, or a value.
    private mutating func scanBlock(lineStart: Int) throws(Unreadable) {
        var dash = -1
        while bytes[at] == UInt8(ascii: "-"), isBlankOrEnd(at + 1) {
            dash = at - lineStart
            leave { $0 > dash }
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
            note(key: key, path: levels.map(\.key), at: start)
            skipBlanks()
            try scanValue(parent: column, isAnchored: false)
        } else {
            try scanValue(parent: max(dash, levels.last?.column ?? -1), isAnchored: isAnchored)
        }
    }

    private mutating func leave(_ isLeft: (Int) -> Bool) {
        while let level = levels.last, isLeft(level.column) { levels.removeLast() }
    }

    mutating func note(key: String, path: [String], at place: Int) {
        if path.count == 1 { topLevelKeys.insert(key) }
        if key == "<<" { merges.append((place, path)) }
    }

    mutating func add(_ scalar: Scalar) { scalars.append(scalar) }

    /// Takes a key and its colon, or takes nothing.
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

    /// The value of a key or of a sequence's entry; `parent` is the column that all its further lines must exceed.
    private mutating func scanValue(parent: Int, isAnchored: Bool) throws(Unreadable) {
        let isShared = skipProperties() || isAnchored
        if isAtLineEnd {
            skipLine()
            return
        }
        let path = levels.map(\.key)
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

    /// Skips tags and anchors; says whether there was an anchor.
    mutating func skipProperties() -> Bool {
        var isAnchored = false
        while at < bytes.count, bytes[at] == UInt8(ascii: "&") || bytes[at] == UInt8(ascii: "!") {
            isAnchored = isAnchored || bytes[at] == UInt8(ascii: "&")
            while !isBlankOrEnd(at), !isFlowEnd(bytes[at]) { at += 1 }
            skipBlanks()
        }
        return isAnchored
    }
}
