import Bytes
import CSV
import EventTime
import Metrics

/// Writes the series key of a record: its label values in the order of the family.
///
/// The caches are classes: an empty array of values is never uniquely referenced, so each record would copy it.
struct LabelWriter {
    /// Where a label value comes from. The number is an index of the list for this kind. Each record copies its pieces,
    /// so no piece owns memory.
    private enum Piece {
        case cell(Slot)
        case transformed(Slot, Int)
        case cached(Slot, Int)
        case time(Int)
        case file(Int)
        case constant(Int)
    }

    private var pieces: [Piece] = []
    private var transforms: [Transform] = []
    /// The values of cells with a costly transformation.
    private var cells: [ValueCache] = []
    /// The formatters of the event time, each with its last text.
    private var times: [TimeCache] = []
    /// The values of parts of a path, for each file.
    private var files: [FileCache] = []
    private var constants: [[UInt8]] = []
    /// The only column of the key, if the key is the unchanged cell. Then no key needs to be written.
    let plainSlot: Slot?
    /// The only column of the key, if the rest of the key is the same for all records.
    let onlySlot: Slot?
    /// Whether all records have the same key.
    let isConstant: Bool

    init(_ sources: [LabelSource]) {
        let slots = sources.compactMap { if case .column(let slot, _) = $0 { slot } else { nil } }
        let varies = sources.contains {
            switch $0 {
            case .time, .file: true
            case .column, .constant: false
            }
        }
        onlySlot = slots.count == 1 && !varies ? slots[0] : nil
        isConstant = slots.isEmpty && !varies
        if sources.count == 1, case .column(let slot, let transform) = sources[0], transform.isIdentity {
            plainSlot = slot
        } else {
            plainSlot = nil
        }
        for source in sources { pieces.append(piece(source)) }
    }

    private mutating func piece(_ source: LabelSource) -> Piece {
        switch source {
        case .column(let slot, let transform) where transform.isIdentity: return .cell(slot)
        case .column(let slot, let transform) where transform.isCostly:
            cells.append(ValueCache(transform: transform))
            return .cached(slot, cells.count - 1)
        case .column(let slot, let transform):
            transforms.append(transform)
            return .transformed(slot, transforms.count - 1)
        case .time(let formatter):
            times.append(TimeCache(formatter: formatter))
            return .time(times.count - 1)
        case .file(let part):
            files.append(FileCache(part: part))
            return .file(files.count - 1)
        case .constant(let value):
            constants.append(value)
            return .constant(constants.count - 1)
        }
    }

    /// Sets the path that a file had when it was first found. If `isRepeated`, the caller sets it again before each
    /// batch.
    func introduce(file number: Int, path: String, isRepeated: Bool) {
        for cache in files { cache.introduce(number, path, isRepeated: isRepeated) }
    }

    /// Replaces `key` by the key of `record`, whose event time is `start`.
    func write(_ record: Int, _ input: MappingInput, at start: Instant, to key: inout [UInt8]) {
        key.removeAll(keepingCapacity: true)
        for (number, piece) in pieces.enumerated() {
            if number > 0 { key.append(labelSeparator) }
            switch piece {
            case .cell(let slot): key.append(input.batch.bytes.span, input.batch.field(record, slot).range)
            case .transformed(let slot, let index):
                transforms[index].append(input.batch.bytes.span, input.batch.field(record, slot).range, to: &key)
            case .cached(let slot, let index):
                cells[index].append(input.batch.bytes.span, input.batch.field(record, slot).range, to: &key)
            case .time(let index): times[index].append(start, to: &key)
            case .file(let index): files[index].append(input.files[record], to: &key)
            case .constant(let index): key.append(contentsOf: constants[index])
            }
        }
    }
}

/// A formatter that caches its last text, because neighbouring records mostly have the same text.
private final class TimeCache {
    private let formatter: TimeFormatter
    private var first: Instant?
    private var text: [UInt8] = []

    init(formatter: TimeFormatter) { self.formatter = formatter }

    func append(_ instant: Instant, to key: inout [UInt8]) {
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
private final class ValueCache {
    private static let limit = 65_536
    private let transform: Transform
    private let table = SeriesTable()
    /// The values, one after the other, and where each ends.
    private var values: [UInt8] = []
    private var ends: [Int] = []

    init(transform: Transform) { self.transform = transform }

    func append(_ bytes: Span<UInt8>, _ range: Range<Int>, to key: inout [UInt8]) {
        let cell = table.index(of: bytes, range)
        if cell >= 0 {
            let values = values
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
private final class FileCache {
    private static let limit = 4096
    private let part: FilePart
    private var values: [Int: [UInt8]] = [:]
    private var last: (number: Int, value: [UInt8])?

    init(part: FilePart) { self.part = part }

    func introduce(_ number: Int, _ path: String, isRepeated: Bool) {
        if values[number] != nil { return }
        // A removed value comes back before the next batch of its file.
        if isRepeated && values.count >= Self.limit { values.removeAll() }
        values[number] = part.value(of: path)
    }

    func append(_ number: Int, to key: inout [UInt8]) {
        if let last, last.number == number { return key.append(contentsOf: last.value) }
        guard let value = values[number] else { preconditionFailure("file \(number) was not introduced") }
        last = (number, value)
        key.append(contentsOf: value)
    }
}
