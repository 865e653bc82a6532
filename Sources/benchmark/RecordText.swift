import EventTime

/// Writes a header and records as CSV.
struct RecordText {
    private(set) var bytes: [UInt8]
    private let shape: Input.Shape
    private let labels: [[UInt8]]
    private let more: [UInt8]
    private var minute: UInt32 = .max
    private var time: [UInt8] = []
    private var written = 0
    private let formatter: TimeFormatter

    init(_ shape: Input.Shape) throws {
        formatter = try TimeFormatter(timeFormat, zone: .utc)
        self.shape = shape
        let wide = (4...20).map { "column\($0)" }.joined(separator: ",")
        more = shape == .wide ? Array((4...20).map { ",\($0 * 37 % 100)" }.joined().utf8) : []
        bytes = Array((Self.header(shape) + (shape == .wide ? ",\(wide)" : "") + "\n").utf8)
        // In Latin-1, é has the byte E9.
        let (letter, accented): (UInt8, UInt8) = (0x65, shape == .accented ? 0xE9 : 0x65)
        labels = Self.labels(shape).map { $0.utf8.map { $0 == letter ? accented : $0 } }
    }

    /// Returns and removes the bytes that were written since the last call.
    mutating func take() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    mutating func append(_ record: Record) {
        if record.minute != minute {
            minute = record.minute
            time.removeAll(keepingCapacity: true)
            formatter.append(Instant(nanoseconds: Self.start + Int64(minute) * 60_000_000_000), to: &time)
        }
        if shape == .unpivoted {
            bytes += time
            for column in 0..<5 { appendNumber(Int(record.count) + column, after: UInt8(ascii: ",")) }
        } else {
            let isQuoted = shape == .quoted || shape == .escaped
            let quote = UInt8(ascii: "\"")
            if isQuoted { bytes.append(quote) }
            if shape == .padded { bytes.append(0x20) }
            bytes += time
            if isQuoted { bytes.append(quote) }
            bytes.append(UInt8(ascii: ","))
            // The spellings of a label take turns.
            let spellings = labels.count / (shape == .merchants ? 10_000 : Input.statuses.count)
            bytes += labels[Int(record.label) * spellings + written % spellings]
            written += 1
            bytes.append(UInt8(ascii: ","))
            if shape == .priced { bytes.append(UInt8(ascii: "$")) }
            appendNumber(Int(record.count), after: isQuoted ? quote : nil)
            if isQuoted { bytes.append(quote) }
        }
        bytes += more
        bytes.append(0x0A)
    }

    private mutating func appendNumber(_ number: Int, after byte: UInt8?) {
        if let byte { bytes.append(byte) }
        if number >= 100 { bytes.append(UInt8(ascii: "0") + UInt8(number / 100)) }
        if number >= 10 { bytes.append(UInt8(ascii: "0") + UInt8(number / 10 % 10)) }
        bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
    }

    /// 2020-01-01 in nanoseconds since 1970.
    private static let start: Int64 = 1_577_836_800_000_000_000

    private static func header(_ shape: Input.Shape) -> String {
        shape == .unpivoted
            ? "timestamp,today,yesterday,same_day_last_week,avg_last_week,avg_last_month" : "timestamp,status,count"
    }

    private static func labels(_ shape: Input.Shape) -> [String] {
        switch shape {
        case .plain, .priced, .accented, .wide, .unpivoted: Input.statuses
        case .quoted: Input.statuses.map { "\"\($0)\"" }
        case .escaped: Input.statuses.flatMap { status in (0..<10).map { "\"\($0 == 0 ? "\\" : "")\(status)\"" } }
        case .padded: Input.statuses.map { " \($0) " }
        case .doubled: Input.statuses.map { "\"\($0) \"\"now\"\"\"" }
        case .merchants: (0..<10_000).map { "merchant\($0)" }
        case .spelled: Input.statuses.flatMap { [$0, " \($0.uppercased())", "\($0.capitalizedWord) "] }
        }
    }
}

extension String {
    fileprivate var capitalizedWord: String { prefix(1).uppercased() + dropFirst() }
}
