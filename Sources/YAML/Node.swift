/// A place in the text, both numbers from 1. The column counts Unicode scalars; a byte order mark does not count.
package struct Mark: Equatable, Comparable, Sendable {
    /// The line, from 1.
    package let line: Int
    /// The column, from 1, in Unicode scalars.
    package let column: Int

    /// The place at `line` and `column`, both from 1.
    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// Whether `left` is before `right` in the text.
    package static func < (left: Mark, right: Mark) -> Bool { (left.line, left.column) < (right.line, right.column) }
}

/// A scalar, sequence or mapping, with the place where it begins.
package struct Node: Equatable, Sendable {
    /// The content of a node. Every scalar is text: the schema, not the spelling, makes it a number.
    package enum Content: Equatable, Sendable {
        /// Text without its quotes, escapes resolved. It may be empty only if it was quoted.
        case scalar(String)
        /// Items in the order of the text.
        case sequence([Node])
        /// Entries in the order of the text; each key occurs once.
        case mapping([Entry])
    }

    /// The place of its first character: an opening quote or bracket, the first key, the first dash.
    package let mark: Mark
    /// The scalar, items or entries.
    package let content: Content

    /// A node as `parse` would return it; checks nothing.
    package init(mark: Mark, content: Content) {
        self.mark = mark
        self.content = content
    }
}

/// One key of a mapping with its value.
package struct Entry: Equatable, Sendable {
    /// The key without its quotes, escapes resolved.
    package let key: String
    /// Where the key begins.
    package let keyMark: Mark
    /// The value.
    package let value: Node

    /// An entry as `parse` would return it; checks nothing.
    package init(key: String, keyMark: Mark, value: Node) {
        self.key = key
        self.keyMark = keyMark
        self.value = value
    }
}
