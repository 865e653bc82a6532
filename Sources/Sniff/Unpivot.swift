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
}
