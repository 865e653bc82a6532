import CSV
import YAML

/// The columns that the mapping of one source uses, each with its first use.
struct ColumnTable {
    private(set) var names: [String] = []
    private(set) var uses: [ColumnUse] = []

    /// The slot of a column, which is added if it is not in the table yet. `isLabel`: the name is the whole value of a
    /// label, where people also write a fixed text by mistake.
    mutating func slot(_ name: String, _ mark: Mark, isLabel: Bool = false) -> Slot {
        if let slot = names.firstIndex(of: name) { return slot }
        names.append(name)
        uses.append(ColumnUse(mark: mark, isLabel: isLabel))
        return names.count - 1
    }
}

/// The first use of a column in a mapping.
struct ColumnUse {
    var mark: Mark
    /// Whether the name is the whole value of a label: `labels: {status: status}`.
    var isLabel: Bool
}

/// The block `unpivot:` of a source, which turns several columns into a column of names and a column of values.
struct Unpivot {
    /// The columns. Their slots are known after `locate`.
    private(set) var columns: [(name: String, mark: Mark, slot: Slot)]
    let label: String
    let value: String

    init(columns: [(String, Mark, Slot)], label: String, value: String) {
        (self.columns, self.label, self.value) = (columns, label, value)
    }

    /// Adds the columns to the table.
    mutating func locate(_ table: inout ColumnTable) {
        for index in columns.indices { columns[index].slot = table.slot(columns[index].name, columns[index].mark) }
    }
}
