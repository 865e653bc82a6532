package import EventTime

/// How the event time of a record is found.
package struct TimeRule: Sendable {
    /// The origin of event times.
    package enum Origin: Sendable {
        case columns
        /// The name of the file, for all of its records.
        case fileName
        /// The wall clock when the record is read. In a history, the file's time of change.
        case arrival
    }

    /// The slots of the time, which are joined with a blank. Empty if no column has the time.
    package let slots: [Int]
    /// The format of the text.
    package let format: TimeFormat
    /// The zone of times without an offset.
    package let zone: Zone
    /// The day of times without a date. If neither this nor `fileTime` is set and the format has no date, the records
    /// repeat on each day.
    let date: CivilDate?
    /// Nanoseconds from the event time of a record to the instant at which the record is due.
    package let dueAfterStart: Int64
    /// Where the times are.
    package var origin = Origin.columns
    /// Finds the day of times without a date, or the whole time, in the name of a file.
    package var fileTime: FileNameTime?
    /// The year of dates without one.
    package var year: Int?
    /// The occurrence of local times that occur twice.
    package var twice = Twice.bySteps
    /// Abbreviations beside those of the zone, with the seconds ahead of UTC.
    package var zoneNames: [(name: [UInt8], offset: Int)] = []
    /// Nanoseconds by which the event time of a followed record may be ahead of the wall clock; nil for any.
    package var ahead: Int64?

    /// A rule as given.
    package init(slots: [Int], format: TimeFormat, zone: Zone, date: CivilDate?, dueAfterStart: Int64) {
        self.slots = slots
        self.format = format
        self.zone = zone
        self.date = date
        self.dueAfterStart = dueAfterStart
    }

    /// Whether the records of the source repeat on each day.
    var repeatsDaily: Bool { origin == .columns && !format.hasDate && date == nil && fileTime == nil }

    /// A reader of the texts of the source's times. `date` is the day of times without a date.
    package func reader(date: CivilDate?) -> TimeReader {
        TimeReader(format: format, zone: zone, date: date, year: year, twice: twice, names: zoneNames)
    }

    /// The same rule for records that are due when they happen.
    var withoutDelay: TimeRule {
        var rule = TimeRule(slots: slots, format: format, zone: zone, date: date, dueAfterStart: 0)
        (rule.origin, rule.fileTime, rule.year) = (origin, fileTime, year)
        (rule.twice, rule.zoneNames, rule.ahead) = (twice, zoneNames, ahead)
        return rule
    }

    /// The time of a record that is due at `instant`.
    func eventTime(ofDue instant: Instant) -> Instant { instant.advanced(by: -dueAfterStart) }
}
