import TestSupport

/// A text made from a random tree in random but valid layout, with the tree's spelling.
struct RandomDocument {
    private(set) var text = ""
    private(set) var tree = ""
    private var generator: SeededGenerator

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
        if chance(4) { text += "# c\n---\n" }
        if chance(2) { mapping(indent: 0, level: 0) } else { sequence(indent: 0, level: 0) }
    }

    private mutating func chance(_ oneIn: Int) -> Bool { Int.random(in: 0..<oneIn, using: &generator) == 0 }
    private mutating func count(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

    private mutating func endLine() {
        if chance(6) { text += "  # note: [\t" }
        text += chance(8) ? "\r\n" : "\n"
        if chance(8) { text += "\n   # between\n" }
    }

    private mutating func mapping(indent: Int, level: Int) {
        tree += "{"
        for number in 0..<count(1...3) {
            if number > 0 {
                tree += ", "
                text += String(repeating: " ", count: indent)
            }
            scalar(inFlow: false, prefix: "k\(number)")
            text += chance(5) ? " :" : ":"
            tree += ": "
            value(indent: indent, level: level, isEntry: true)
        }
        tree += "}"
    }

    private mutating func sequence(indent: Int, level: Int) {
        tree += "["
        for number in 0..<count(1...3) {
            if number > 0 {
                tree += ", "
                text += String(repeating: " ", count: indent)
            }
            text += "-"
            value(indent: indent, level: level, isEntry: false)
        }
        tree += "]"
    }

    // From after the dash or colon to the next line.
    private mutating func value(indent: Int, level: Int, isEntry: Bool) {
        if level == 4 || chance(2) {
            text += String(repeating: " ", count: count(1...2))
            if chance(4) { flow(level: level + 1) } else { scalar(inFlow: false) }
            return endLine()
        }
        if !isEntry, chance(2) {
            let blanks = count(1...3)
            text += String(repeating: " ", count: blanks)
            return collection(indent: indent + 1 + blanks, level: level)
        }
        endLine()
        if isEntry, chance(4) {
            text += String(repeating: " ", count: indent)
            return sequence(indent: indent, level: level + 1)
        }
        let deeper = indent + count(1...4)
        text += String(repeating: " ", count: deeper)
        collection(indent: deeper, level: level)
    }

    private mutating func collection(indent: Int, level: Int) {
        if chance(2) {
            mapping(indent: indent, level: level + 1)
        } else {
            sequence(indent: indent, level: level + 1)
        }
    }

    private mutating func flow(level: Int) {
        let isMapping = chance(2)
        let items = count(0...3)
        text += isMapping ? "{" : "["
        tree += isMapping ? "{" : "["
        for number in 0..<items {
            if number > 0 { tree += ", " }
            if chance(2) { text += " " }
            if isMapping {
                scalar(inFlow: true, prefix: "k\(number)")
                text += ": "
                tree += ": "
            }
            if level < 4, chance(4) { flow(level: level + 1) } else { scalar(inFlow: true) }
            if number < items - 1 || chance(4) { text += chance(3) ? " , " : "," }
        }
        text += isMapping ? "}" : "]"
        tree += isMapping ? "}" : "]"
    }

    private mutating func scalar(inFlow: Bool, prefix: String = "") {
        let block = [
            "a", "00", "no", "-1", "x y", "b:c", "d#e", "~", "https://h:1/", "é🚲", "[", "?", "{x}, y", "'", "\"",
        ]
        let flow = ["a", "00", "no", "-1", "x y", "b:c", "d#e", "~", "https://h:1/", "é🚲"]
        let quoted = ["", " ", "a: b", "# c", "[", "%H", "it's", "@", "\t", "\\", "\"", "\u{85}", "---"]
        switch count(0...2) {
        case 0:
            // Behind a prefix, any of them is plain text; alone, one that starts with an indicator is not.
            let words = inFlow || prefix.isEmpty ? flow : block
            let word = prefix + words[count(0...words.count - 1)]
            text += word
            tree += word.debugDescription
        case 1:
            let word = prefix + quoted[count(0...quoted.count - 3)]
            text += "'" + word.map { $0 == "'" ? "''" : String($0) }.joined() + "'"
            tree += word.debugDescription
        default:
            let word = prefix + quoted[count(0...quoted.count - 1)]
            text += "\"" + word.unicodeScalars.map { escape($0) }.joined() + "\""
            tree += word.debugDescription
        }
    }

    private func escape(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": "\\\""
        case "\\": "\\\\"
        case "\t": "\\t"
        case "\u{85}": "\\N"
        default: String(scalar)
        }
    }

    /// The text with a few random edits, most of which make it another text or none.
    mutating func mutated() -> String {
        let pieces = [
            " ", "  ", "\n", ":", ": ", "- ", "-", "#", " #", ",", "[", "]", "{", "}", "\"", "'", "?", "a", "\n\n",
            "\t",
            "---", "\\", "%", "&", "*", "!", "|", ">", "@", "\n  ", "\n- ", ",]", "<<: ", "\r\n", "...", "1", "\\x41",
        ]
        var scalars = Array(text.unicodeScalars)
        for _ in 0..<count(1...3) {
            let place = count(0...scalars.count)
            let end = chance(2) ? place : min(scalars.count, place + count(1...4))
            scalars.replaceSubrange(place..<end, with: pieces[count(0...pieces.count - 1)].unicodeScalars)
        }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}
