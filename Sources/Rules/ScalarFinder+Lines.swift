/// White space, line ends, comments, tags and anchors.
extension ScalarFinder {
    func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    func isBreak(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }

    func isBlankOrEnd(_ place: Int) -> Bool {
        place >= bytes.count || isBlank(bytes[place]) || isBreak(bytes[place])
    }

    /// Whether the byte ends a scalar in a flow collection.
    func isFlowEnd(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
    }

    /// Whether the rest of the line is empty or a comment.
    var isAtLineEnd: Bool {
        guard at < bytes.count else { return true }
        if bytes[at] == UInt8(ascii: "#") { return at == 0 || isBlankOrEnd(at - 1) }
        return isBreak(bytes[at])
    }

    /// Whether `---` or `...` begins at `place` and ends there as a word.
    func isDocumentMarker(_ place: Int) -> Bool {
        guard place + 3 <= bytes.count, isBlankOrEnd(place + 3) else { return false }
        return bytes[place..<place + 3].elementsEqual("---".utf8) || bytes[place..<place + 3].elementsEqual("...".utf8)
    }

    mutating func skipBlanks() {
        while at < bytes.count, isBlank(bytes[at]) { at += 1 }
    }

    mutating func skipLine() {
        while at < bytes.count, bytes[at] != UInt8(ascii: "\n") { at += 1 }
        at = min(at + 1, bytes.count)
    }

    /// Skips tags and anchors. Returns whether there was an anchor.
    mutating func skipProperties() -> Bool {
        var isAnchored = false
        while at < bytes.count, bytes[at] == UInt8(ascii: "&") || bytes[at] == UInt8(ascii: "!") {
            if bytes[at] == UInt8(ascii: "&") {
                anchors.append(at)
                isAnchored = true
            }
            while !isBlankOrEnd(at), !isFlowEnd(bytes[at]) { at += 1 }
            skipBlanks()
        }
        return isAnchored
    }
}
