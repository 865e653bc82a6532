/// A metric name that both text formats accept: `[a-zA-Z_:][a-zA-Z0-9_:]*`.
package struct MetricName: Hashable, Sendable, CustomStringConvertible {
    /// The name.
    package let description: String

    /// Returns nil if `text` is no metric name.
    package init?(_ text: String) {
        guard isName(text, colons: true) else { return nil }
        description = text
    }
}

/// Says whether `text` may name a label: `[a-zA-Z_][a-zA-Z0-9_]*`.
package func isLabelName(_ text: String) -> Bool { isName(text, colons: false) }

private func isName(_ text: String, colons: Bool) -> Bool {
    var isFirst = true
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): break
        case UInt8(ascii: "0")...UInt8(ascii: "9"): if isFirst { return false }
        case UInt8(ascii: ":"): if !colons { return false }
        default: return false
        }
        isFirst = false
    }
    return !isFirst
}
