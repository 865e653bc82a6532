package import CSV
package import EventTime

/// What is known of the records before they are counted: whoever knows the file makes it, by looking or by being told.
package struct Plan: Sendable {
    /// The columns in the order of the slots of the records.
    package var columns: [PlannedColumn]
    /// Whether the records have event times.
    package var hasTimes: Bool
    /// The zone of the local hours.
    package var zone: Zone
    /// The slots of the columns by whose cells the totals are told, at most `mostLabels`.
    package var labels: [Slot]
    /// The slots of the numbers that are added up, each with the way to add them, at most `mostValues`.
    package var values: [PlannedValue]
    /// The slots of a wide table: the first is compared with those that follow it. Empty if the table is not wide.
    package var wide: [Slot]
    /// The slots of meters, also among `wide` and `values`: their numbers never fall. The report tells and compares the
    /// rise of a meter instead of its numbers.
    package var meters: [Slot]
    /// Whether an outlier is an hour with an unusual number of records; else one with an unusual first value.
    package var countsRecords: Bool

    /// The most label columns.
    package static let mostLabels = 8
    /// The most value columns.
    package static let mostValues = 8

    /// A plan as given. Labels that are no texts, values that are no numbers, and those beyond the most are left out.
    package init(
        columns: [PlannedColumn], hasTimes: Bool, zone: Zone = .utc, labels: [Slot] = [], values: [PlannedValue] = [],
        wide: [Slot] = [], meters: [Slot] = [], countsRecords: Bool = true
    ) {
        self.columns = columns
        self.hasTimes = hasTimes
        self.zone = zone
        // A told mapping may use a column of numbers as a label, too.
        let isText = columns.map { if case .text = $0.kind { true } else { false } }
        let isNumber = columns.map { if case .number = $0.kind { true } else { false } }
        self.labels = Array(labels.filter { isText[$0] }.prefix(Self.mostLabels))
        self.values = Array(values.filter { isNumber[$0.slot] }.prefix(Self.mostValues))
        self.wide = wide.filter { isNumber[$0] }
        self.meters = hasTimes ? meters.filter { isNumber[$0] } : []
        self.countsRecords = countsRecords
    }
}

/// What the cells of a column are.
package struct PlannedColumn: Sendable {
    /// The kinds of cells.
    package enum Kind: Sendable {
        /// A part of the event time.
        case time
        /// Numbers of this form.
        case number(NumberForm)
        /// Anything.
        case text
    }

    /// The name in the header.
    package var name: String
    /// What the cells are.
    package var kind: Kind
    /// The texts that mean no value, in the encoding of the file; an empty cell has none in any case.
    package var nullValues: [[UInt8]]

    /// A column as given.
    package init(name: String, kind: Kind, nullValues: [[UInt8]] = []) {
        (self.name, self.kind, self.nullValues) = (name, kind, nullValues)
    }
}

/// A column of numbers that are added up.
package struct PlannedValue: Sendable, Equatable {
    /// Its slot.
    package var slot: Slot
    /// Whether the numbers of an hour are averaged, such as temperatures; else their sum is told.
    package var isAveraged: Bool

    /// Whether the report adds up positive and negative numbers apart: money in and money out.
    package var isSplit: Bool

    /// A value as given.
    package init(slot: Slot, isAveraged: Bool, isSplit: Bool = false) {
        (self.slot, self.isAveraged, self.isSplit) = (slot, isAveraged, isSplit)
    }
}
