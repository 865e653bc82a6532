import CSV
import EventTime

/// Turns the readings of meters, which never fall, into rises from one reading to the next.
struct Meters {
    /// The most readings that are kept, so that the memory is bounded. Series beyond them have no rises.
    private static let mostReadings = 1 << 16
    /// The columns that are meters.
    let slots: [Slot]
    /// The sum of the rises of each column.
    private(set) var rises: [ExactSum]
    /// For each series the place behind its first reading, of which there is one for each column.
    private var places = KeyCounts(limit: mostReadings)
    private var times: [Instant] = []
    private var readings: [Double] = []

    init(_ slots: [Slot]) {
        self.slots = slots
        rises = Array(repeating: ExactSum(), count: slots.count)
    }

    /// Replaces each reading in `numbers`, by slot, by its rise above the reading before it in its series.
    /// NaN for a first one, and for one that falls, as that of a new meter. `series` has the series of each record; all
    /// are one if it is empty.
    mutating func turn(_ numbers: inout [[Double]], _ now: [Instant], _ series: [UInt64]) {
        for record in now.indices {
            let place = place(of: series.isEmpty ? 0 : series[record])
            for (index, slot) in slots.enumerated() {
                let number = numbers[slot][record]
                if number.isNaN { continue }
                numbers[slot][record] = .nan
                guard let place else { continue }
                let (before, reading) = (times[place + index], readings[place + index])
                (times[place + index], readings[place + index]) = (now[record], number)
                // The newest reading may come first.
                let rise = now[record] >= before ? number - reading : reading - number
                if !(rise >= 0) { continue }
                numbers[slot][record] = rise
                rises[index].add(rise)
            }
        }
    }

    private mutating func place(of series: UInt64) -> Int? {
        let known = Int(places.value(of: series))
        if known > 0 { return known - 1 }
        if readings.count + slots.count > Self.mostReadings { return nil }
        let place = readings.count
        _ = places.add(series, UInt64(place + 1))
        times.append(contentsOf: repeatElement(.earliest, count: slots.count))
        readings.append(contentsOf: repeatElement(.nan, count: slots.count))
        return place
    }
}
