import Metrics
import Schema
import YAML

/// The families that a mapping file declares. Each family is checked against all families before it.
struct FamilyTable {
    private(set) var descriptions: [FamilyDescription] = []
    private(set) var warnings: [(mark: Mark, text: String)] = []
    private var marks: [Mark] = []
    private var exposed: [String: Int] = [:]

    /// The number of the family, which is added unless an equal family was declared before. Nil, with a fault, if the
    /// family clashes with another.
    mutating func declare(_ family: FamilyDescription, _ mark: Mark, _ faults: inout Faults) -> Int? {
        if let known = descriptions.firstIndex(where: { $0.name == family.name }) {
            if descriptions[known] == family { return known }
            faults.add(
                mark,
                "cannot declare metric \"\(family.name)\" in two ways: line \(marks[known].line) has "
                    + "\(difference(family, descriptions[known])); want one declaration, or equal declarations")
            return nil
        }
        for name in exposedNames(family.name, family.type) {
            if let other = exposed[name] {
                faults.add(
                    mark,
                    "cannot declare metric \"\(family.name)\": as a \(family.type) it exposes \"\(name)\", which "
                        + "\"\(descriptions[other].name)\" on line \(marks[other].line) has; want another name")
                return nil
            }
        }
        for name in exposedNames(family.name, family.type) { exposed[name] = descriptions.count }
        warn(family, mark)
        descriptions.append(family)
        marks.append(mark)
        return descriptions.count - 1
    }

    private func difference(_ new: FamilyDescription, _ old: FamilyDescription) -> String {
        if new.type != old.type { return "it as a \(old.type)" }
        if new.labels != old.labels { return "it with the labels \(old.labels.joined(separator: ", "))" }
        if new.help != old.help { return "another help text" }
        if new.maximumSeries != old.maximumSeries { return "another max_series" }
        return "other settings for it"
    }

    private mutating func warn(_ family: FamilyDescription, _ mark: Mark) {
        let suffixes = ["_total", "_count", "_sum", "_bucket", "_info", "_created"]
        guard family.type == .gauge || family.type == .histogram,
            let suffix = suffixes.first(where: { family.name.description.hasSuffix($0) })
        else { return }
        warnings.append(
            (
                mark,
                "\(family.type) \"\(family.name)\" ends in \(suffix), which people and tools expect of another metric "
                    + "type; the name is exposed unchanged"
            ))
    }
}
