package import CSV
package import EventTime

/// The file number of each record, within its source.
package enum FileNumbers: Sendable {
    /// The number for all records.
    case all(Int)
    /// A number per record.
    case each([UInt32])

    subscript(record: Int) -> Int {
        switch self {
        case .all(let number): number
        case .each(let numbers): Int(numbers[record])
        }
    }
}

/// Some records of one source, as the input of a mapping.
package struct MappingInput {
    /// Bytes and bounds of the wanted columns.
    let batch: RecordBatch
    /// The instant at which each record of the batch is due.
    let times: [Instant]
    /// The file of each record of the batch. `SourceMapping.introduce` must have been called for each file.
    let files: FileNumbers
    /// The numbers of the records in the batch.
    let records: Range<Int>

    /// An input as given.
    package init(_ batch: RecordBatch, _ times: [Instant], files: FileNumbers, _ records: Range<Int>) {
        self.batch = batch
        self.times = times
        self.files = files
        self.records = records
    }
}

/// Buffers that all metrics of a source use in turn. The arrays have one element per record.
struct Scratch {
    /// Series numbers, or `unknown` or `none`.
    var series: [Int32] = []
    var values: [Double] = []
    var weights: [Double] = []
    var instants: [Instant] = []
    var ends: [Instant] = []
    var key: [UInt8] = []
    var rejections: [Rejection] = []
    /// Whether each record meets the conditions of the metric.
    var isSelected: [Bool] = []
    /// The counts about the present metric in a check; else nil.
    var tally: MetricTally?

    /// The series is not in the table yet.
    static let unknown: Int32 = -1
    /// The record gives no sample: it is filtered out, empty, rejected or dropped.
    static let none: Int32 = -2

    /// Sets the series of records with the weight 0 to `none`.
    mutating func dropWithoutWeight() {
        for index in series.indices where weights[index] == 0 { series[index] = Self.none }
    }

    /// In a check, counts the records that met the conditions of the metric: those that are not `none` so far.
    mutating func tallySelected() {
        guard tally != nil else { return }
        tally?.offered += series.count
        tally?.selected += series.count { $0 != Self.none }
    }

    /// In a check, counts the records that a comparison with a number leaves out because their cells are no numbers.
    mutating func tallyNumbers(_ condition: Condition, _ input: MappingInput) {
        guard tally != nil, let slot = condition.slot else { return }
        for index in isSelected.indices where isSelected[index] {
            let record = input.records.lowerBound + index
            if condition.lacksNumber(input.batch, record) { tally?.note(withoutNumber: record, in: slot) }
        }
    }

    /// In a check, notes the first record that does not meet a condition.
    mutating func tallyUnmet(_ condition: Condition, _ input: MappingInput) {
        guard tally?.knowsUnmet == false, let slot = condition.slot else { return }
        var isKept = isSelected
        condition.filter(input.batch, input.records, &isKept)
        guard let first = isKept.indices.first(where: { isKept[$0] != isSelected[$0] }) else { return }
        tally?.note(unmet: input.records.lowerBound + first, in: slot)
    }

    /// The first rejection of each record, in the order of the records.
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
