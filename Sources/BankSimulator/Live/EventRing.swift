import Synthesis

/// The last records of a file, for those who ask what has happened. Nobody's question takes them away.
struct EventRing {
    /// A record.
    struct Event {
        /// Milliseconds since 1970.
        let time: Int64
        /// Its line of CSV.
        let line: [UInt8]
    }

    /// The records that are kept.
    static let capacity = 1000

    private var events: [Event] = []
    private var oldest = 0

    /// The number of records that are kept.
    var count: Int { events.count }

    /// Adds the records of some lines; the oldest make room.
    mutating func append(_ lines: Lines) {
        for index in max(0, lines.ends.count - Self.capacity)..<lines.ends.count {
            let start = index == 0 ? 0 : lines.ends[index - 1]
            append(Event(time: lines.times[index], line: Array(lines.bytes[start..<lines.ends[index]])))
        }
    }

    private mutating func append(_ event: Event) {
        if events.count < Self.capacity { return events.append(event) }
        events[oldest] = event
        oldest = (oldest + 1) % Self.capacity
    }

    /// The last records, oldest first.
    func last(_ count: Int) -> [Event] {
        let count = min(count, events.count)
        return (events.count - count..<events.count).map { events[(oldest + $0) % events.count] }
    }
}
