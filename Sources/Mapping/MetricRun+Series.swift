import Bytes
import CSV
import Metrics

/// What series numbers are looked up in: a family that is moved, or the discovery of one.
private protocol SeriesLookup {
    func index(of bytes: Span<UInt8>, _ range: Range<Int>) -> Int
    func indices(
        _ bytes: Span<UInt8>, _ bounds: Span<ByteRange>, column: Int, stride: Int, records: Range<Int>,
        into indices: inout [Int32])
}

extension Family: SeriesLookup {}
extension SeriesDiscovery: SeriesLookup {}

extension MetricRun {
    /// Finds the series of each record, in `scratch.series`; admits new ones if `created` is given.
    mutating func resolve(_ input: Input, in family: inout Family, created: Double?, _ scratch: inout Scratch) {
        if let slot = cachedSlot(input) {
            Self.findByCell(slot, input, family, &labels, &cells, &scratch)
        } else {
            find(input, family, &scratch)
        }
        for index in scratch.series.indices where scratch.series[index] == Scratch.unknown {
            scratch.series[index] = admit(input.records.lowerBound + index, input, &family, created, &scratch)
        }
    }

    /// Notes the series of each record.
    mutating func discover(_ input: Input, into discovery: inout SeriesDiscovery, _ scratch: inout Scratch) {
        if let slot = cachedSlot(input) {
            // Series that are forgotten are numbered anew.
            if discoveredCells.generation != discovery.generation {
                discoveredCells = CellCache(generation: discovery.generation)
            }
            Self.findByCell(slot, input, discovery, &labels, &discoveredCells, &scratch)
        } else {
            find(input, discovery, &scratch)
        }
        scratch.rejections.removeAll(keepingCapacity: true)
        for index in scratch.series.indices {
            let (series, record) = (scratch.series[index], input.records.lowerBound + index)
            if series >= 0 {
                discovery.note(Int(series), at: input.times[record])
            } else if series == Scratch.unknown {
                labels.write(record, input, to: &scratch.key)
                let key = 0..<scratch.key.count
                // Another record of this batch may have been the first.
                let known = discovery.index(of: scratch.key.span, key)
                if known >= 0 {
                    discovery.note(known, at: input.times[record])
                } else if reasonAgainstKey(scratch.key) == nil, givesSample(record, input.batch, &scratch.rejections) {
                    discovery.add(scratch.key.span, key, at: input.times[record])
                }
            }
        }
    }

    private mutating func find(_ input: Input, _ lookup: some SeriesLookup, _ scratch: inout Scratch) {
        scratch.series.removeAll(keepingCapacity: true)
        let (batch, filtered) = (input.batch, !(mapping.filters.isEmpty && input.selected.isEmpty))
        if let slot = labels.plainSlot {
            lookup.indices(
                batch.bytes.span, batch.bounds.span, column: slot, stride: batch.width, records: input.records,
                into: &scratch.series)
        } else if labels.isConstant {
            guard let first = input.records.first else { return }
            labels.write(first, input, to: &scratch.key)
            let series = Int32(lookup.index(of: scratch.key.span, 0..<scratch.key.count))
            scratch.series.append(contentsOf: repeatElement(series, count: input.records.count))
        } else {
            for record in input.records {
                if filtered && !isSelected(record, input) {
                    scratch.series.append(Scratch.none)
                    continue
                }
                labels.write(record, input, to: &scratch.key)
                scratch.series.append(Int32(lookup.index(of: scratch.key.span, 0..<scratch.key.count)))
            }
            return
        }
        if !filtered { return }
        for record in input.records where !isSelected(record, input) {
            scratch.series[record - input.records.lowerBound] = Scratch.none
        }
    }

    /// The column whose cells are remembered with the series that they lead to.
    private func cachedSlot(_ input: Input) -> Slot? {
        labels.plainSlot == nil && mapping.filters.isEmpty && input.selected.isEmpty ? labels.onlySlot : nil
    }

    /// Where the key follows from one cell, the cell's bytes find the series without writing the key.
    private static func findByCell(
        _ slot: Slot, _ input: Input, _ lookup: some SeriesLookup, _ labels: inout LabelWriter,
        _ cells: inout CellCache, _ scratch: inout Scratch
    ) {
        scratch.series.removeAll(keepingCapacity: true)
        let batch = input.batch
        cells.table.indices(
            batch.bytes.span, batch.bounds.span, column: slot, stride: batch.width, records: input.records,
            into: &scratch.series)
        for index in scratch.series.indices {
            let cell = scratch.series[index]
            if cell >= 0 {
                scratch.series[index] = cells.series[Int(cell)]
                continue
            }
            let record = input.records.lowerBound + index
            labels.write(record, input, to: &scratch.key)
            let series = Int32(lookup.index(of: scratch.key.span, 0..<scratch.key.count))
            scratch.series[index] = series
            let range = batch.field(record, slot).range
            if series >= 0 { cells.remember(batch.bytes.span, range, series) }
        }
    }

    private func isSelected(_ record: Int, _ input: Input) -> Bool {
        if !input.selected.isEmpty && !input.selected[record - input.records.lowerBound] { return false }
        return mapping.filters.allSatisfy { $0.holds(input.batch, record) }
    }

    private mutating func admit(
        _ record: Int, _ input: Input, _ family: inout Family, _ created: Double?, _ scratch: inout Scratch
    ) -> Int32 {
        labels.write(record, input, to: &scratch.key)
        let key = 0..<scratch.key.count
        let known = family.index(of: scratch.key.span, key)
        if known >= 0 { return Int32(known) }
        if let reason = reasonAgainstKey(scratch.key) {
            scratch.rejections.append(Rejection(record: record, reason: reason, slot: labels.onlySlot))
            return Scratch.none
        }
        guard givesSample(record, input.batch, &scratch.rejections) else { return Scratch.none }
        guard let created, !family.isFull else {
            family.droppedSamples += 1
            return Scratch.none
        }
        return Int32(family.admit(scratch.key.span, key, created: created))
    }

    /// Whether the record's numbers can be used, so that it may bring forth a series.
    private func givesSample(_ record: Int, _ batch: RecordBatch, _ rejections: inout [Rejection]) -> Bool {
        switch mapping.operation {
        case .count, .info: true
        case .add(let column), .follow(let column), .set(let column):
            column.settle(record, batch, &rejections) != nil
        case .observe(let column, let weight):
            column.settle(record, batch, &rejections) != nil
                && (weight == nil || weight?.settle(record, batch, &rejections) != nil)
        }
    }

    /// Why the label values of a key that is new may not be exposed, if so. O(key).
    private func reasonAgainstKey(_ key: [UInt8]) -> MappingReason? {
        var from = 0
        for label in mapping.labels.indices {
            let isLast = label == mapping.labels.count - 1
            let end = isLast ? key.count : firstIndex(of: labelSeparator, in: key.span, from..<key.count) ?? key.count
            if !isValidUTF8(key.span, from..<end) { return .invalidLabel }
            if end - from > maximumLabelBytes { return .labelTooLong }
            from = min(end + 1, key.count)
        }
        return nil
    }
}

/// Remembers which series a cell leads to, for a bounded number of cells.
struct CellCache {
    private static let limit = 65_536
    let table = SeriesTable()
    private(set) var series: [Int32] = []
    /// Of the numbers that are remembered.
    var generation = 0

    mutating func remember(_ bytes: Span<UInt8>, _ range: Range<Int>, _ index: Int32) {
        guard series.count < Self.limit, table.index(of: bytes, range) < 0 else { return }
        _ = table.insert(bytes, range)
        series.append(index)
    }
}
