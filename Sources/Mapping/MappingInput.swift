package import CSV
package import EventTime

/// The number of each record's file within its source.
package enum FileNumbers: Sendable {
    /// All records are from this file.
    case all(Int)
    /// One number for each record.
    case each([UInt32])

    subscript(record: Int) -> Int {
        switch self {
        case .all(let number): number
        case .each(let numbers): Int(numbers[record])
        }
    }
}

/// Some records of one source as a mapping sees them.
package struct MappingInput {
    /// Bytes and bounds of the wanted columns.
    package let batch: RecordBatch
    /// When each record of the batch is due.
    package let times: [Instant]
    /// The file of each record of the batch; the mapping must know it, see `SourceMapping.introduce`.
    package let files: FileNumbers
    /// The records meant.
    package let records: Range<Int>

    /// An input as given.
    package init(_ batch: RecordBatch, _ times: [Instant], files: FileNumbers, _ records: Range<Int>) {
        self.batch = batch
        self.times = times
        self.files = files
        self.records = records
    }
}

/// Buffers that all metrics of a source share, one element for each record.
struct Scratch {
    /// Series numbers, or one of the two below.
    var series: [Int32] = []
    var values: [Double] = []
    var weights: [Double] = []
    var instants: [Instant] = []
    var ends: [Instant] = []
    var key: [UInt8] = []
    var rejections: [Rejection] = []

    /// Not found in the table yet.
    static let unknown: Int32 = -1
    /// No sample: filtered out, empty, rejected or dropped.
    static let none: Int32 = -2

    /// The rejections in the order of records, the first of each record.
    func rejectionsByRecord() -> [Rejection] {
        if rejections.count < 2 { return rejections }
        var last = -1
        let ordered = rejections.enumerated().sorted { ($0.element.record, $0.offset) < ($1.element.record, $1.offset) }
        return ordered.map(\.element).filter { rejection in
            defer { last = rejection.record }
            return rejection.record != last
        }
    }
}
