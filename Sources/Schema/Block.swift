import Text
import YAML

/// A kind of block in a YAML file: the keys that it may have, and keys that people write there by mistake.
package struct Block: Sendable {
    /// Its name in messages: `a source`, `a metric`.
    let name: String
    /// The keys that it may have, in the order in which people read about them.
    package let keys: [String]
    private let misplaced: KeyValuePairs<String, [String]>

    /// Declares a block.
    ///
    /// `misplaced` maps the right form to keys that belong there: `["time: {column: …, *}": ["format", "zone"]]`. A
    /// fault about such a key shows the form with the key and its value instead of the `*`.
    package init(_ name: String, keys: [String], misplaced: KeyValuePairs<String, [String]> = [:]) {
        self.name = name
        self.keys = keys
        self.misplaced = misplaced
    }

    /// The fault of a key that the block does not have.
    func fault(_ entry: Entry) -> String {
        let fault = "cannot use key \"\(entry.key)\": it is no key of \(name); want "
        if let form = form(entry.key, entry.value) { return fault + form }
        if let near = meant(entry) {
            return fault + "\(alternatives(keys)); did you mean \"\(near)\"?"
        }
        let form = nearest(entry.key, among: misplaced.flatMap { $0.value }).flatMap { self.form($0, entry.value) }
        return fault + alternatives(keys) + (form.map { "; did you mean \($0)?" } ?? "")
    }

    /// The key of the block that a misspelt one means; nil if there is none, or if it belongs elsewhere as it is.
    func meant(_ entry: Entry) -> String? {
        form(entry.key, entry.value) == nil ? nearest(entry.key, among: keys) : nil
    }

    /// How the key is written where it belongs; nil if that is unknown.
    private func form(_ key: String, _ value: Node) -> String? {
        misplaced.first { $0.value.contains(key) }.map {
            $0.key.split(separator: "*", omittingEmptySubsequences: false).joined(separator: "\(key): \(value.inFlow)")
        }
    }
}

extension Node {
    /// The node in the braces of a proposal: a short text, or an ellipsis.
    fileprivate var inFlow: String {
        if case .scalar(let text) = content { flowScalar(text) } else { "…" }
    }
}

/// The text as it is written between braces, with quotes where it needs them; an ellipsis for a long text.
package func flowScalar(_ text: String) -> String {
    if text.count > 40 || text.unicodeScalars.contains(where: { $0.value < 0x20 }) { return "…" }
    let isPlain = text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/"),
            UInt8(ascii: "-"), UInt8(ascii: "+"):
            true
        default: byte >= 0x80
        }
    }
    if isPlain, !text.isEmpty, text != "-" { return text }
    return "\"" + text.unicodeScalars.map { $0 == "\\" || $0 == "\"" ? "\\\($0)" : "\($0)" }.joined() + "\""
}
