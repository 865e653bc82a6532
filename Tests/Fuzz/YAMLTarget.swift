import YAML

/// Every position lies inside of the text, no collection is too deep, and what is accepted, written again in one line,
/// reads the same.
func fuzzYAML(_ bytes: [UInt8]) {
    do throws(SyntaxError) {
        guard let root = try parse(bytes) else { return }
        check(depth(root) <= 32, "\(depth(root)) collections inside of each other")
        checkMarks(root, Lines(bytes))
        var text = ""
        write(root, to: &text)
        let again = try parse(Array(text.utf8))
        check(again.map(spelled) == spelled(root), "\(spelled(root)) became \(text)")
    } catch {
        let lines = Lines(bytes)
        check(lines.has(error.mark, upTo: 1), "\(error) is outside of the text")
        let words = error.description
        check(has(words, ": got ") && has(words, "; want "), "the sentence \(words)")
        check(
            !words.utf8.contains(0x0A) && words.utf8.count < 1000, "a sentence of \(words.utf8.count) bytes: \(words)")
    }
}

/// The characters of each line.
private struct Lines {
    private var lines: [[Unicode.Scalar]] = [[]]

    init(_ bytes: [UInt8]) {
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            if scalar == "\n" { lines.append([]) } else { lines[lines.count - 1].append(scalar) }
        }
        if lines[0].first == "\u{FEFF}" { lines[0].removeFirst() }
    }

    /// Whether the mark is on a character, or at most `extra` behind the last of its line.
    func has(_ mark: Mark, upTo extra: Int = 0) -> Bool {
        1...lines.count ~= mark.line && 1...max(1, lines[mark.line - 1].count + extra) ~= mark.column
    }

    func character(_ mark: Mark) -> Unicode.Scalar? {
        has(mark) ? lines[mark.line - 1].dropFirst(mark.column - 1).first : nil
    }
}

private func depth(_ node: Node) -> Int {
    switch node.content {
    case .scalar: 0
    case .sequence(let items): 1 + (items.map(depth).max() ?? 0)
    case .mapping(let entries): 1 + (entries.map { depth($0.value) }.max() ?? 0)
    }
}

/// Marks are where their nodes begin, and ascend.
private func checkMarks(_ node: Node, _ lines: Lines) {
    let first = lines.character(node.mark)
    switch node.content {
    case .scalar(let text): check(begins(first, text), "\(first as Any) begins \(text.debugDescription)")
    case .sequence(let items):
        check(first == "[" || first == "-", "\(first as Any) begins a sequence")
        for item in items {
            check(node.mark <= item.mark, "an item at \(item.mark), its sequence at \(node.mark)")
            checkMarks(item, lines)
        }
        check(items.map(\.mark) == items.map(\.mark).sorted(), "items out of order")
    case .mapping(let entries):
        check(first == "{" || entries.first?.keyMark == node.mark, "\(first as Any) begins a mapping")
        for entry in entries {
            check(begins(lines.character(entry.keyMark), entry.key), "\(entry.keyMark) is not where a key begins")
            check(node.mark <= entry.keyMark && entry.keyMark < entry.value.mark, "a value before its key")
            checkMarks(entry.value, lines)
        }
        check(Set(entries.map(\.key)).count == entries.count, "a key twice")
    }
}

private func begins(_ first: Unicode.Scalar?, _ text: String) -> Bool {
    first == "\"" || first == "'" || first != nil && first == text.unicodeScalars.first
}

/// Writes a node in one line with all scalars in double quotes.
private func write(_ node: Node, to text: inout String) {
    switch node.content {
    case .scalar(let value): quote(value, to: &text)
    case .sequence(let items):
        text += "["
        for item in items {
            write(item, to: &text)
            text += ","
        }
        text += "]"
    case .mapping(let entries):
        text += "{"
        for entry in entries {
            quote(entry.key, to: &text)
            text += ": "
            write(entry.value, to: &text)
            text += ","
        }
        text += "}"
    }
}

private func quote(_ value: String, to text: inout String) {
    text += "\""
    for scalar in value.unicodeScalars {
        switch scalar {
        case "\"", "\\": text += "\\\(scalar)"
        case "a"..."z", "A"..."Z", "0"..."9", " ", "\u{400}"..."\u{4FF}": text.unicodeScalars.append(scalar)
        default:
            let digits = String(scalar.value, radix: 16)
            let (letter, length) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x1_0000 ? ("u", 4) : ("U", 8)
            text += "\\" + letter + String(repeating: "0", count: length - digits.count) + digits
        }
    }
    text += "\""
}

/// A node without its marks. By code points: two spellings of one letter are two texts.
private func spelled(_ node: Node) -> String {
    switch node.content {
    case .scalar(let text): codes(text)
    case .sequence(let items): "[" + items.map(spelled).joined(separator: ",") + "]"
    case .mapping(let entries):
        "{" + entries.map { codes($0.key) + "=" + spelled($0.value) }.joined(separator: ",") + "}"
    }
}

private func codes(_ text: String) -> String {
    "(" + text.unicodeScalars.map { "\($0.value)" }.joined(separator: " ") + ")"
}
