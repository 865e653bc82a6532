import Schema
import Synthesis
import Text
import YAML

/// The texts that a column may have, and those that conditions ask for.
struct KnownTexts {
    /// The values that something gives to a column, by its slot.
    private(set) var values: [Int: [Value]] = [:]
    /// Texts in conditions, with their slots and places.
    private(set) var asked: [(slot: Int, text: String, mark: Mark)] = []

    mutating func add(_ assignments: [Assignment]) {
        for assignment in assignments { values[assignment.slot, default: []].append(assignment.value) }
    }

    mutating func ask(_ text: String, _ slot: Int, _ mark: Mark) { asked.append((slot, text, mark)) }

    /// All texts of a column; nil if there is no telling. Any cell may be empty.
    func texts(_ slot: Int, profiles: [String], depth: Int = 0) -> Set<String>? {
        // A cell that is the same as another has one of a few ways to its value.
        if depth > 8 { return nil }
        var all: Set<String> = [""]
        for value in values[slot] ?? [] {
            guard let texts = texts(value, profiles, depth) else { return nil }
            all.formUnion(texts)
        }
        return all
    }

    private func texts(_ value: Value, _ profiles: [String], _ depth: Int) -> Set<String>? {
        switch value {
        case .text(let text): return [String(decoding: text, as: UTF8.self)]
        case .choice(let choice): return Set(choice.all.map { String(decoding: $0, as: UTF8.self) })
        case .same(let slot): return texts(slot, profiles: profiles, depth: depth + 1)
        case .profile: return Set(profiles)
        case .lookup(_, let cases, let otherwise):
            return union(cases.map { $0.value } + [otherwise], profiles, depth)
        case .first(let rules, let otherwise): return union(rules.map { $0.value } + [otherwise], profiles, depth)
        case .number, .product, .identity, .uuid, .hexadecimal, .address, .template, .rowNumber, .total, .count:
            return nil
        }
    }

    private func union(_ values: [Value], _ profiles: [String], _ depth: Int) -> Set<String>? {
        var all: Set<String> = []
        for value in values {
            guard let texts = texts(value, profiles, depth) else { return nil }
            all.formUnion(texts)
        }
        return all
    }
}

extension CatalogueReader {
    /// A text in a condition that no record has is misspelt. Columns whose texts nobody can list are not checked.
    mutating func checkTexts() {
        for draft in streams {
            let truths = draft.truths.map { $0.slot }
            for (slot, text, mark) in draft.texts.asked where !truths.contains(slot) {
                guard let known = draft.texts.texts(slot, profiles: allProfiles), !known.contains(text) else {
                    continue
                }
                var fault = "cannot find \"\(text)\" in column \"\(draft.slots[slot].name)\": no record has it"
                if let near = nearest(text, among: known.sorted()), !near.isEmpty {
                    fault += "; did you mean \"\(near)\"?"
                } else if known.count <= 20 {
                    fault += "; want \(alternatives(known.subtracting([""]).sorted()))"
                }
                faults.add(mark, fault)
            }
        }
    }
}
