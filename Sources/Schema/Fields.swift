import Text
package import YAML

/// The keys of one block of a YAML file, read by type. A value that is not of the wanted type becomes a fault, and nil.
package struct Fields {
    /// Where the block begins.
    package let mark: Mark
    private let entries: [Entry]
    private let block: String

    /// Reads the keys of `node`; a key that `block` does not have is a fault. A misspelt key is that fault only: its
    /// value is read as that of the key that was meant, which is not missing then. Nil, with a fault, if there are no
    /// keys.
    package init?(_ node: Node, _ block: Block, _ faults: inout Faults) {
        guard case .mapping(let entries) = node.content else {
            faults.add(node.mark, "cannot read \(block.name): got \(node.kind); want keys and values")
            return nil
        }
        mark = node.mark
        self.block = block.name
        self.entries = entries.map { entry in
            if block.keys.contains(entry.key) { return entry }
            faults.add(entry.keyMark, block.fault(entry))
            guard let key = block.meant(entry), !entries.contains(where: { $0.key == key }) else { return entry }
            return Entry(key: key, keyMark: entry.keyMark, value: entry.value)
        }
    }

    /// The value's node; nil without the key.
    package func node(_ key: String) -> Node? { entries.first { $0.key == key }?.value }

    /// The place of the key, or of the block if the key is missing.
    package func mark(of key: String) -> Mark { entries.first { $0.key == key }?.keyMark ?? mark }

    /// The text of a key.
    package func text(_ key: String, _ faults: inout Faults) -> String? {
        node(key)?.text(as: "\"\(key)\"", &faults)
    }

    /// The text of a key; a fault if the key is missing. `want` ends the sentence.
    package func required(_ key: String, want: String, _ faults: inout Faults) -> String? {
        if node(key) == nil { faults.add(mark, "cannot use \(block): got no key \"\(key)\"; want \(want)") }
        return text(key, &faults)
    }

    /// `true` or `false`.
    package func boolean(_ key: String, _ faults: inout Faults) -> Bool? {
        switch text(key, &faults) {
        case nil: return nil
        case "true": return true
        case "false": return false
        case let other?:
            refuse(other, key, want: "true or false", &faults)
            return nil
        }
    }

    /// A whole number of at least `least`.
    package func integer(_ key: String, atLeast least: Int, _ faults: inout Faults) -> Int? {
        guard let text = text(key, &faults) else { return nil }
        if let number = Int(text), number >= least { return number }
        refuse(text, key, want: "a whole number of at least \(least)", &faults)
        return nil
    }

    /// A finite number.
    package func number(_ key: String, _ faults: inout Faults) -> Double? {
        node(key)?.number(as: "\"\(key)\"", &faults)
    }

    /// A duration in nanoseconds.
    package func duration(_ key: String, _ faults: inout Faults) -> Int64? {
        guard let text = text(key, &faults) else { return nil }
        if let duration = parseDuration(text) { return duration }
        refuse(text, key, want: "a duration such as 30s, 5m or 1h30m", &faults)
        return nil
    }

    /// One of the raw values of `type`.
    @inlinable
    package func choice<Choice: CaseIterable & RawRepresentable<String>>(
        _ key: String, of type: Choice.Type, _ faults: inout Faults
    ) -> Choice? {
        guard let text = text(key, &faults) else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        faults.add(node(key)?.mark ?? mark, unknown: text, as: key, among: Choice.allCases.map { $0.rawValue })
        return nil
    }

    /// One printable ASCII character or a tab, as a byte. A tab is written "\t" in double quotes, or as the word tab.
    package func character(_ key: String, _ faults: inout Faults) -> UInt8? {
        guard let text = text(key, &faults) else { return nil }
        if text == "tab" { return 0x09 }
        if text.utf8.count == 1, let byte = text.utf8.first, byte >= 0x20 || byte == 0x09, byte < 0x7F { return byte }
        refuse(text, key, want: "one ASCII character, or tab", &faults)
        return nil
    }

    /// One ASCII character but NUL, CR and LF, as a byte. Control characters are written "\x01" in double quotes.
    package func asciiCharacter(_ key: String, _ faults: inout Faults) -> UInt8? {
        guard let text = text(key, &faults) else { return nil }
        if text == "tab" { return 0x09 }
        if text.utf8.count == 1, let byte = text.utf8.first, ![0x00, 0x0A, 0x0D].contains(byte) { return byte }
        refuse(text, key, want: "one ASCII character, or tab", &faults)
        return nil
    }

    /// The texts of a list, or of a single text, each with its place.
    package func texts(_ key: String, _ faults: inout Faults) -> [(text: String, mark: Mark)]? {
        node(key)?.texts(as: "\"\(key)\"", &faults)
    }

    private func refuse(_ text: String, _ key: String, want: String, _ faults: inout Faults) {
        faults.add(node(key)?.mark, "cannot read \"\(key)\": got \"\(text)\"; want \(want)")
    }
}
