import Text
package import YAML

// The `what` of a fault names the value: `a column`, `"speed"`.
extension Node {
    /// The node in a sentence: its text in quotes, `a list`, or `keys and values`.
    package var kind: String {
        switch content {
        case .scalar(let text): "\"\(text)\""
        case .sequence: "a list"
        case .mapping: "keys and values"
        }
    }

    /// The text of a scalar. Nil, with a fault, for anything else.
    package func text(as what: String, _ faults: inout Faults) -> String? {
        if case .scalar(let text) = content { return text }
        faults.add(mark, "cannot read \(what): got \(kind); want one value")
        return nil
    }

    /// The finite number of a scalar. Nil, with a fault, for anything else.
    package func number(as what: String, _ faults: inout Faults) -> Double? {
        guard let text = text(as: what, &faults) else { return nil }
        if let number = parseNumber(text) { return number }
        faults.add(mark, "cannot read \(what): got \"\(text)\"; want a number")
        return nil
    }

    /// The texts of a list, or of a single scalar. Other items are left out, with a fault each.
    package func texts(as what: String, _ faults: inout Faults) -> [(text: String, mark: Mark)] {
        guard case .sequence(let nodes) = content else { return text(as: what, &faults).map { [($0, mark)] } ?? [] }
        return nodes.compactMap { item in item.text(as: "an item of \(what)", &faults).map { ($0, item.mark) } }
    }
}
