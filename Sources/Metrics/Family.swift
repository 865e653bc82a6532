package import Bytes
import EventTime

/// One metric family with the values of its series: the state that samples move and snapshots copy.
///
/// Series are numbered 0, 1, 2, … as they are admitted and stay for the life of the family. Values only move through
/// the functions of `Family+Fold.swift`.
package struct Family {
    /// What the family is.
    package let description: FamilyDescription
    private let table = SeriesTable()
    private var order: ScrapeOrder
    private var created: [Double] = []
    /// `stride` values a series. A histogram's are its bucket counts, not cumulative, the last one for +Inf, then the
    /// sum.
    var values: [Double] = []
    /// Whether each gauge or absolute counter is shown: it has had a sample and has not ended.
    var isShown: [Bool] = []
    /// The instant of each gauge's latest sample, if it is shown.
    var times: [Instant] = []
    /// The last instant at which each gauge is shown.
    var ends: [Instant] = []
    /// The least of `ends`, or an instant before it.
    var firstEnd = Instant.latest
    /// What each absolute counter's column showed last, and what it had reached before its last drop.
    var raw: [Double] = []
    var base: [Double] = []
    /// How many samples were dropped because the series limit was reached.
    package var droppedSamples = 0

    /// A family without series.
    package init(_ description: FamilyDescription) {
        self.description = description
        order = ScrapeOrder(names: description.labels)
        if description.labels.isEmpty && description.type != .gauge && description.kind != .absoluteCounter {
            // Without labels there is just one series, and it is there before its first sample.
            _ = admit([UInt8]().span, 0..<0, created: 0)
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
        case .counter, .histogram, .info: false
        }
    }

    /// How many series there are, shown or not.
    package var seriesCount: Int { table.count }

    /// How many series a scrape shows.
    package var shownCount: Int { appearsWithFirstSample ? isShown.count { $0 } : table.count }

    /// Whether the family has as many series as it may have.
    package var isFull: Bool { table.count >= description.maximumSeries }

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

    /// Adds a series that must be new and valid UTF-8 and returns its number. A counter, histogram or info is shown
    /// from now on, at 0; `created` is the wall clock in seconds. Traps if the family is full.
    package mutating func admit(_ bytes: Span<UInt8>, _ range: Range<Int>, created now: Double) -> Int {
        precondition(!isFull, "a full family admits no series")
        let index = table.insert(bytes, range)
        created.append(now)
        values.append(contentsOf: repeatElement(description.kind == .info ? 1 : 0, count: stride))
        switch description.kind {
        case .gauge:
            isShown.append(false)
            times.append(.earliest)
            ends.append(.latest)
        case .absoluteCounter:
            isShown.append(false)
            raw.append(0)
            base.append(0)
        case .counter, .histogram, .info: break
        }
        return index
    }

    /// Admits the series with these keys that are new, in order, until the family is full.
    package mutating func admit(_ keys: [[UInt8]], created now: Double) {
        setCreated(now)
        for key in keys where !isFull && index(of: key.span, 0..<key.count) < 0 {
            _ = admit(key.span, 0..<key.count, created: now)
        }
    }

    /// Sets the time from which all series count; for the one series that families without labels have from the start.
    package mutating func setCreated(_ now: Double) {
        for index in created.indices where created[index] == 0 { created[index] = now }
    }

    /// Copies what a scrape shows. O(series); label texts are shared.
    package mutating func snapshot() -> Snapshot.Family {
        order.update(table, created: description.type == .gauge || description.type == .info ? [] : created)
        var labels = order.labels
        var shown: [Double] = []
        var bounds: [Double] = []
        switch description.kind {
        case .histogram(let all):
            bounds = all
            shown.reserveCapacity(values.count)
            for index in order.indices { appendCumulative(Int(index), bounds.count + 1, to: &shown) }
        case .counter, .info:
            shown = order.indices.map { values[Int($0)] }
        case .gauge, .absoluteCounter:
            if isShown.contains(false) {
                let places = order.indices.indices.filter { isShown[Int(order.indices[$0])] }
                labels.reorder(places.map { Int32($0) })
                shown = places.map { values[Int(order.indices[$0])] }
            } else {
                shown = order.indices.map { values[Int($0)] }
            }
        }
        return Snapshot.Family(
            name: description.name.description, help: description.help, type: description.type, labels: labels,
            values: shown, bounds: bounds)
    }

    private func appendCumulative(_ index: Int, _ buckets: Int, to shown: inout [Double]) {
        let start = index * (buckets + 1)
        var sum = 0.0
        for bucket in 0..<buckets {
            sum += values[start + bucket]
            shown.append(sum)
        }
        shown.append(values[start + buckets])
    }
}
