import Text
import YAML

/// The keys of one block of the mapping file, read by type: whatever is not of the wanted form becomes a fault.
struct Fields {
    let mark: Mark
    private let entries: [Entry]
    /// What the block is, for messages: `a source`, `a metric`.
    private let block: String

    /// Takes a block apart; keys that are not among `keys` are faults. Nil if the node is no block of keys.
    init?(_ node: Node, _ block: String, keys: [String], _ faults: inout Faults) {
        guard case .mapping(let entries) = node.content else {
            faults.add(node.mark, "cannot read \(block): got \(kind(of: node)); want keys and values")
            return nil
        }
        mark = node.mark
        self.block = block
        self.entries = entries
        for entry in entries where !keys.contains(entry.key) {
            var text = "cannot use key \"\(entry.key)\": it is no key of \(block); want \(alternatives(keys))"
            if let near = nearest(entry.key, among: keys) { text += "; did you mean \"\(near)\"?" }
            faults.add(entry.keyMark, text)
        }
    }

    /// The value's node, if the key is there.
    func node(_ key: String) -> Node? { entries.first { $0.key == key }?.value }

    /// Where the key stands, or else the block.
    func mark(of key: String) -> Mark { entries.first { $0.key == key }?.keyMark ?? mark }

    func text(_ key: String, _ faults: inout Faults) -> String? {
        guard let node = node(key) else { return nil }
        return scalar(node, "\"\(key)\"", &faults)
    }

    /// The text of a key that must be there.
    func required(_ key: String, want: String, _ faults: inout Faults) -> String? {
        if node(key) == nil { faults.add(mark, "cannot use \(block): got no key \"\(key)\"; want \(want)") }
        return text(key, &faults)
    }

    func boolean(_ key: String, _ faults: inout Faults) -> Bool? {
        switch text(key, &faults) {
        case nil: return nil
        case "true": return true
        case "false": return false
        case let other?:
            faults.add(node(key)?.mark, "cannot read \"\(key)\": got \"\(other)\"; want true or false")
            return nil
        }
    }

    func integer(_ key: String, atLeast least: Int, _ faults: inout Faults) -> Int? {
        guard let text = text(key, &faults) else { return nil }
        if let number = Int(text), number >= least { return number }
        faults.add(
            node(key)?.mark, "cannot read \"\(key)\": got \"\(text)\"; want a whole number of at least \(least)")
        return nil
    }

    func number(_ key: String, _ faults: inout Faults) -> Double? {
        guard let node = node(key) else { return nil }
        return Exporter.number(node, "\"\(key)\"", &faults)
    }

    /// Nanoseconds.
    func duration(_ key: String, _ faults: inout Faults) -> Int64? {
        guard let text = text(key, &faults) else { return nil }
        if let duration = parseDuration(text) { return duration }
        faults.add(
            node(key)?.mark, "cannot read \"\(key)\": got \"\(text)\"; want a duration such as 30s, 5m or 1h30m")
        return nil
    }

    func choice<Choice: CaseIterable & RawRepresentable<String>>(
        _ key: String, of type: Choice.Type, _ faults: inout Faults
    ) -> Choice? {
        guard let node = node(key), let text = text(key, &faults) else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        faults.add(node.mark, unknown: text, as: key, among: Choice.allCases.map(\.rawValue))
        return nil
    }

    /// One ASCII character, as a byte; `\t` is written as "\t" in double quotes, or as the word tab.
    func character(_ key: String, _ faults: inout Faults) -> UInt8? {
        guard let text = text(key, &faults) else { return nil }
        if text == "tab" { return 0x09 }
        if text.utf8.count == 1, let byte = text.utf8.first, byte >= 0x20 || byte == 0x09, byte < 0x7F { return byte }
        faults.add(node(key)?.mark, "cannot read \"\(key)\": got \"\(text)\"; want one ASCII character, or tab")
        return nil
    }

    /// A list of texts, or one text that stands for a list of one.
    func texts(_ key: String, _ faults: inout Faults) -> [(text: String, mark: Mark)]? {
        node(key).map { Exporter.texts($0, "\"\(key)\"", &faults) }
    }
}

func kind(of node: Node) -> String {
    switch node.content {
    case .scalar(let text): "\"\(text)\""
    case .sequence: "a list"
    case .mapping: "keys and values"
    }
}

/// The text of a scalar node, or a fault.
func scalar(_ node: Node, _ what: String, _ faults: inout Faults) -> String? {
    if case .scalar(let text) = node.content { return text }
    faults.add(node.mark, "cannot read \(what): got \(kind(of: node)); want one value")
    return nil
}

/// The finite number of a scalar node, or a fault.
func number(_ node: Node, _ what: String, _ faults: inout Faults) -> Double? {
    guard let text = scalar(node, what, &faults) else { return nil }
    if let number = parseNumber(text) { return number }
    faults.add(node.mark, "cannot read \(what): got \"\(text)\"; want a number")
    return nil
}

/// The texts of a list node, or of one scalar.
func texts(_ node: Node, _ what: String, _ faults: inout Faults) -> [(text: String, mark: Mark)] {
    guard case .sequence(let nodes) = node.content else {
        return scalar(node, what, &faults).map { [($0, node.mark)] } ?? []
    }
    return nodes.compactMap { item in scalar(item, "an item of \(what)", &faults).map { ($0, item.mark) } }
}
