import Bytes
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

    /// Series that are written without looking up from the room made for them.
    private static let batch = 256

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
        while family < snapshot.families.count, snapshot.families[family].labels.count == 0 { family += 1 }
        isFinished = format == .text && family == snapshot.families.count
        return !isFinished
    }

    /// Appends series of `current`, and before the first one the family's header, until `bytes` holds `limit`.
    private mutating func appendSeries(of current: Snapshot.Family, until limit: Int, to bytes: inout [UInt8]) {
        let count = current.labels.count
        precondition(current.values.count == count * current.stride, "each series has its values")
        if count > 0 {
            let text = text ?? FamilyText(current, format: format, created: created)
            if series == 0 { bytes.append(contentsOf: text.header) }
            self.text = text
            // At least one: a header alone would be written again by the next call.
            repeat { appendBatch(text, current, until: limit, to: &bytes) } while series < count && bytes.count < limit
        }
        if series == count {
            (family, series, text) = (family + 1, 0, nil)
        }
    }

    /// Appends at least one series, and no more than what one chunk holds of some in a row.
    private mutating func appendBatch(
        _ text: FamilyText, _ current: Snapshot.Family, until limit: Int, to bytes: inout [UInt8]
    ) {
        let places = current.labels.places.span
        let chunk = places[series].chunk
        let most = limit - bytes.count
        var (end, room) = (series, copyOverrun)
        while end < min(series + Self.batch, places.count) && places[end].chunk == chunk
            && (room < most || end == series)
        {
            room += text.maximumBytes(labels: Int(places[end].end - places[end].start))
            end += 1
        }
        var next = series
        bytes.append(upTo: room) { write(text, current, series: &next, before: end, until: most, to: &$0) }
        series = next
    }
}

/// Writes the lines of at least one series and of those up to `end`, which stand in the same chunk, until `most` bytes
/// are there; returns how many there are.
private func write(
    _ text: FamilyText, _ family: Snapshot.Family, series: inout Int, before end: Int, until most: Int,
    to target: inout MutableSpan<UInt8>
) -> Int {
    let (lines, pieces) = (text.lines.span, text.pieces.span)
    let (places, values, created) = (family.labels.places.span, family.values.span, family.labels.created.span)
    let texts = family.labels.chunks[Int(places[series].chunk)]
    let chunk = texts.span
    var offset = 0
    repeat {
        let labels = Int(places[series].start)..<Int(places[series].end)
        for index in lines.indices {
            let line = lines[index]
            let value = line.value.map { values[series * text.stride + $0] } ?? created[series]
            if line.value == nil && value <= 0 { continue }
            if labels.isEmpty {
                offset = copy(pieces, line.bare, to: &target, at: offset)
            } else {
                offset = copy(pieces, line.opening, to: &target, at: offset)
                offset = copy(chunk, labels, to: &target, at: offset)
                offset = copy(pieces, line.closing, to: &target, at: offset)
            }
            offset = write(value, to: &target, at: offset)
            target[offset] = UInt8(ascii: "\n")
            offset += 1
        }
        series += 1
    } while series < end && offset < most
    return offset
}

/// Returns the whole exposition at once; for tests and small outputs. O(bytes).
package func render(_ snapshot: Snapshot, format: ExpositionFormat, created: Bool) -> [UInt8] {
    var renderer = Renderer(snapshot, format: format, created: created)
    var bytes: [UInt8] = []
    while renderer.next(into: &bytes) {}
    return bytes
}
