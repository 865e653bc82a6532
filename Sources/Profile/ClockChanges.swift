import EventTime

/// A local hour that occurs twice, or not at all, on a day on which clocks change somewhere.
package struct ClockChange: Sendable, Equatable {
    /// The day, since 1970-01-01.
    package let day: Int
    /// The local hour.
    package let hour: Int
    /// Whether the hour is missing; else it is doubled.
    package let isMissing: Bool
    /// The regions whose clocks change on this day.
    package let places: String
}

/// The hours that show that the times are those of local clocks that change. Of times with a known zone, the reader
/// knows the changes.
func clockChanges(_ axis: HourAxis, _ tally: HourTally, repeats: Bool) -> [ClockChange] {
    var rows = KeyCounts(limit: HourAxis.mostHours)
    var days: Set<Int> = []
    func key(_ day: Int, _ hour: Int) -> UInt64 { UInt64(bitPattern: Int64(day * 24 + hour)) }
    for row in axis.starts.indices.dropFirst(24) {
        _ = rows.add(key(axis.days[row], axis.hours[row]), UInt64(row))
        days.insert(axis.days[row])
    }
    func records(_ day: Int, _ hour: Int) -> Double {
        let row = Int(rows.value(of: key(day, hour)))
        if row == 0 { return 0 }
        return tally.total(rows: [row], columns: 0..<tally.columns, HourMeasure()) ?? 0
    }
    var changes: [ClockChange] = []
    let all = Array(days)
    for place in ascending(all.map { Double($0) }) {
        let day = all[place]
        guard let change = change(on: day) else { continue }
        let (here, before, behind) = (
            records(day, change.hour), records(day, change.hour - 1), records(day, change.hour + 1)
        )
        if before == 0 || behind == 0 { continue }
        let isFound =
            change.isMissing
            ? here == 0 && records(day - 1, change.hour) > 0 && records(day + 1, change.hour) > 0
            : repeats && (1.8...2.2).contains(here * 2 / (before + behind))
        if isFound { changes.append(change) }
    }
    return changes
}

/// The change of clocks in Europe or North America on a day; nil if there is none.
private func change(on day: Int) -> ClockChange? {
    // 1970-01-01 was a Thursday.
    let isSunday = (day % 7 + 7 + 4) % 7 == 0
    if !isSunday { return nil }
    let date = CivilDate(daysSince1970: day)
    switch (date.month, date.day) {
    case (3, 25...): return ClockChange(day: day, hour: 2, isMissing: true, places: "Europe")
    case (3, 8...14): return ClockChange(day: day, hour: 2, isMissing: true, places: "North America")
    case (10, 25...): return ClockChange(day: day, hour: 2, isMissing: false, places: "Europe")
    case (11, 1...7): return ClockChange(day: day, hour: 1, isMissing: false, places: "North America")
    default: return nil
    }
}
