import CSV
import EventTime

/// Reads the times of some columns by a format.
struct TimeReading {
    let format: String
    private var reader: TimeReader
    let columns: [Int]

    /// Nil if the format is no format of a mapping. Abbreviations of zones are read, whatever they mean.
    init?(
        _ format: String, _ table: Table, _ columns: [Int], year: Int, _ zone: Zone = .utc, _ twice: Twice = .bySteps
    ) {
        guard let parsed = try? TimeFormat(format) else { return nil }  // the caller tries others
        self.format = format
        self.columns = columns
        let day = CivilDate("1970-01-01")
        let names = parsed.hasZoneName ? ZoneAbbreviations(table, columns).names : []
        reader = TimeReader(
            format: parsed, zone: zone, date: day, year: parsed.lacksYear ? year : nil, twice: twice, names: names)
    }

    /// Whether the newest record comes first.
    var isNewestFirst: Bool {
        get { reader.isNewestFirst }
        set { reader.isNewestFirst = newValue }
    }

    /// The time of a record; nil if the text has another form.
    mutating func read(_ table: Table, _ record: Int) -> Instant? {
        let time = text(table, record)
        if let time { reader.previous = time }
        return time
    }

    /// Whether the text is a time that no instant can be.
    mutating func isBeyond(_ table: Table, _ record: Int) -> Bool {
        let joined = joinedCell(table, record, columns)
        return reader.fault(in: joined.span, 0..<joined.count) == .outOfRange
    }

    private mutating func text(_ table: Table, _ record: Int) -> Instant? {
        if columns.count == 1 {
            let bytes = table.bytes
            return reader.read(bytes.span, table.range(record, columns[0]))
        }
        let joined = joinedCell(table, record, columns)
        return reader.read(joined.span, 0..<joined.count)
    }
}

/// The cells of a record, joined by a blank as a mapping joins them.
func joinedCell(_ table: Table, _ record: Int, _ columns: [Int]) -> [UInt8] {
    var joined: [UInt8] = []
    for (index, column) in columns.enumerated() {
        if index > 0 { joined.append(0x20) }
        joined += table.bytes[table.range(record, column)]
    }
    return joined
}
