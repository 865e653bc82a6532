package import Metrics

/// Writes a snapshot in one format, piece by piece, so that a slow reader holds values and not a body.
///
/// The text depends on nothing but the snapshot, the format and `created`. Families without series are left out.
package struct Renderer {
    private let snapshot: Snapshot
    private let format: ExpositionFormat
    private let created: Bool
    private var family = 0
    private var series = 0
    /// The text of the family that is under way.
    private var text: FamilyText?
    private var isFinished = false

    /// A renderer at the beginning of `snapshot`. `created` adds the `_created` lines of OpenMetrics to the series that
    /// know when they began; text has none.
    package init(_ snapshot: Snapshot, format: ExpositionFormat, created: Bool) {
        self.snapshot = snapshot
        self.format = format
        self.created = created
    }

    /// Appends the next piece and says whether there is more. A piece ends with the series that brings it to `count`
    /// bytes, so it exceeds that by less than one series, and is never empty unless all is. O(bytes).
    package mutating func next(atMost count: Int = 262_144, into bytes: inout [UInt8]) -> Bool {
        guard !isFinished else { return false }
        let limit = bytes.count + max(count, 1)
        while bytes.count < limit {
            guard family < snapshot.families.count else {
                if format == .openMetrics { bytes.append(contentsOf: endOfExposition) }
                isFinished = true
                return false
            }
            appendSeries(of: snapshot.families[family], until: limit, to: &bytes)
        }
        // Nothing but empty families may be left, and no call shall be needed to find that out.
        while family < snapshot.families.count, snapshot.families[family].series.isEmpty { family += 1 }
        isFinished = format == .text && family == snapshot.families.count
        return !isFinished
    }

    /// Appends series of `current`, and before the first one the family's header, until `bytes` holds `limit`.
    private mutating func appendSeries(of current: Snapshot.Family, until limit: Int, to bytes: inout [UInt8]) {
        precondition(current.values.count == current.series.count * current.stride, "each series has its values")
        if !current.series.isEmpty {
            let text = text ?? FamilyText(current, format: format, created: created)
            if series == 0 { bytes.append(contentsOf: text.header) }
            self.text = text
            let stride = current.stride
            // At least one: a header alone would be written again by the next call.
            repeat {
                append(text, current.series[series], current.values, from: series * stride, to: &bytes)
                series += 1
            } while series < current.series.count && bytes.count < limit
        }
        if series == current.series.count {
            (family, series, text) = (family + 1, 0, nil)
        }
    }
}

/// Appends the lines of one series, whose values begin at `start`.
@inline(__always)
private func append(
    _ text: FamilyText, _ series: Snapshot.Series, _ values: [Double], from start: Int, to bytes: inout [UInt8]
) {
    for line in text.lines {
        let value: Double
        if let place = line.value {
            value = values[start + place]
        } else {
            if series.created <= 0 { continue }
            value = series.created
        }
        if series.start == series.end {
            bytes.append(contentsOf: text.pieces[line.bare])
        } else {
            bytes.append(contentsOf: text.pieces[line.opening])
            bytes.append(contentsOf: series.chunk[Int(series.start)..<Int(series.end)])
            bytes.append(contentsOf: text.pieces[line.closing])
        }
        appendNumber(value, to: &bytes)
        bytes.append(UInt8(ascii: "\n"))
    }
}

/// Returns the whole exposition at once; for tests and small outputs. O(bytes).
package func render(_ snapshot: Snapshot, format: ExpositionFormat, created: Bool) -> [UInt8] {
    var renderer = Renderer(snapshot, format: format, created: created)
    var bytes: [UInt8] = []
    while renderer.next(into: &bytes) {}
    return bytes
}
