import Text
package import YAML

/// All faults of a YAML file, found in one reading, so that people need not correct it one line at a time.
package struct Faults: Error, CustomStringConvertible {
    /// The file's path, as shown in front of each fault.
    package let file: String
    private var list: [(mark: Mark?, text: String)] = []

    /// No faults yet.
    package init(file: String) { self.file = file }

    /// Whether the file has none.
    package var isEmpty: Bool { list.isEmpty }

    /// Adds a fault, once for each place and text. Form of the text: *cannot X: got A; want B*. Without a mark, the
    /// fault is about the whole file.
    package mutating func add(_ mark: Mark?, _ text: String) {
        if !list.contains(where: { $0.mark == mark && $0.text == text }) { list.append((mark, text)) }
    }

    /// Adds that `found` is not one of `names`, and proposes the nearest of them.
    package mutating func add(_ mark: Mark, unknown found: String, as what: String, among names: [String]) {
        var text = "cannot use \(what) \"\(found)\": got an unknown name; want \(alternatives(names))"
        if let near = nearest(found, among: names) { text += "; did you mean \"\(near)\"?" }
        add(mark, text)
    }

    /// One line for each fault, `file:line:column: cannot …`, in the order of the file.
    package var lines: [String] {
        list.sorted { ($0.mark ?? Mark(line: 0, column: 0)) < ($1.mark ?? Mark(line: 0, column: 0)) }
            .map { place($0.mark) + ": " + printable($0.text) }
    }

    /// The lines, joined.
    package var description: String { lines.joined(separator: "\n") }

    private func place(_ mark: Mark?) -> String { mark.map { "\(file):\($0.line):\($0.column)" } ?? file }
}
