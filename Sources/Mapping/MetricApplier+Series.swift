import Bytes
import CSV
import EventTime
import Metrics

/// A table that finds the number of a series: a family, or the discovery of its series.
private protocol SeriesLookup {
    func index(of bytes: Span<UInt8>, _ range: Range<Int>) -> Int
    func indices(
        _ bytes: Span<UInt8>, _ bounds: Span<ByteRange>, column: Int, stride: Int, records: Range<Int>,
        into indices: inout [Int32])
}

extension Family: SeriesLookup {}
extension SeriesDiscovery: SeriesLookup {}

extension MetricApplier {
    /// Finds the series of each record and stores their numbers in `scratch.series`. Admits new series if `startTime`
    /// is not nil.
    mutating func resolve(_ input: MappingInput, in family: inout Family, startTime: Double?, _ scratch: inout Scratch)
    {
        if let slot = cachedSlot(input) {
            Self.findByCell(slot, input, in: family, &cells, writing: labels, &scratch)
        } else {
            find(input, family, &scratch)
        }
        scratch.tallySelected()
        for index in scratch.series.indices where scratch.series[index] == Scratch.unknown {
            scratch.series[index] = admit(
                input.records.lowerBound + index, input, to: &family, startTime: startTime, &scratch)
        }
    }

    /// Adds the series of each record to `discovery`.
    mutating func discover(_ input: MappingInput, into discovery: inout SeriesDiscovery, _ scratch: inout Scratch) {
        if let slot = cachedSlot(input) {
            // When a discovery removes series, the others get new numbers.
            if discoveredCells.generation != discovery.generation {
                discoveredCells = CellCache(generation: discovery.generation)
            }
            Self.findByCell(slot, input, in: discovery, &discoveredCells, writing: labels, &scratch)
        } else {
            find(input, discovery, &scratch)
        }
        scratch.rejections.removeAll(keepingCapacity: true)
        for index in scratch.series.indices {
            let (series, record) = (scratch.series[index], input.records.lowerBound + index)
            if series >= 0 {
                discovery.note(Int(series), at: input.times[record])
            } else if series == Scratch.unknown {
                labels.write(record, input, at: start(of: record, input), to: &scratch.key)
                let key = 0..<scratch.key.count
                // An earlier record of this batch may have added the series.
                let known = discovery.index(of: scratch.key.span, key)
                if known >= 0 {
                    discovery.note(known, at: input.times[record])
                } else if scratch.key == mapping.foldKey {
                    // This series is there from the start.
                    continue
                } else if reasonAgainstKey(scratch.key) == nil, givesSample(record, input.batch, &scratch.rejections) {
                    discovery.add(scratch.key.span, key, at: input.times[record])
                }
            }
        }
    }

    private mutating func find(_ input: MappingInput, _ lookup: some SeriesLookup, _ scratch: inout Scratch) {
        scratch.series.removeAll(keepingCapacity: true)
        let (batch, filtered) = (input.batch, !mapping.conditions.isEmpty)
        if filtered { select(input, &scratch) }
        if let slot = labels.plainSlot {
            lookup.indices(
                batch.bytes.span, batch.bounds.span, column: slot, stride: batch.width, records: input.records,
                into: &scratch.series)
        } else if labels.isConstant {
            guard let first = input.records.first else { return }
            labels.write(first, input, at: start(of: first, input), to: &scratch.key)
            let series = Int32(lookup.index(of: scratch.key.span, 0..<scratch.key.count))
            scratch.series.append(contentsOf: repeatElement(series, count: input.records.count))
        } else {
            for record in input.records {
                if filtered && !scratch.isSelected[record - input.records.lowerBound] {
                    scratch.series.append(Scratch.none)
                    continue
                }
                labels.write(record, input, at: start(of: record, input), to: &scratch.key)
                scratch.series.append(Int32(lookup.index(of: scratch.key.span, 0..<scratch.key.count)))
            }
            return
        }
        if !filtered { return }
        for index in scratch.series.indices where !scratch.isSelected[index] { scratch.series[index] = Scratch.none }
    }

