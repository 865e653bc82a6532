import Schema
import Synthesis
import YAML

extension CatalogueReader {
    /// The objects in which columns stand when rows are written as JSON: `json: {location: [country, city], device:
    /// {id: device_id}}`.
    mutating func readGroups(_ fields: Fields, _ draft: inout StreamDraft) {
        let names = draft.columns.map { $0.name }
        var used: Set<String> = []
        for entry in entries(fields.node("json"), "json") {
            var columns: [(key: String, column: String, mark: Mark)] = []
            if case .mapping(let members) = entry.value.content {
                for member in members {
                    guard let column = member.value.text(as: "\"\(member.key)\"", &faults) else { continue }
                    columns.append((member.key, column, member.value.mark))
                }
            } else {
                columns = entry.value.texts(as: "\"\(entry.key)\"", &faults).map { ($0.text, $0.text, $0.mark) }
            }
            for (_, column, mark) in columns {
                if !names.contains(column) {
                    faults.add(mark, unknown: column, as: "column", among: names)
                } else if !used.insert(column).inserted {
                    faults.add(mark, "cannot use column \"\(column)\" twice: want it in one object")
                }
            }
            if names.contains(entry.key) && !columns.contains(where: { $0.column == entry.key }) {
                faults.add(entry.keyMark, "cannot use \"\(entry.key)\": a column has this name; want another name")
            }
            draft.groups.append(RowForm.Group(key: entry.key, columns: columns.map { ($0.key, $0.column) }))
        }
    }
}
