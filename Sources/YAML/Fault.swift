/// The parts of a sentence `cannot ACT: got GOT; want WANT`. All faults of the module are made in this file.
struct Fault: Equatable {
    let act: String
    let got: String
    let want: String

    init(_ act: String, got: String, want: String) {
        self.act = act
        self.got = got
        self.want = want
    }
}

// Faults of the text as a whole.
extension Fault {
    static func tooLarge(bytes: Int) -> Fault {
        Fault("read YAML", got: "\(bytes) bytes", want: "at most \(Limits.bytes)")
    }

    static let invalidUTF8 = Fault("read YAML", got: "bytes that are not UTF-8", want: "a file saved as UTF-8")

    static func forbiddenCharacter(_ scalar: Unicode.Scalar) -> Fault {
        Fault("read YAML", got: "the character \(scalar.codePoint)", want: "it as an escape in double quotes")
    }

    static let loneCarriageReturn = Fault("end a line", got: "a carriage return alone", want: "a line feed, or both")
    static let tab = Fault("read YAML", got: "a tab", want: "spaces; tabs are allowed in quotes and comments only")
    static let directive = Fault("read YAML", got: "a directive (a line that starts with %)", want: "none")
    static let severalDocuments = Fault("read YAML", got: "a second document", want: "one document in a file")

    static let textAfterDocumentStart = Fault(
        "begin a document", got: "text on the line of \"---\"", want: "it on the next line")

    static let documentEnd = Fault(
        "read YAML", got: "\"...\" (the end of a document)", want: "the document to end with the file")

    static func loneScalar(_ text: String) -> Fault {
        Fault("read a document", got: text.quoted, want: "\"key: value\" or \"- item\"" + text.blankHint)
    }
}

// Parts of YAML that are not supported.
extension Fault {
    static func anchor(_ text: String) -> Fault { leftOut("an anchor", "anchors", text) }
    static func alias(_ text: String) -> Fault { leftOut("an alias", "aliases", text) }
    static func tag(_ text: String) -> Fault { leftOut("a tag", "tags", text) }
    static func blockScalar(_ text: String) -> Fault { leftOut("a text block", "blocks", text) }

    private static func leftOut(_ one: String, _ many: String, _ text: String) -> Fault {
        Fault("read a value", got: "\(text.quoted), which starts \(one)", want: "no \(many); quote it if it is text")
    }

    static let explicitKey = Fault("read a key", got: "\"? \" (an explicit key)", want: "\"key: value\"")
    static let mergeKey = Fault("read a key", got: "\"<<\" (a merge key)", want: "the merged entries written out")
    static let collectionAsKey = Fault("read a key", got: "a sequence or mapping", want: "text")

    static func pairInSequence(key: String) -> Fault {
        Fault(
            "read a sequence", got: "the key \(key.quoted) without braces",
            want: "{\(key.plain): …}, or quotes around text")
    }
}

// Faults of scalars.
extension Fault {
    static func indicator(_ scalar: Unicode.Scalar, text: String) -> Fault {
        Fault("read a value", got: text.quoted, want: "no \(String(scalar).quoted) at its start; quote it")
    }

    static let questionMarkInFlow = Fault(
        "read a value", got: "\"?\" between brackets", want: "quotes around the value")

    static let secondColon = Fault(
        "read a value", got: "a second colon on the line", want: "quotes, or a line for each key")

    static func unclosedQuote(_ quote: Unicode.Scalar) -> Fault {
        Fault("read a value", got: "no closing \(quote) on its line", want: "quoted text on one line")
    }

    static func unknownEscape(_ text: String) -> Fault {
        Fault("read a value", got: "the unknown escape \(text)", want: "\\\\ for a backslash, or single quotes")
    }

    static func escapedNonCharacter(_ text: String) -> Fault {
        Fault("read a value", got: "the escape \(text), which is no character", want: "a Unicode scalar value")
    }

