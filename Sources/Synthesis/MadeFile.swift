/// What is made of a file and not taken yet.
package struct MadeFile {
    /// The name of the file.
    package let name: String
    /// The header line.
    package let header: [UInt8]
    /// Rows that were made, taken or not.
    package private(set) var rows = 0
    /// Lines that are not taken, after the header while nothing is taken.
    package private(set) var bytes: [UInt8]
    /// For each row that is not taken: its time in milliseconds since 1970, and the end of its line in `bytes`.
    private var marks: [(time: Int64, end: Int)] = []
    private let knowsTimes: Bool

    init(_ name: String, header: [UInt8], knowsTimes: Bool) {
        (self.name, self.header, self.knowsTimes) = (name, header, knowsTimes)
        bytes = knowsTimes ? [] : header
    }

    mutating func append(_ rows: Rows, _ row: Int, _ writer: inout LineWriter) {
        writer.append(rows, row, to: &bytes)
        self.rows += 1
        if knowsTimes { marks.append((rows.times[row], bytes.count)) }
    }

    mutating func take() -> [UInt8] {
        var taken: [UInt8] = []
        swap(&taken, &bytes)
        return taken
    }

    mutating func take(upTo time: Int64) -> Lines {
        precondition(knowsTimes, "lines can be taken up to an instant only where their times are known")
        var count = 0
        while count < marks.count && marks[count].time <= time { count += 1 }
        if count == 0 { return Lines(bytes: [], ends: []) }
        let end = marks[count - 1].end
        let taken = marks[..<count]
        let lines = Lines(bytes: Array(bytes[..<end]), ends: taken.map { $0.end }, times: taken.map { $0.time })
        bytes.removeFirst(end)
        marks = marks[count...].map { ($0.time, $0.end - end) }
        return lines
    }
}

/// Whole lines of a file.
package struct Lines {
    /// The lines with their line ends.
    package let bytes: [UInt8]
    /// The ends of the lines in `bytes`, ascending.
    package let ends: [Int]
    /// Their times, in milliseconds since 1970; none for lines that were not made.
    package let times: [Int64]

    /// Lines that end at these places.
    package init(bytes: [UInt8], ends: [Int], times: [Int64] = []) {
        (self.bytes, self.ends, self.times) = (bytes, ends, times)
    }
}
