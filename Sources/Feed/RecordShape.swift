package import CSV

/// What makes records of a file's lines before their times are read: a line that is left out enters no span, no count
/// and no reject.
package struct RecordShape: Sendable {
    /// All must hold for a record to be kept.
    package let conditions: [Condition]

    /// A shape that keeps the records that meet all `conditions`.
    package init(conditions: [Condition] = []) { self.conditions = conditions }

    /// Removes the records that do not count. O(records × conditions).
    func apply(to records: inout RecordBatch) {
        if !conditions.isEmpty { records.remove(leftOut(of: records)) }
    }

    private func leftOut(of records: RecordBatch) -> [Int] {
        (0..<records.count).filter { record in !conditions.allSatisfy { $0.holds(records, record) } }
    }
}