    static let continuedScalar = Fault(
        "continue a value", got: "a line indented deeper than its key or dash", want: "each value on one line")

    static func scalarOnOwnLine(_ text: String) -> Fault {
        Fault(
            "read a value", got: "\(text.quoted) on its own line",
            want: text.contains(":") ? "a blank after the colon, or quotes" : "it beside its key or dash, or quoted")
    }

    static func textAfterValue(_ text: String) -> Fault {
        Fault("end a value", got: "\(text.quoted) after it", want: "the end of the line, or a blank and a comment")
    }

    static let commentWithoutBlank = Fault("begin a comment", got: "no blank before \"#\"", want: "one")
}

// Faults of collections.
extension Fault {
    static func indentation(found: Int, wanted: [(column: Int, line: Int)]) -> Fault {
        let columns = wanted.map { "\($0.column) to match line \($0.line)" }
        return Fault("place a line", got: "an indentation of \(found)", want: columns.joined(separator: " or "))
    }

    static let itemAmongKeys = Fault("read a mapping", got: "an item (\"- \")", want: "a key")

    static func keyAmongItems(_ text: String, item: (column: Int, line: Int)?) -> Fault {
        let other = item.map { ", or an indentation of \($0.column) to match line \($0.line)" } ?? ""
        return Fault("read a sequence", got: text.quoted, want: "an item (\"- \")" + other)
    }

    static let itemInsideLine = Fault(
        "read a value", got: "an item (\"- \") inside a line", want: "it on its own line, or quotes")

    static func keyWithoutColon(_ text: String) -> Fault {
        Fault("read a key", got: text.quoted, want: "\"key: value\"" + text.blankHint)
    }

    static func colonWithoutBlank(_ key: String) -> Fault {
        Fault("read a value", got: "no blank after the colon of \(key.quoted)", want: "one")
    }

    static func keyTooLong(_ length: Int) -> Fault {
        Fault("read a key", got: "\(length) characters before its colon", want: "at most \(Limits.keyScalars)")
    }

    static func keyWithoutValue(_ key: String) -> Fault {
        Fault("read a value", got: "nothing for the key \(key.quoted)", want: "a value, \"\" for empty text")
    }

    static let itemWithoutValue = Fault(
        "read an item", got: "nothing after its dash", want: "a value, \"\" for empty text")

    static func duplicateKey(_ key: String, firstLine: Int, line: Int) -> Fault {
        Fault("add the key \(key.quoted)", got: "it on line \(firstLine) and again on line \(line)", want: "it once")
    }

    static func unclosedFlow(_ opening: Unicode.Scalar) -> Fault {
        Fault(
            "read a value", got: "no end on its line for \(String(opening).quoted)",
            want: "the whole collection on one line")
    }

    static let emptyFlowItem = Fault(
        "read a value", got: "a comma with nothing before it", want: "a value, \"\" for empty text")

    static func flowSeparator(found: String, closing: Unicode.Scalar) -> Fault {
        Fault("end a value", got: "\(found.quoted) after it", want: "\",\" or \(String(closing).quoted)")
    }

    static let tooDeep = Fault(
        "open a collection", got: "one inside \(Limits.depth) others", want: "at most \(Limits.depth) deep")
}

extension Unicode.Scalar {
    fileprivate var codePoint: String {
        let digits = String(value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}

extension String {
    // Without quotes, unless it needs escapes.
    fileprivate var plain: String { quoted == "\"\(excerpt)\"" ? excerpt : quoted }

    // At most 40 characters.
    fileprivate var excerpt: String { count > 40 ? prefix(39) + "…" : self }

    // With escapes, because a quoted key may contain a line break.
    fileprivate var quoted: String { excerpt.debugDescription }

    // `key:value` is one word in YAML, which few people know.
    fileprivate var blankHint: String { contains(":") ? ", with a blank after the colon" : "" }
}
