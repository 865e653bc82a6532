import CSV
import Schema
import YAML

extension ConfigurationReader {
    /// Reads `where:`, a list of conditions that must all be true. `unpivoted` is the unpivoted column for which a
    /// metric is read; nil for the conditions of a source.
    mutating func readFilters(
        _ node: Node, _ context: inout SourceContext, unpivoted: (name: String, slot: Slot)?
    ) -> [Condition] {
        guard case .mapping(let entries) = node.content else {
            faults.add(node.mark, "cannot read \"where\": got \(node.kind); want {COLUMN: VALUE}")
            return []
        }
        return entries.flatMap { entry -> [Condition] in
            if let unpivot = context.unpivot, entry.key == unpivot.label || entry.key == unpivot.value {
                guard let unpivoted else {
                    faults.add(
                        entry.keyMark,
                        "cannot filter a source by \"\(entry.key)\": want the condition in the where of a metric")
                    return []
                }
                return readConditions(
                    entry, entry.key == unpivot.label ? .name(unpivoted.name) : .slot(unpivoted.slot, context.encoding),
                    context)
            }
            return readConditions(
                entry, .slot(context.columns.slot(entry.key, entry.keyMark), context.encoding), context)
        }
    }

    private mutating func readConditions(
        _ entry: Entry, _ subject: Subject, _ context: SourceContext
    ) -> [Condition] {
        guard case .mapping = entry.value.content else {
            let values = entry.value.texts(as: "a condition", &faults)
            if case .sequence(let items) = entry.value.content, items.isEmpty {
                faults.add(
                    entry.value.mark, "cannot use an empty condition: got []; want the texts of \"\(entry.key)\"")
            }
            return [subject.isOneOf(values.map(\.text))]
        }
        guard let fields = Fields(entry.value, .condition, &faults) else {
            return []
        }
        var filters: [Condition] = []
        if let values = fields.texts("not", &faults) {
            if values.isEmpty {
                faults.add(
                    fields.mark(of: "not"), "cannot use an empty condition: got not: []; want a text or texts")
            }
            filters.append(subject.isNoneOf(values.map(\.text)))
        }
        if let texts = fields.texts("contains", &faults) {
            if texts.isEmpty || texts.contains(where: { $0.text.isEmpty }) {
                faults.add(
                    fields.mark(of: "contains"), "cannot use an empty condition: got contains with no text; want texts")
            }
            filters.append(subject.contains(texts.map(\.text)))
        }
        if let bounds = readBounds(fields), let filter = comparison(entry, subject, bounds, fields.mark, context) {
            filters.append(filter)
        }
        if filters.isEmpty && faults.isEmpty {
            faults.add(
                entry.value.mark, "cannot use an empty condition: want not, contains, above, below, at_least or at_most"
            )
        }
        return filters
    }

    /// The least and the most number that a condition allows; nil if it compares no numbers.
    mutating func readBounds(_ fields: Fields) -> (least: Double, most: Double)? {
        var bounds = (least: -Double.infinity, most: Double.infinity)
        var isBounded = false
        if let above = fields.number("above", &faults) { (bounds.least, isBounded) = (above.nextUp, true) }
        if let least = fields.number("at_least", &faults) {
            (bounds.least, isBounded) = (max(bounds.least, least), true)
        }
        if let below = fields.number("below", &faults) { (bounds.most, isBounded) = (below.nextDown, true) }
        if let most = fields.number("at_most", &faults) { (bounds.most, isBounded) = (min(bounds.most, most), true) }
        if bounds.least > bounds.most {
            faults.add(fields.mark, "cannot use this condition: no number meets it; want a lower bound below the upper")
        }
        return isBounded ? bounds : nil
    }

    private mutating func comparison(
        _ entry: Entry, _ subject: Subject, _ bounds: (least: Double, most: Double), _ mark: Mark,
        _ context: SourceContext
    ) -> Condition? {
        guard case .slot(let slot, let encoding) = subject else {
            faults.add(mark, "cannot compare \"\(entry.key)\" with a number: its cells are column names")
            return nil
        }
        switch context.forms[entry.key] ?? .number(context.numbers) {
        case .number(let form):
            return .isWithin(slot, form.encoded(by: encoding), least: bounds.least, most: bounds.most)
        case .time:
            faults.add(
                mark,
                "cannot compare \"\(entry.key)\" with a number: its value is read as a time; want a condition "
                    + "on its text")
            return nil
        }
    }
}

/// The subject of a condition: a column, or the name of the unpivoted column, which is already known.
private enum Subject {
    case slot(Slot, Encoding)
    case name(String)

    func isOneOf(_ values: [String]) -> Condition {
        switch self {
        // No cell has a text that the encoding lacks.
        case .slot(let slot, let encoding): .isOneOf(slot, values.compactMap { encoding.bytes($0) })
        case .name(let name): .constant(values.contains(name))
        }
    }

    func contains(_ texts: [String]) -> Condition {
        switch self {
        case .slot(let slot, let encoding): .contains(slot, texts.compactMap { encoding.bytes($0) })
        case .name(let name): .constant(texts.contains { isPart($0, of: name) })
        }
    }

    func isNoneOf(_ values: [String]) -> Condition {
        switch self {
        case .slot(let slot, let encoding): .isNoneOf(slot, values.compactMap { encoding.bytes($0) })
        case .name(let name): .constant(!values.contains(name))
        }
    }
}

private func isPart(_ text: String, of name: String) -> Bool {
    let (part, whole) = (Array(text.utf8), Array(name.utf8))
    guard part.count <= whole.count else { return false }
    return (0...whole.count - part.count).contains { whole[$0..<$0 + part.count].elementsEqual(part) }
}
