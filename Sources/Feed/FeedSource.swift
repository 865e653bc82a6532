package import CSV
package import EventTime

/// What the feed must know of a configured source: where its bytes are and how they become records with an event time.
package struct FeedSource: Sendable {
    /// The name by which people know the source.
    package let name: String
    /// Paths of its files, in file order: records of equal time keep it.
    package var files: [String]
    /// How its records are written down.
    package let dialect: Dialect
    /// Names of the wanted columns; a record batch has one field for each, in this order.
    package let columns: [String]
    /// Which records count at all; the others are dropped before their times are read.
    package let shape: RecordShape
    /// Where the event time of a record is.
    package let time: TimeRule
    /// Whether its files will be followed where a replay ends: then their last records wait for a line end.
    package let isGrowing: Bool

    /// The wanted columns that a file must have.
    var fileColumns: [String] { Array(columns.dropFirst(shape.addedColumns)) }

    /// A source as given.
    package init(
        name: String, files: [String], dialect: Dialect, columns: [String],
        shape: RecordShape = RecordShape(), time: TimeRule, isGrowing: Bool = false
    ) {
        self.name = name
        self.files = files
        self.dialect = dialect
        self.columns = columns
        self.shape = shape
        self.time = time
        self.isGrowing = isGrowing
    }
}

/// How the event time of a record is found.
package struct TimeRule: Sendable {
    /// Places in the wanted columns: one, or date and time, which are joined by a blank.
    package let slots: [Int]
    /// How its text is read.
    package let format: TimeFormat
    /// Where the text names no offset, the local time of this zone is meant.
    package let zone: Zone
    /// The day to which date-less times belong; nil with a date-less format means every day.
    package let date: CivilDate?
    /// Nanoseconds from the time that a record tells to the moment it is due.
    package let dueAfterStart: Int64

    /// A rule as given.
    package init(slots: [Int], format: TimeFormat, zone: Zone, date: CivilDate?, dueAfterStart: Int64) {
        self.slots = slots
        self.format = format
        self.zone = zone
        self.date = date
        self.dueAfterStart = dueAfterStart
    }

    /// Whether the source's records repeat on each day.
    var repeatsDaily: Bool { !format.hasDate && date == nil }
}
