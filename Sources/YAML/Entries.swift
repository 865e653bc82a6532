/// A mapping under construction; it has each key once.
struct Entries {
    private(set) var all: [Entry] = []
    // Keys are compared by String's equality: two spellings of "é" are one key, as they are to a reader of the mapping.
    private var lines: [String: Int] = [:]

    /// Refuses a key that the mapping already has. Called before the value is read, so the first fault is reported.
    func check(_ key: String, at mark: Mark) throws(SyntaxError) {
        guard let first = lines[key] else { return }
        throw SyntaxError(mark: mark, fault: .duplicateKey(key, firstLine: first, line: mark.line))
    }

    mutating func add(_ key: String, at mark: Mark, _ value: Node) {
        lines[key] = mark.line
        all.append(Entry(key: key, keyMark: mark, value: value))
    }
}
