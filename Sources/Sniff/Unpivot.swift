/// Columns that become one column, with their names in another.
package struct Unpivot: Sendable {
    /// The numbers of the columns.
    package var columns: [Int]
    /// The name of the label.
    package var label: String
    /// The name of the value.
    package var value: String
    /// The unit that the names have in common; nil if none.
    package var unit: String?
    /// Whether the names are times.
    package var isTime = false
    /// What reads the names, if they say the part of times whose days or years are in columns: `Hour %-H`, `%b`.
    package var timeFormat: String?
    /// The columns by their unit, each group a metric of its own; empty if they are one metric.
    package var groups: [UnpivotGroup] = []
}

/// Columns of one unit among those that become one.
package struct UnpivotGroup: Sendable {
    /// The numbers of the columns.
    package var columns: [Int]
    /// The unit in their names.
    package var unit: String
    /// The word before the unit that the names have in common: `Temperature`; nil if none.
    package var word: String?

    /// A group as given.
    package init(columns: [Int], unit: String, word: String? = nil) {
        (self.columns, self.unit, self.word) = (columns, unit, word)
    }
}
