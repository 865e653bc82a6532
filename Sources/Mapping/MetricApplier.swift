import Bytes
import CSV
import EventTime
import Metrics

/// Applies one metric mapping to records. Keeps caches from batch to batch.
struct MetricApplier {
    let mapping: MetricMapping
    let maximumLabelBytes: Int
    /// Nanoseconds from the event time of a record to the instant at which the record is due.
    let dueAfterStart: Int64
    let labels: LabelWriter
    var cells = CellCache()
    /// The cache for the series numbers of a discovery.
    var discoveredCells = CellCache()
    private var days = DayCache()

    init(_ mapping: MetricMapping, maximumLabelBytes: Int, dueAfterStart: Int64) {
        self.mapping = mapping
        self.maximumLabelBytes = maximumLabelBytes
        self.dueAfterStart = dueAfterStart
        labels = LabelWriter(mapping.labels)
    }

    /// Applies the records to the series that `resolve` found.
    mutating func apply(
        _ input: MappingInput, to family: inout Family, fold: Fold, _ scratch: inout Scratch
    ) {
        switch mapping.operation {
        case .info: break
        case .count: family.count(scratch.series)
        case .add(let column):
            read(column, input, &scratch.series, &scratch.rejections, into: &scratch.values)
            family.add(scratch.values, to: scratch.series)
        case .follow(let column):
            read(column, input, &scratch.series, &scratch.rejections, into: &scratch.values)
            family.follow(scratch.values, in: scratch.series, showing: fold == .everything)
        case .set(let column):
            read(column, input, &scratch.series, &scratch.rejections, into: &scratch.values)
            collectInstants(input, &scratch)
            collectEnds(input, &scratch)
            family.set(scratch.values, in: scratch.series, at: scratch.instants, until: scratch.ends)
            if family.description.kind == .gauge(.last) {
                scratch.tally?.compare(
                    scratch.values, in: scratch.series, at: scratch.instants, first: input.records.lowerBound)
            }
        case .setTime:
            scratch.values.removeAll(keepingCapacity: true)
            for record in input.records {
                scratch.values.append(start(of: record, input).unixSeconds)
            }
            collectInstants(input, &scratch)
            collectEnds(input, &scratch)
            family.set(scratch.values, in: scratch.series, at: scratch.instants, until: scratch.ends)
        case .show:
            scratch.values.removeAll(keepingCapacity: true)
            scratch.values.append(contentsOf: repeatElement(1, count: input.records.count))
            collectInstants(input, &scratch)
            family.set(scratch.values, in: scratch.series, at: scratch.instants, until: [])
        case .countInGauge:
            collectInstants(input, &scratch)
            collectEnds(input, &scratch)
            family.countRecords(in: scratch.series, at: scratch.instants, until: scratch.ends)
        case .observe(let column, let weight):
            read(column, input, &scratch.series, &scratch.rejections, into: &scratch.values)
            scratch.weights.removeAll(keepingCapacity: true)
            if let weight {
                read(weight, input, &scratch.series, &scratch.rejections, into: &scratch.weights)
                // Infinity times 0 is not a number.
                if column.form.format.allowsNonFinite { scratch.dropWithoutWeight() }
            }
            family.observe(scratch.values, weights: scratch.weights, in: scratch.series)
        }
    }

    /// Reads a column into `values`. Sets the series of records without a usable number to `Scratch.none`.
    private func read(
        _ column: ValueColumn, _ input: MappingInput, _ series: inout [Int32], _ rejections: inout [Rejection],
        into values: inout [Double]
    ) {
        values.removeAll(keepingCapacity: true)
        if !column.isPlain { return readCarefully(column, input, &series, &rejections, into: &values) }
        let (batch, first) = (input.batch, input.records.lowerBound)
        let (bytes, bounds) = (batch.bytes.span, batch.bounds.span)
        let (format, scale) = (column.form.format, column.scale)
        let (least, most) = (column.allowed.lowerBound, column.allowed.upperBound)
        var series = series.mutableSpan
        values.append(atMost: series.count) { values in
            var field = first * batch.width + column.slot
            for index in series.indices {
                let range = bounds[field].range
                field += batch.width
                if series[index] < 0 {
                    values.append(0)
                    continue
                }
                if let number = format.read(bytes, range) {
                    let scaled = number * scale
                    if scaled >= least && scaled <= most {
                        values.append(scaled)
                        continue
                    }
                }
                if let number = column.readCarefully(first + index, batch, &rejections) {
                    values.append(number)
                } else {
                    values.append(0)
                    series[index] = Scratch.none
                }
            }
        }
    }

    /// As `read`, for cells that are more than a plain number.
    private func readCarefully(
        _ column: ValueColumn, _ input: MappingInput, _ series: inout [Int32], _ rejections: inout [Rejection],
        into values: inout [Double]
    ) {
        let (batch, first) = (input.batch, input.records.lowerBound)
        let (bytes, bounds) = (batch.bytes.span, batch.bounds.span)
        let (form, scale, allowed) = (column.form, column.scale, column.allowed)
        for index in series.indices {
            if series[index] < 0 {
                values.append(0)
                continue
            }
            if column.canReadBare {
                let range = bounds[(first + index) * batch.width + column.slot].range
                if let number = form.readBare(bytes, range), allowed.contains(number * scale) {
                    values.append(number * scale)
                    continue
                }
            }
            if let number = column.readCarefully(first + index, batch, &rejections) {
                values.append(number)
            } else {
                values.append(0)
                series[index] = Scratch.none
            }
        }
    }

    private func collectInstants(_ input: MappingInput, _ scratch: inout Scratch) {
        scratch.instants.removeAll(keepingCapacity: true)
        scratch.instants.append(contentsOf: input.times[input.records])
    }

    /// Stores in `scratch.ends` the last instant at which the gauge of each record is shown, if gauges end at all.
    private mutating func collectEnds(_ input: MappingInput, _ scratch: inout Scratch) {
        scratch.ends.removeAll(keepingCapacity: true)
        if mapping.resetZone == nil && mapping.expireAfter == nil { return }
        for record in input.records {
            var end = Instant.latest
            if let zone = mapping.resetZone { end = days.end(of: start(of: record, input), zone, dueAfterStart) }
            if let duration = mapping.expireAfter {
                end = min(end, input.times[record].advanced(by: duration - 1))
            }
            scratch.ends.append(end)
        }
    }

    /// The event time of a record: the start of the span that the record covers.
    func start(of record: Int, _ input: MappingInput) -> Instant {
        dueAfterStart == 0 ? input.times[record] : input.times[record].advanced(by: -dueAfterStart)
    }
}

/// Caches the local day of the last instant.
private struct DayCache {
    /// An instant of the cached day, and the instant up to which the day is the same.
    private var from = Instant.latest
    private var until = Instant.latest
    /// The start of the next day.
    private var next: Instant?

    /// The last instant at which a gauge of the day of `start` is shown.
    mutating func end(of start: Instant, _ zone: Zone, _ dueAfterStart: Int64) -> Instant {
        if start < from || start >= until {
            next = zone.startOfNextDay(after: start)
            // Clocks that are set back over midnight show the day before again.
            until = min(next ?? .latest, zone.turn(after: start) ?? .latest)
            // Every instant from `from` to `until` is on the same day, so the start of the day is not needed.
            from = start
        }
        guard let next else { return .latest }
        // If records are due at the end of their span, the last record of a day is due at midnight. The complete day is
        // shown at midnight, and ends one nanosecond later.
        return dueAfterStart > 0 ? next : next.advanced(by: -1)
    }
}
