import EventTime

/// Writes rows as lines of CSV (RFC 4180, LF): cells within quotes only where they need them.
struct LineWriter {
    private let columns: [Stream.Column]
    private var formatter: TimeText

    init(_ stream: Stream) {
        columns = stream.columns.map { $0.column }
        formatter = TimeText(stream.timeFormat)
    }

    /// Appends one row.
    mutating func append(_ rows: Rows, _ row: Int, to bytes: inout [UInt8]) {
        for (index, column) in columns.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            switch column {
            case .time: formatter.append(rows.times[row], to: &bytes)
            case .cell(let slot): Self.append(rows.bytes, rows.cell(row, slot), to: &bytes)
            }
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    /// The header line of a file.
    static func header(_ stream: Stream) -> [UInt8] {
        var bytes: [UInt8] = []
        for (index, column) in stream.columns.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            let name = Array(column.name.utf8)
            append(name, name.indices, to: &bytes)
        }
        return bytes + [UInt8(ascii: "\n")]
    }

    private static func append(_ source: [UInt8], _ cell: Range<Int>, to bytes: inout [UInt8]) {
        var needsQuotes = false
        for index in cell {
            switch source[index] {
            case UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r"): needsQuotes = true
            default: break
            }
        }
        if !needsQuotes { return bytes.append(contentsOf: source[cell]) }
        bytes.append(UInt8(ascii: "\""))
        for index in cell {
            if source[index] == UInt8(ascii: "\"") { bytes.append(UInt8(ascii: "\"")) }
            bytes.append(source[index])
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

/// The text of instants: all that is the same within a second is made once for it.
private struct TimeText {
    private let formatter: TimeFormatter?
    private var second = Int64.min
    private var text: [UInt8] = []

    init(_ formatter: TimeFormatter?) { self.formatter = formatter }

    mutating func append(_ time: Int64, to bytes: inout [UInt8]) {
        let current = floorDivide(time, 1000)
        if current != second {
            second = current
            text.removeAll(keepingCapacity: true)
            (formatter ?? Self.isoSeconds).append(Instant(nanoseconds: current * 1_000_000_000), to: &text)
        }
        bytes.append(contentsOf: text)
        guard formatter == nil else { return }
        bytes.append(UInt8(ascii: "."))
        Synthesis.append(UInt64(floorModulo(time, 1000)), width: 3, to: &bytes)
        bytes.append(UInt8(ascii: "Z"))
    }

    private static let isoSeconds: TimeFormatter = {
        do { return try TimeFormatter("%Y-%m-%dT%H:%M:%S", zone: .utc) } catch { preconditionFailure("\(error)") }
    }()
}
