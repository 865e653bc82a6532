import Bytes
import CSV
import EventTime

/// The totals by the cells of one column: of the first `mostKept` different cells each, and of all others together.
struct LabelTally {
    /// The number of different cells that are kept apart.
    static let mostKept = 200
    let slot: Slot
    private let valueCount: Int
    /// For each value, whether what is above 0 is added up apart.
    private let isSplit: [Bool]
    /// The cells, by code.
    private(set) var texts: [[UInt8]] = []
    private var hashes: [UInt64] = []
    /// Open addressing by hash: the code plus 1; 0 for a free place.
    private var places = [UInt8](repeating: 0, count: 512)
    private var last: (hash: UInt64, code: UInt8)?
    /// Whether there are cells that are not kept apart.
    private(set) var hasOthers = false

    /// By code; the last code is that of the others.
    private(set) var records = [Int](repeating: 0, count: mostKept + 1)
    private(set) var span = [ClosedRange<Instant>?](repeating: nil, count: mostKept + 1)
    private var sums: [ExactSum]
    private var counts: [Int]
    private var incoming: [ExactSum]
    /// The codes of the last batch.
    private(set) var codes: [UInt8] = []

    init(slot: Slot, isSplit: [Bool]) {
        (self.slot, self.isSplit, valueCount) = (slot, isSplit, isSplit.count)
        incoming = Array(repeating: ExactSum(), count: isSplit.contains(true) ? (Self.mostKept + 1) * valueCount : 0)
        sums = Array(repeating: ExactSum(), count: (Self.mostKept + 1) * valueCount)
        counts = Array(repeating: 0, count: (Self.mostKept + 1) * valueCount)
    }

    /// The sum of a value, and of how many numbers.
    func sum(code: Int, value: Int) -> (sum: Double, count: Int) {
        (sums[code * valueCount + value].value, counts[code * valueCount + value])
    }

    /// The sum of the numbers above 0 of a value, if they are added up apart.
    func incoming(code: Int, value: Int) -> Double? {
        isSplit[value] ? incoming[code * valueCount + value].value : nil
    }

    /// Adds the cells of a batch with their hashes, the instants of their records if there are any, and the numbers of
    /// each value.
    mutating func add(_ batch: RecordBatch, _ hashes: [UInt64], _ times: [Instant], _ values: [[Double]]) {
        codes.removeAll(keepingCapacity: true)
        for record in hashes.indices {
            let hash = hashes[record]
            let code: UInt8
            if let last, last.hash == hash { code = last.code } else { code = find(hash, batch, record) }
            last = (hash, code)
            codes.append(code)
            records[Int(code)] &+= 1
        }
        if !times.isEmpty { addTimes(times) }
        for value in values.indices { addNumbers(values[value], value) }
    }

    private mutating func addTimes(_ times: [Instant]) {
        var record = 0
        while record < codes.count {
            // One run of the same cell at a time.
            let code = codes[record]
            var (least, most) = (times[record], times[record])
            record += 1
            while record < codes.count && codes[record] == code {
                least = min(least, times[record])
                most = max(most, times[record])
                record += 1
            }
            span[Int(code)] =
                span[Int(code)].map { min($0.lowerBound, least)...max($0.upperBound, most) } ?? least...most
        }
    }

    private mutating func addNumbers(_ numbers: [Double], _ value: Int) {
        for record in codes.indices {
            let number = numbers[record]
            if number.isNaN { continue }
            let place = Int(codes[record]) &* valueCount &+ value
            sums[place].add(number)
            counts[place] &+= 1
            if isSplit[value] && number > 0 { incoming[place].add(number) }
        }
    }

    private mutating func find(_ hash: UInt64, _ batch: RecordBatch, _ record: Int) -> UInt8 {
        var place = Int(truncatingIfNeeded: hash) & 511
        while places[place] != 0 {
            if hashes[Int(places[place]) - 1] == hash { return places[place] - 1 }
            place = (place + 1) & 511
        }
        if texts.count == Self.mostKept {
            hasOthers = true
            return UInt8(Self.mostKept)
        }
        places[place] = UInt8(texts.count + 1)
        let range = batch.field(record, slot).range
        var text: [UInt8] = []
        text.append(batch.bytes.span, range.lowerBound..<min(range.upperBound, range.lowerBound + 64))
        texts.append(text)
        hashes.append(hash)
        return UInt8(texts.count - 1)
    }
}
