import JSON
import Synthesis

/// How the rows of a stream are written as JSON: which columns stand in objects of their own, and what cells are.
struct RowForm {
    /// Columns that stand in an object.
    struct Group {
        /// The key of the object.
        let key: String
        /// The columns, and their keys in the object.
        let columns: [(key: String, column: String)]
    }

    private enum Item {
        case column(Int)
        case group(String, [(key: String, column: Int)])
    }

    /// The columns, in the order of the file.
    let names: [String]
    /// What the cells of each column are.
    let forms: [ColumnForm]
    /// The objects.
    let groups: [Group]
    private let items: [Item]

    /// The form of a stream's rows. A group stands where the first of its columns is. `folded` has the forms of columns
    /// that are no values.
    init(_ stream: Stream, groups: [Group], folded: [Value.Slot: ColumnForm] = [:]) {
        let names = stream.columns.map { $0.name }
        forms = stream.columns.map { column in
            switch column.column {
            case .time: .text
            case .cell(let slot): folded[slot] ?? stream.form(of: slot)
            }
        }
        var items: [Item] = []
        var isTold: Set<String> = []
        for (index, name) in names.enumerated() {
            guard let group = groups.first(where: { $0.columns.contains { $0.column == name } }) else {
                items.append(.column(index))
                continue
            }
            if !isTold.insert(group.key).inserted { continue }
            let columns = group.columns.compactMap { member in
                names.firstIndex(of: member.column).map { (member.key, $0) }
            }
            items.append(.group(group.key, columns))
        }
        (self.names, self.items, self.groups) = (names, items, groups)
    }

    /// A row as an object, without empty cells and empty groups, or with null for them.
    func object(_ cells: [String], hasNulls: Bool = false) -> JSONObject {
        var members: [JSONObject.Member] = []
        for item in items {
            switch item {
            case .column(let index):
                let value = value(cells, index) ?? (hasNulls ? .null : nil)
                if let value { members.append(.init(key: names[index], value: value)) }
            case .group(let key, let columns):
                let inner = columns.compactMap { key, index in
                    (value(cells, index) ?? (hasNulls ? .null : nil)).map { JSONObject.Member(key: key, value: $0) }
                }
                if !inner.isEmpty { members.append(.init(key: key, value: .object(JSONObject(inner)))) }
            }
        }
        return JSONObject(members)
    }

    /// A cell; nil if it is empty.
    func value(_ cells: [String], _ index: Int) -> JSONValue? {
        guard index < cells.count, !cells[index].isEmpty else { return nil }
        let cell = cells[index]
        switch forms[index] {
        case .text: return .string(cell)
        case .boolean: return cell == "true" ? .boolean(true) : cell == "false" ? .boolean(false) : .string(cell)
        case .number:
            // An incident may have set another text.
            if let value = try? JSONValue(parsing: Array(cell.utf8)), case .number = value { return value }
            return .string(cell)
        }
    }
}

/// The cells of one line of CSV as the simulator writes it, with or without its line end.
func cells(of line: ArraySlice<UInt8>) -> [String] {
    var cells: [String] = []
    var cell: [UInt8] = []
    var isQuoted = false
    var index = line.startIndex
    while index < line.endIndex {
        let byte = line[index]
        index += 1
        if isQuoted {
            if byte != UInt8(ascii: "\"") {
                cell.append(byte)
            } else if index < line.endIndex, line[index] == byte {
                cell.append(byte)
                index += 1
            } else {
                isQuoted = false
            }
        } else if byte == UInt8(ascii: "\"") {
            isQuoted = true
        } else if byte == UInt8(ascii: ",") {
            cells.append(String(decoding: cell, as: UTF8.self))
            cell.removeAll(keepingCapacity: true)
        } else if byte != UInt8(ascii: "\n") {
            cell.append(byte)
        }
    }
    cells.append(String(decoding: cell, as: UTF8.self))
    return cells
}
