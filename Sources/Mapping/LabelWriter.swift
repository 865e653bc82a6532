import Bytes
import CSV
import EventTime
import Metrics

/// Writes the series key of a record: its label values in the order of the family.
struct LabelWriter {
    private let sources: [LabelSource]
    /// For each source that formats the event time: the formatter with its last text. Nil for other sources.
    private var times: [TimeCache?]
    /// For each source that is a part of a path: its value for each file. Nil for other sources.
    private var files: [FileCache?]
    /// For each source that is a column with a costly transformation: the values of its cells. Nil for other sources.
    private var cells: [ValueCache?]
    /// The only column of the key, if the key is the unchanged cell. Then no key needs to be written.
    let plainSlot: Slot?
    /// The only column of the key, if the rest of the key is the same for all records.
    let onlySlot: Slot?
    /// Whether all records have the same key.
    let isConstant: Bool

    init(_ sources: [LabelSource]) {
        self.sources = sources
        times = sources.map { source in
            if case .time(let formatter) = source { TimeCache(formatter: formatter) } else { nil }
        }
        files = sources.map { source in
            if case .file(let part) = source { FileCache(part: part) } else { nil }
        }
        cells = sources.map { source in
            if case .column(_, let transform) = source, transform.isCostly { ValueCache() } else { nil }
        }
        var slots: [Slot] = []
        var varies = false
        var isPlain = false
        for source in sources {
            switch source {
            case .column(let slot, let transform):
                slots.append(slot)
                isPlain = transform.isIdentity
            case .time, .file: varies = true
            case .constant: break
            }
        }
        onlySlot = slots.count == 1 && !varies ? slots[0] : nil
        plainSlot = sources.count == 1 && isPlain ? onlySlot : nil
        isConstant = slots.isEmpty && !varies
    }

    /// Sets the path that a file had when it was first found. If `isRepeated`, the caller sets it again before each
    /// batch.
    mutating func introduce(file number: Int, path: String, isRepeated: Bool) {
        for index in files.indices { files[index]?.introduce(number, path, isRepeated: isRepeated) }
    }

    /// Replaces `key` by the key of `record`, whose event time is `start`.
    mutating func write(_ record: Int, _ input: MappingInput, at start: Instant, to key: inout [UInt8]) {
        key.removeAll(keepingCapacity: true)
        for index in sources.indices {
            if index > 0 { key.append(labelSeparator) }
            switch sources[index] {
            case .column(let slot, let transform):
                let range = input.batch.field(record, slot).range
                if cells[index] == nil {
                    transform.append(input.batch.bytes.span, range, to: &key)
                } else {
                    cells[index]?.append(input.batch.bytes.span, range, transform, to: &key)
                }
            case .time: times[index]?.append(start, to: &key)
            case .constant(let value): key.append(contentsOf: value)
            case .file: files[index]?.append(input.files[record], to: &key)
            }
        }
    }
}

/// A formatter that caches its last text, because neighbouring records mostly have the same text.
private struct TimeCache {
    var formatter: TimeFormatter
    private var first: Instant?
    private var text: [UInt8] = []

    init(formatter: TimeFormatter) { self.formatter = formatter }

    mutating func append(_ instant: Instant, to key: inout [UInt8]) {
        let current = instant.roundedDown(to: formatter.granularity)
        if current != first {
            text.removeAll(keepingCapacity: true)
            formatter.append(instant, to: &text)
            first = current
        }
        key.append(contentsOf: text)
    }
}

/// The label values of cells, for a bounded number of cells.
private struct ValueCache {
    private static let limit = 65_536
    private let table = SeriesTable()
    /// The values, one after the other, and where each ends.
    private var values: [UInt8] = []
    private var ends: [Int] = []

    mutating func append(_ bytes: Span<UInt8>, _ range: Range<Int>, _ transform: Transform, to key: inout [UInt8]) {
        let cell = table.index(of: bytes, range)
        if cell >= 0 {
            key.append(values.span, (cell == 0 ? 0 : ends[cell - 1])..<ends[cell])
            return
        }
        let start = key.count
        transform.append(bytes, range, to: &key)
        if ends.count >= Self.limit || range.count > 256 { return }
        _ = table.insert(bytes, range)
        values.append(key.span, start..<key.count)
        ends.append(values.count)
    }
}

/// Label values by file number. The number of files is bounded if their paths are set before each batch.
private struct FileCache {
    private static let limit = 4096
    let part: FilePart
    private var values: [Int: [UInt8]] = [:]
    private var last: (number: Int, value: [UInt8])?

    init(part: FilePart) { self.part = part }

    mutating func introduce(_ number: Int, _ path: String, isRepeated: Bool) {
        if values[number] != nil { return }
        // A removed value comes back before the next batch of its file.
        if isRepeated && values.count >= Self.limit { values.removeAll() }
        values[number] = part.value(of: path)
    }

    mutating func append(_ number: Int, to key: inout [UInt8]) {
        if let last, last.number == number { return key.append(contentsOf: last.value) }
        guard let value = values[number] else { preconditionFailure("file \(number) was not introduced") }
        last = (number, value)
        key.append(contentsOf: value)
    }
}
