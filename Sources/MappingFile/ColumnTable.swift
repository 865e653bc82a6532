import CSV
import YAML

/// The columns that the mapping of one source uses, each with the place that first names it.
struct ColumnTable {
    private(set) var names: [String] = []
    private(set) var places: [ColumnPlace] = []

    /// The slot of a column; a new one for a name that is not yet in the table. `isLabel` says that the name is the
    /// whole value of a label, where people also write a fixed text by mistake.
    mutating func slot(_ name: String, _ mark: Mark, isLabel: Bool = false) -> Slot {
        if let slot = names.firstIndex(of: name) { return slot }
        names.append(name)
        places.append(ColumnPlace(mark: mark, isLabel: isLabel))
        return names.count - 1
    }
}

/// Where a mapping first names a column.
struct ColumnPlace {
    var mark: Mark
    /// Whether the name is the whole value of a label: `labels: {status: status}`.
    var isLabel: Bool
}

/// `unpivot:` of a source: several columns as one column of names and one of values.
struct Unpivot {
    /// The slots are known after `locate`.
    private(set) var columns: [(name: String, mark: Mark, slot: Slot)]
    let label: String
    let value: String

    init(columns: [(String, Mark, Slot)], label: String, value: String) {
        (self.columns, self.label, self.value) = (columns, label, value)
    }

    /// Makes the columns wanted ones.
    mutating func locate(_ table: inout ColumnTable) {
        for index in columns.indices { columns[index].slot = table.slot(columns[index].name, columns[index].mark) }
    }
}
