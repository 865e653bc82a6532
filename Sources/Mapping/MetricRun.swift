import Bytes
import CSV
import EventTime
import Metrics

/// One metric at work: its mapping with the caches it keeps from batch to batch.
struct MetricRun {
    let mapping: MetricMapping
    let maximumLabelBytes: Int
    var labels: LabelWriter
    var cells = CellCache()
    /// The same for the numbers of a discovery.
    var discoveredCells = CellCache()
    private var reset = DayCache()

    init(_ mapping: MetricMapping, maximumLabelBytes: Int) {
        self.mapping = mapping
        self.maximumLabelBytes = maximumLabelBytes
        labels = LabelWriter(mapping.labels)
    }

    /// Moves the series found by `resolve`.
    mutating func apply(_ input: Input, to family: inout Family, fold: SourceMapping.Fold, _ scratch: inout Scratch) {
        switch mapping.operation {
        case .info: break
        case .count: family.count(scratch.series)
        case .add(let column):
            read(column, input, &scratch.series, &scratch.rejections, into: &scratch.values)
            family.add(scratch.values, to: scratch.series)
        case .follow(let column):
            read(column, input, &scratch.series, &scratch.rejections, into: &scratch.values)
            takeInstants(input, &scratch)
            family.follow(scratch.values, in: scratch.series, at: scratch.instants, showing: fold == .all)
        case .set(let column):
            read(column, input, &scratch.series, &scratch.rejections, into: &scratch.values)
            takeInstants(input, &scratch)
            takeExpiries(input, &scratch)
            family.set(scratch.values, in: scratch.series, at: scratch.instants, expiring: scratch.expiries)
        case .observe(let column, let weight):
            read(column, input, &scratch.series, &scratch.rejections, into: &scratch.values)
            scratch.weights.removeAll(keepingCapacity: true)
            if let weight { read(weight, input, &scratch.series, &scratch.rejections, into: &scratch.weights) }
            family.observe(scratch.values, weights: scratch.weights, in: scratch.series)
        }
    }

    /// Reads a column into `values`; records without a usable number lose their series.
    private func read(
        _ column: ValueColumn, _ input: Input, _ series: inout [Int32], _ rejections: inout [Rejection],
        into values: inout [Double]
    ) {
        values.removeAll(keepingCapacity: true)
        let (batch, first) = (input.batch, input.records.lowerBound)
        let (bytes, bounds) = (batch.bytes.span, batch.bounds.span)
        var series = series.mutableSpan
        values.append(atMost: series.count) { values in
            var place = first * batch.width + column.slot
            for index in series.indices {
                let range = bounds[place].range
                place += batch.width
                if series[index] < 0 {
                    values.append(0)
                } else if let number = column.format.read(bytes, range), !(number < 0 && column.refusesNegative) {
                    values.append(number * column.scale)
                } else if let number = column.settle(first + index, batch, &rejections) {
                    values.append(number)
                } else {
                    values.append(0)
                    series[index] = Scratch.none
                }
            }
        }
    }

    private func takeInstants(_ input: Input, _ scratch: inout Scratch) {
        scratch.instants.removeAll(keepingCapacity: true)
        scratch.instants.append(contentsOf: input.times[input.records])
    }

    private mutating func takeExpiries(_ input: Input, _ scratch: inout Scratch) {
        scratch.expiries.removeAll(keepingCapacity: true)
        if mapping.resetZone == nil && mapping.expireAfter == nil { return }
        for record in input.records {
            var expiry = Int64.max
            if let zone = mapping.resetZone {
                expiry = reset.nextMidnight(after: input.times[record] - input.span.dueAfterStart, zone)
                // The last hour of a day is known at midnight: then the whole day is shown, and a moment later none.
                if input.span.dueAfterStart > 0 && expiry < .max { expiry += 1 }
            }
            if let duration = mapping.expireAfter {
                expiry = min(expiry, input.times[record].addingReportingOverflow(duration).partialValue)
            }
            scratch.expiries.append(expiry)
        }
    }
}

/// Remembers the local day of the last instant asked for.
private struct DayCache {
    private var from = Instant.max
    private var to = Instant.max

    mutating func nextMidnight(after start: Instant, _ zone: Zone) -> Instant {
        if start < from || start >= to {
            to = zone.startOfNextDay(after: start)
            // Without asking for the day's own start: any later instant before `to` is on the same day.
            from = start
        }
        return to
    }
}

extension ValueColumn {
    /// What a cell gives that holds no plain usable number: nil for no sample. Notes a rejection where it is one.
    func settle(_ record: Int, _ batch: RecordBatch, _ rejections: inout [Rejection]) -> Double? {
        let range = batch.field(record, slot).range
        let bytes = batch.bytes.span
        if let number = format.read(bytes, range) {
            if !(number < 0 && refusesNegative) { return number * scale }
            rejections.append(Rejection(record: record, reason: .negativeValue, slot: slot))
        } else if !trimmed(bytes, range).isEmpty {
            rejections.append(Rejection(record: record, reason: .invalidNumber, slot: slot))
        } else if missing == .zero {
            return 0
        } else if missing == .reject {
            rejections.append(Rejection(record: record, reason: .missingValue, slot: slot))
        }
        return nil
    }
}
