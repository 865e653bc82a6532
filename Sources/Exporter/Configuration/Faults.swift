import Text
import YAML

/// All that is wrong with a mapping file, found in one reading so that people need not mend it one line at a time.
package struct Faults: Error, CustomStringConvertible {
    let file: String
    private(set) var list: [(mark: Mark?, text: String)] = []

    init(file: String) { self.file = file }

    var isEmpty: Bool { list.isEmpty }

    /// Adds a fault. Form of the text: *cannot X: got A; want B*.
    mutating func add(_ mark: Mark?, _ text: String) {
        if !list.contains(where: { $0.mark == mark && $0.text == text }) { list.append((mark, text)) }
    }

    /// Adds that `found` is not one of `names`, with the nearest of them.
    mutating func add(_ mark: Mark, unknown found: String, as what: String, among names: [String]) {
        var text = "cannot use \(what) \"\(found)\": got an unknown name; want \(alternatives(names))"
        if let near = nearest(found, among: names) { text += "; did you mean \"\(near)\"?" }
        add(mark, text)
    }

    /// One line for each fault, in the order of the file.
    var lines: [String] {
        list.sorted { ($0.mark ?? Mark(line: 0, column: 0)) < ($1.mark ?? Mark(line: 0, column: 0)) }
            .map { place($0.mark) + ": " + $0.text }
    }

    /// One line for each fault, in the order of the file.
    package var description: String { lines.joined(separator: "\n") }

    private func place(_ mark: Mark?) -> String { mark.map { "\(file):\($0.line):\($0.column)" } ?? file }
}
