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
                    entry, entry.key == unpivot.label ? .name(unpivoted.name) : .slot(unpivoted.slot))
            }
            return readConditions(entry, .slot(context.columns.slot(entry.key, entry.keyMark)))
        }
    }

    private mutating func readConditions(_ entry: Entry, _ subject: Subject) -> [Condition] {
        guard case .mapping = entry.value.content else {
            return [subject.isOneOf(entry.value.texts(as: "a condition", &faults).map(\.text))]
        }
        guard let fields = Fields(entry.value, .condition, &faults) else {
            return []
        }
        var filters: [Condition] = []
        if let values = fields.texts("not", &faults) { filters.append(subject.isNoneOf(values.map(\.text))) }
        let (above, below) = (fields.number("above", &faults), fields.number("below", &faults))
        if above != nil || below != nil {
            if case .slot(let slot) = subject {
                filters.append(.isBetween(slot, above: above, below: below))
            } else {
                faults.add(fields.mark, "cannot compare \"\(entry.key)\" with a number: its cells are column names")
            }
        }
        if filters.isEmpty && faults.isEmpty {
            faults.add(entry.value.mark, "cannot use an empty condition: want not, above or below")
        }
        return filters
    }
}

/// The subject of a condition: a column, or the name of the unpivoted column, which is already known.
private enum Subject {
    case slot(Slot)
    case name(String)

    func isOneOf(_ values: [String]) -> Condition {
        switch self {
        case .slot(let slot): .isOneOf(slot, values.map { Array($0.utf8) })
        case .name(let name): .constant(values.contains(name))
        }
    }

    func isNoneOf(_ values: [String]) -> Condition {
        switch self {
        case .slot(let slot): .isNoneOf(slot, values.map { Array($0.utf8) })
        case .name(let name): .constant(!values.contains(name))
        }
    }
}
