/// A mapping under construction, no key twice.
struct Entries {
    private(set) var all: [Entry] = []
    // By String's equality: two spellings of "é" are one key, as they would be to whoever looks the key up.
    private var lines: [String: Int] = [:]

    /// Refuses a key that is there already. Called before its value is read, so that the first fault is named first.
    func check(_ key: String, at mark: Mark) throws(SyntaxError) {
        guard let first = lines[key] else { return }
        throw SyntaxError(mark: mark, fault: .duplicateKey(key, firstLine: first, line: mark.line))
    }

    mutating func add(_ key: String, at mark: Mark, _ value: Node) {
        lines[key] = mark.line
        all.append(Entry(key: key, keyMark: mark, value: value))
    }
}
