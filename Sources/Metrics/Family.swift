package import Bytes
import EventTime

/// One metric family with the values of its series: the state that samples move and snapshots copy.
///
/// Series are numbered 0, 1, 2, … as they are admitted, and stay for the life of the family. Only the functions of
/// `Family+Fold.swift` change values.
package struct Family {
    /// What the family is.
    package let description: FamilyDescription
    private let table = SeriesTable()
    /// Tells this family from another that takes its place, whose series have other numbers; compare with `===`.
    package let owner = SeriesKeys.Owner()
    private var order = ScrapeOrder()
    /// Wall-clock seconds since 1970 by series number; 0 while unknown.
    private var startTimes: [Double] = []
    /// `stride` values for each series. A histogram has its bucket counts, not cumulative, the last one for +Inf, and
    /// then its sum.
    var values: [Double] = []
    /// Whether each gauge or absolute counter is shown: it has had a sample and has not ended.
    var isShown: [Bool] = []
    /// The instant of each gauge's latest sample, if it is shown.
    var times: [Instant] = []
    /// The last instant at which each gauge is shown.
    var ends: [Instant] = []
    /// The least of `ends`, or an instant before it.
    var firstEnd = Instant.latest
    /// What each absolute counter's column showed last (NaN: nothing in this pass, but something in one before), and
    /// what it had reached before its last drop.
    var raw: [Double] = []
    var base: [Double] = []
    /// How many readings in a row each absolute counter has passed over.
    var passedOver: [UInt8] = []
    /// For families of which one series per group is shown.
    var groups: SeriesGroups?
    /// How many readings of absolute counters were below the reading before, whatever became of them.
    package internal(set) var falls = 0
    /// How many of these readings were passed over.
    package internal(set) var ignoredFalls = 0
    /// How many series take samples over the limit, and do not count towards it.
    private var reserved = 0
    /// How many samples were dropped because the series limit was reached.
    package var droppedSamples = 0
    /// How many samples over the series limit went to the series that takes them.
    package var foldedSamples = 0

    /// A family without series.
    package init(_ description: FamilyDescription) {
        self.description = description
        groups = description.onePer.map { SeriesGroups($0, of: description.labels) }
        if description.labels.isEmpty && description.type != .gauge && description.kind != .absoluteCounter {
            // Without labels there is exactly one series, and it exists before its first sample.
            _ = admit([UInt8]().span, 0..<0, startTime: 0)
        }
    }

    /// How many values a series has.
    var stride: Int {
        if case .histogram(let bounds) = description.kind { bounds.count + 2 } else { 1 }
    }

    /// Whether series appear with their first sample instead of at 0.
    var appearsWithFirstSample: Bool {
        switch description.kind {
        case .gauge, .absoluteCounter: true
        case .info: groups != nil
        case .counter, .histogram: false
        }
    }

    /// How many series there are, shown or not.
    package var seriesCount: Int { table.count }

    /// How many lines of a text, or series of a store, a series is: a histogram has one for each bucket, its sum and
    /// its count.
    package var linesPerSeries: Int {
        if case .histogram(let bounds) = description.kind { bounds.count + 3 } else { 1 }
    }

    /// How many series a scrape shows.
    package var shownCount: Int { appearsWithFirstSample ? isShown.count { $0 } : table.count }

    /// Whether the family has as many series as it may have.
    package var isFull: Bool { table.count - reserved >= description.maximumSeries }

    /// The number of the series with the key in `range` of `bytes` (label values in the order of the family's labels,
    /// `labelSeparator` between them), or -1.
    package func index(of bytes: Span<UInt8>, _ range: Range<Int>) -> Int { table.index(of: bytes, range) }

    /// As `SeriesTable.indices`: looks up one field of each record, for families with one label.
    package func indices(
        _ bytes: Span<UInt8>, _ bounds: Span<ByteRange>, column: Int, stride: Int, records: Range<Int>,
        into indices: inout [Int32]
    ) {
        table.indices(bytes, bounds, column: column, stride: stride, records: records, into: &indices)
    }

    /// Adds a series and returns its number. The key must be new and valid UTF-8. A counter, histogram or info is shown
    /// from now on, at 0; `startTime` is the wall clock in seconds since 1970. Amortised O(key). Traps if the family is
    /// full.
    package mutating func admit(_ bytes: Span<UInt8>, _ range: Range<Int>, startTime: Double) -> Int {
        precondition(!isFull, "a full family admits no series")
        return insert(bytes, range, startTime: startTime)
    }

    /// Adds the series that takes samples over the limit, unless it is there already. It does not count towards the
    /// limit. Its start time is that of the next `admit` of keys.
    package mutating func reserve(_ key: [UInt8]) {
        if index(of: key.span, key.indices) >= 0 { return }
        reserved += 1
        _ = insert(key.span, key.indices, startTime: 0)
    }

    private mutating func insert(_ bytes: Span<UInt8>, _ range: Range<Int>, startTime: Double) -> Int {
        let index = table.insert(bytes, range)
        startTimes.append(startTime)
        values.append(contentsOf: repeatElement(description.kind == .info ? 1 : 0, count: stride))
        groups?.insert(bytes, range)
        guard appearsWithFirstSample else { return index }
        isShown.append(false)
        if description.kind == .absoluteCounter {
            raw.append(0)
            base.append(0)
            passedOver.append(0)
        } else {
            times.append(.earliest)
            ends.append(.latest)
        }
        return index
    }

    /// Admits a series for each new key, in order, until the family is full.
    package mutating func admit(_ keys: [[UInt8]], startTime: Double) {
        setStartTime(startTime)
        for key in keys where !isFull && index(of: key.span, 0..<key.count) < 0 {
            _ = admit(key.span, 0..<key.count, startTime: startTime)
        }
    }

    /// Sets the start time of all series without one: the one series that a family without labels has from the start.
    package mutating func setStartTime(_ startTime: Double) {
        for index in startTimes.indices where startTimes[index] == 0 { startTimes[index] = startTime }
    }

    /// Copies the values for a scrape; keys are shared. O(series).
    package mutating func snapshot() -> Snapshot.Family {
        order.update(table)
        let numbers = order.numbers
        var values: [Double] = []
        if case .histogram(let bounds) = description.kind {
            values.reserveCapacity(self.values.count)
            for number in numbers { appendCumulative(Int(number), bounds.count + 1, to: &values) }
        } else {
            values = numbers.map { self.values[Int($0)] }
        }
        return Snapshot.Family(
            description,
            keys: SeriesKeys(owner: owner, order: numbers, bytes: table.keyBytes, ends: table.keyEnds),
            values: values, hidden: isShown.contains(false) ? numbers.map { !isShown[Int($0)] } : [],
            startTimes: description.type == .gauge || description.type == .info ? [] : startTimes)
    }

    /// All keys one after the other, by series number.
    var keyBytes: [UInt8] { table.keyBytes }

    /// Where the key of a series lies in `keyBytes`.
    func keyRange(_ series: Int) -> Range<Int> { table.keyRange(series) }

    func appendCumulative(_ number: Int, _ buckets: Int, to target: inout [Double]) {
        let start = number * (buckets + 1)
        var sum = 0.0
        for bucket in 0..<buckets {
            sum += values[start + bucket]
            target.append(sum)
        }
        target.append(values[start + buckets])
    }
}
