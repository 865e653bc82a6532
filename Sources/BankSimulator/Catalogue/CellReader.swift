import Schema
import Synthesis
import Text
import YAML

extension CatalogueReader {
    func specifications(_ entries: [Entry]) -> [Specification] {
        entries.filter { $0.key != timeColumn }.map {
            Specification(column: $0.key, mark: $0.keyMark, node: $0.value)
        }
    }

    /// The cells of a kind with those that replace some of them.
    func merged(_ first: [Specification], _ second: [Specification]) -> [Specification] {
        first.filter { old in !second.contains { $0.column == old.column } } + second
    }

    /// The slot of a column that something needs. Nil, with a fault, if there is no such column.
    mutating func slot(_ name: String, _ mark: Mark, _ draft: inout StreamDraft) -> Int? {
        if let slot = draft.slot(name) {
            draft.used.insert(slot)
            return slot
        }
        faults.add(mark, unknown: name, as: "column", among: draft.slots.map { $0.name })
        return nil
    }

    /// The cells in an order in which each needs only cells before it.
    mutating func assignments(
        _ specifications: [Specification], path: String, _ draft: inout StreamDraft
    ) -> [Assignment] {
        var waiting: [(specification: Specification, slot: Int, value: Value, needs: [Int])] = []
        for specification in specifications {
            guard let slot = draft.slot(specification.column) else {
                faults.add(
                    specification.mark, unknown: specification.column, as: "column",
                    among: draft.slots.map { $0.name })
                continue
            }
            var needs: [Int] = []
            let name = "\(path)/\(specification.column)"
            if let value = value(specification.node, path: name, &needs, &draft) {
                waiting.append((specification, slot, value, needs))
            }
        }
        var done: [Assignment] = []
        while !waiting.isEmpty {
            let open = Set(waiting.map { $0.slot })
            // A cell may need its own former content.
            guard
                let next = waiting.firstIndex(where: { cell in
                    !cell.needs.contains { $0 != cell.slot && open.contains($0) }
                })
            else {
                let names = waiting.map { $0.specification.column }.joined(separator: ", ")
                faults.add(
                    waiting[0].specification.mark,
                    "cannot order the columns \(names): each needs another of them; want one that needs none")
                return done
            }
            done.append(Assignment(waiting[next].slot, waiting[next].value))
            waiting.remove(at: next)
        }
        draft.texts.add(done)
        return done
    }

    /// Conditions of which all must hold.
    mutating func conditions(_ node: Node?, _ draft: inout StreamDraft) -> [Condition] {
        var conditions: [Condition] = []
        for entry in entries(node, "where") {
            guard let slot = slot(entry.key, entry.keyMark, &draft) else { continue }
            conditions += tests(entry.value, entry.key, slot, &draft).map { Condition(slot, $0) }
        }
        return conditions
    }

    /// The tests of the column `slot`, whose name is `column`.
    mutating func tests(_ node: Node, _ column: String, _ slot: Int, _ draft: inout StreamDraft) -> [Condition.Test] {
        guard case .mapping = node.content else {
            let texts = node.texts(as: "\"\(column)\"", &faults)
            for (text, mark) in texts { draft.texts.ask(text, slot, mark) }
            return [.isOneOf(texts.map { Array($0.text.utf8) })]
        }
        guard let fields = Fields(node, .test, &faults) else { return [] }
        var tests: [Condition.Test] = []
        if let least = number("from", fields) { tests.append(.isAtLeast(least)) }
        if let most = number("to", fields) { tests.append(.isAtMost(most)) }
        if let step = number("multiple_of", fields) {
            if step > 0 {
                tests.append(.isMultipleOf(step))
            } else {
                faults.add(
                    fields.mark(of: "multiple_of"), "cannot use \"multiple_of\": got \(step); want a number above 0")
            }
        }
        if let texts = fields.texts("not", &faults) {
            for (text, mark) in texts { draft.texts.ask(text, slot, mark) }
            tests.append(.isNoneOf(texts.map { Array($0.text.utf8) }))
        }
        return tests
    }

    /// A column that is neither written nor needed is a misspelt name.
    mutating func checkUse() {
        for draft in streams {
            let written = draft.columns.map { $0.name }
            for (slot, column) in draft.slots.enumerated() where !draft.used.contains(slot) {
                var text =
                    "cannot use column \"\(column.name)\" of \"\(draft.name)\": it is not written and nothing "
                    + "needs it; want one of columns"
                if let near = nearest(column.name, among: written) { text += "; did you mean \"\(near)\"?" }
                faults.add(column.mark, text)
            }
        }
    }
}
