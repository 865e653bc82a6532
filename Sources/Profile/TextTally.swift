import Bytes
import CSV

/// The statistics of a column of texts, and of times, whose texts are not listed.
struct TextTally {
    private let slot: Slot
    private let nullValues: [[UInt8]]
    private var exact: KeyCounts
    private var hashes: HyperLogLog?
    private(set) var top: TopTexts
    private let isTime: Bool
    private(set) var empty = 0
    private(set) var longest = 0
    /// The latest text that is not in `exact` or `hashes` yet, and how often it came in turn.
    private var (last, repeats): (UInt64, UInt64) = (0, 0)

    init(_ column: PlannedColumn, slot: Slot, _ bounds: Bounds) {
        (self.slot, nullValues) = (slot, column.nullValues)
        exact = KeyCounts(limit: bounds.exactKeys)
        if case .time = column.kind { isTime = true } else { isTime = false }
        top = TopTexts(limit: bounds.topTexts)
    }

    /// How many different texts there are, and whether that is exact.
    var distinct: (count: Int, isExact: Bool) {
        hashes.map { ($0.estimate, false) } ?? (exact.count, true)
    }

    /// The commonest texts, most first: with their counts as long as the number of different texts is exact; else with
    /// the least that their counts can be. A text as common as a listed one may be missing where there are more
    /// different texts than are kept; a commoner one then keeps the rarer ones off the list.
    func commonest(_ limit: Int) -> [(text: [UInt8], count: Int, isExact: Bool)] {
        if hashes != nil { return top.most(limit).map { ($0.text, Int($0.count), $0.isExact) } }
        var counts: [UInt64] = []
        exact.forEach { counts.append($1) }
        counts.sort(by: >)
        let least = counts.prefix(limit).last ?? 0
        return top.most(limit) { hash, _ in exact.value(of: hash) }.filter { $0.count >= least }.map {
            ($0.text, Int($0.count), true)
        }
    }

    /// Counts the latest text as often as it came in turn. Must be called behind the last batch.
    mutating func countRepeats() {
        if repeats > 0 { count(last, repeats) }
        repeats = 0
    }

    /// Adds the cells of a batch. Stores their hashes in `found`, also those of empty cells, and mixes them
    /// with `mixes`.
    mutating func add(_ batch: RecordBatch, into found: inout [UInt64], _ mixes: inout [UInt64]) {
        found.removeAll(keepingCapacity: true)
        let (bytes, bounds) = (batch.bytes.span, batch.bounds.span)
        var field = slot
        for record in 0..<batch.count {
            let range = bounds[field].range
            field += batch.width
            let hash = hash(bytes, range)
            found.append(hash)
            mixes[record] = mixed(mixes[record], hash)
            if range.isEmpty || !nullValues.isEmpty && isNull(bytes, range) {
                empty &+= 1
                continue
            }
            longest = max(longest, range.count)
            // Nobody asks for the commonest times, of which there are as many as records.
            if !isTime { top.add(bytes, range, hash: hash) }
            // Neighbouring cells are often the same.
            if hash != last { countRepeats() }
            last = hash
            repeats &+= 1
        }
    }

    private mutating func count(_ hash: UInt64, _ times: UInt64) {
        if hashes != nil {
            hashes?.add(mixed(hash, 1))
        } else if !exact.add(hash, times) {
            var estimate = HyperLogLog()
            exact.forEach { hash, _ in estimate.add(mixed(hash, 1)) }
            estimate.add(mixed(hash, 1))
            exact = KeyCounts(limit: 0)
            hashes = estimate
        }
    }

    private func isNull(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        for text in nullValues where equal(bytes, range, text.span) { return true }
        return false
    }
}
