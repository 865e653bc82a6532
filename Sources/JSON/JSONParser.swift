extension JSONValue {
    /// Reads one value as RFC 8259 has it, and nothing beside it but blanks.
    ///
    /// Stricter than the RFC asks: a key twice in an object, a lone surrogate, bytes that are not UTF-8, a byte order
    /// mark, more than `maximumBytes` and more than `maximumDepth` arrays and objects inside each other are refused.
    /// Keys are compared by `String`'s equality: two spellings of "é" are one key, as they are to a reader of
    /// `JSONObject`. O(n). Throws at the first fault.
    package init(
        parsing bytes: [UInt8], maximumBytes: Int = 1 << 20, maximumDepth: Int = 64
    ) throws(JSONError) {
        guard bytes.count <= maximumBytes else {
            throw JSONError(bytes, at: 0, got: "\(bytes.count) bytes", want: "at most \(maximumBytes)")
        }
        if let place = firstInvalidUTF8(bytes) {
            throw JSONError(bytes, at: place, got: "bytes that are not UTF-8", want: "UTF-8")
        }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            throw JSONError(bytes, at: 0, got: "a byte order mark", want: "none")
        }
        var parser = JSONParser(bytes, maximumDepth: maximumDepth)
        self = try parser.document()
    }
}

/// The place of the first byte that is not part of a scalar in UTF-8.
private func firstInvalidUTF8(_ bytes: [UInt8]) -> Int? {
    var parser = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var place = 0
    while true {
        switch parser.parseScalar(from: &iterator) {
        case .valid(let scalar): place += scalar.count
        case .error: return place
        case .emptyInput: return nil
        }
    }
}

/// A place in the text, and the grammar from there on. Strings and numbers are read in two extensions.
///
/// Each method that reads something starts at its first byte and ends after its last.
struct JSONParser {
    let bytes: [UInt8]
    var at = 0
    private let maximumDepth: Int
    private var depth = 0

    init(_ bytes: [UInt8], maximumDepth: Int) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
    }

    /// The next byte; nil at the end of the text.
    var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    mutating func document() throws(JSONError) -> JSONValue {
        skipBlanks()
        let root = try value()
        skipBlanks()
        if next != nil { throw refused(got: "\(found) after the value", want: "the end of the text") }
        return root
    }

    private mutating func value() throws(JSONError) -> JSONValue {
        switch next ?? 0 {
        case UInt8(ascii: "{"): return .object(try nested { (parser) throws(JSONError) in try parser.object() })
        case UInt8(ascii: "["): return .array(try nested { (parser) throws(JSONError) in try parser.array() })
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        default: break
        }
        let literals: [(String, JSONValue)] = [("null", .null), ("true", .boolean(true)), ("false", .boolean(false))]
        for (word, value) in literals where bytes[at...].starts(with: word.utf8) {
            at += word.utf8.count
            return value
        }
        throw refused(got: found, want: "a value")
    }

    private mutating func array() throws(JSONError) -> [JSONValue] {
        var values: [JSONValue] = []
        at += 1
        skipBlanks()
        if next == UInt8(ascii: "]") {
            at += 1
            return values
        }
        while true {
            skipBlanks()
            values.append(try value())
            if try closes(UInt8(ascii: "]")) { return values }
        }
    }

    private mutating func object() throws(JSONError) -> JSONObject {
        var members: [JSONObject.Member] = []
        var places: [String: Int] = [:]
        at += 1
        skipBlanks()
        if next == UInt8(ascii: "}") {
            at += 1
            return JSONObject(distinct: members)
        }
        while true {
            skipBlanks()
            let place = at
            guard next == UInt8(ascii: "\"") else { throw refused(got: found, want: "a key in double quotes") }
            let key = try string()
            if let first = places.updateValue(place, forKey: key) {
                let line = refused(at: first, got: "", want: "").line
                throw refused(at: place, got: "a key that line \(line) has already", want: "each key once")
            }
            skipBlanks()
            guard next == UInt8(ascii: ":") else { throw refused(got: "\(found) after a key", want: "a colon") }
            at += 1
            skipBlanks()
            members.append(JSONObject.Member(key: key, value: try value()))
            if try closes(UInt8(ascii: "}")) { return JSONObject(distinct: members) }
        }
    }

    /// After a value of an array or object: passes the closing bracket, or a comma.
    private mutating func closes(_ closing: UInt8) throws(JSONError) -> Bool {
        skipBlanks()
        let bracket = String(UnicodeScalar(closing))
        guard next == closing || next == UInt8(ascii: ",") else {
            throw refused(got: "\(found) after a value", want: "\",\" or \"\(bracket)\"")
        }
        defer { at += 1 }
        return next == closing
    }

    // All recursion passes here, so that the stack is bounded, too.
    private mutating func nested<Result>(
        _ read: (inout JSONParser) throws(JSONError) -> Result
    ) throws(JSONError) -> Result {
        guard depth < maximumDepth else {
            let got = "an array or object inside \(maximumDepth) others"
            throw refused(got: got, want: "at most \(maximumDepth) inside each other")
        }
        depth += 1
        defer { depth -= 1 }
        return try read(&self)
    }

    private mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { at += 1 }
    }
}

// Faults.
extension JSONParser {
    func refused(at place: Int? = nil, got: String, want: String) -> JSONError {
        JSONError(bytes, at: place ?? at, got: got, want: want)
    }

    /// The text from here on, for a sentence: a word of at most 20 bytes, or one character.
    var found: String {
        guard let byte = next else { return "the end of the text" }
        if byte == UInt8(ascii: "\"") { return "a string" }
        func isWordPart(_ byte: UInt8) -> Bool {
            (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A || byte >= 0x30 && byte <= 0x39
                || [0x2B, 0x2D, 0x2E].contains(byte)
        }
        let word = bytes[at...].prefix { isWordPart($0) }
        if !word.isEmpty { return "\"\(String(decoding: word.prefix(20), as: UTF8.self))\"" }
        if byte < 0x20 || byte == 0x7F { return codePoint(byte) }
        let scalar = bytes[at...].prefix(1) + bytes[(at + 1)...].prefix { $0 & 0xC0 == 0x80 }
        return "\"\(String(decoding: scalar, as: UTF8.self))\""
    }

    /// `U+001F`.
    func codePoint(_ byte: UInt8) -> String {
        "U+00" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
}