    /// Stores in `scratch.isSelected` whether each record meets all conditions.
    private func select(_ input: MappingInput, _ scratch: inout Scratch) {
        scratch.isSelected.removeAll(keepingCapacity: true)
        scratch.isSelected.append(contentsOf: repeatElement(true, count: input.records.count))
        for condition in mapping.conditions {
            scratch.tallyNumbers(condition, input)
            scratch.tallyUnmet(condition, input)
            condition.filter(input.batch, input.records, &scratch.isSelected)
        }
    }

    /// The column whose cells are cached with their series; nil if keys depend on more than one cell.
    private func cachedSlot(_ input: MappingInput) -> Slot? {
        labels.plainSlot == nil && mapping.conditions.isEmpty ? labels.onlySlot : nil
    }

    /// Finds series by the bytes of the only cell in their keys. Writes a key only if the cell is not cached.
    private static func findByCell(
        _ slot: Slot, _ input: MappingInput, in lookup: some SeriesLookup, _ cells: inout CellCache,
        writing labels: LabelWriter, _ scratch: inout Scratch
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
            // The key depends on the cell only, so the time does not matter.
            labels.write(record, input, at: .earliest, to: &scratch.key)
            let series = Int32(lookup.index(of: scratch.key.span, 0..<scratch.key.count))
            scratch.series[index] = series
            let range = batch.field(record, slot).range
            if series >= 0 { cells.remember(batch.bytes.span, range, series) }
        }
    }

    /// The number of the series of `record`, which is admitted if it is new; `Scratch.none` if it cannot be admitted.
    private mutating func admit(
        _ record: Int, _ input: MappingInput, to family: inout Family, startTime: Double?, _ scratch: inout Scratch
    ) -> Int32 {
        labels.write(record, input, at: start(of: record, input), to: &scratch.key)
        let key = 0..<scratch.key.count
        let known = family.index(of: scratch.key.span, key)
        if known >= 0 { return Int32(known) }
        if let reason = reasonAgainstKey(scratch.key) {
            scratch.rejections.append(Rejection(record: record, reason: reason, slot: labels.onlySlot))
            return Scratch.none
        }
        guard givesSample(record, input.batch, &scratch.rejections) else { return Scratch.none }
        guard let startTime, !family.isFull else {
            scratch.tally?.overflow(scratch.key)
            return overflow(of: &family)
        }
        return Int32(family.admit(scratch.key.span, key, startTime: startTime))
    }

    /// The series for a sample over the series limit.
    private func overflow(of family: inout Family) -> Int32 {
        guard let key = mapping.foldKey else {
            family.droppedSamples += 1
            return Scratch.none
        }
        family.foldedSamples += 1
        return Int32(family.index(of: key.span, key.indices))
    }

    /// Whether the record has usable numbers, so that it may create a series.
    private func givesSample(_ record: Int, _ batch: RecordBatch, _ rejections: inout [Rejection]) -> Bool {
        switch mapping.operation {
        case .count, .countInGauge, .info, .show, .setTime: true
        case .add(let column), .follow(let column), .set(let column):
            column.readCarefully(record, batch, &rejections) != nil
        case .observe(let column, let weight):
            column.readCarefully(record, batch, &rejections) != nil
                && (weight == nil || weight?.readCarefully(record, batch, &rejections) != nil)
        }
    }

    /// The reason why the label values of a new key may not be exposed; nil if they may. O(key).
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

/// Caches the series of a cell, for a bounded number of cells.
struct CellCache {
    private static let limit = 65_536
    let table = SeriesTable()
    private(set) var series: [Int32] = []
    /// The generation of the discovery to which the cached series numbers belong.
    var generation = 0

    mutating func remember(_ bytes: Span<UInt8>, _ range: Range<Int>, _ index: Int32) {
        guard series.count < Self.limit, table.index(of: bytes, range) < 0 else { return }
        _ = table.insert(bytes, range)
        series.append(index)
    }
}
