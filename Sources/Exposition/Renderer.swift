import Bytes
package import Metrics

/// Writes a snapshot in one format, piece by piece, so that a slow reader keeps values in memory and not a body.
///
/// The text depends on the snapshot, the format and `includesCreated` alone. Families that show no series are left out.
package struct Renderer {
    private let snapshot: Snapshot
    private let texts: [RenderedFamily]
    private let format: ExpositionFormat
    /// The family and the series to write next. The series is shown, or `family` is the number of families.
    private var family = 0
    private var series = 0
    /// Whether the header of the family is written already.
    private var hasHeader = false
    private var isFinished = false

    /// How many series are written into one allocation at most.
    private static let batch = 256

    /// A renderer at the beginning of `snapshot`, with the texts of `cache`, which renders the missing ones.
    /// `includesCreated` adds the `_created` lines of OpenMetrics to series that have a start time; text has none.
    package init(_ snapshot: Snapshot, format: ExpositionFormat, includesCreated: Bool, texts cache: TextCache) {
        self.snapshot = snapshot
        self.format = format
        texts = cache.families(of: snapshot, RenderedFamily.Form(format: format, includesCreated: includesCreated))
        beginFamily(0)
    }

    /// Appends the next piece and says whether more follow. A piece ends with the series that brings it to `count`
    /// bytes, so it exceeds `count` by less than one series. A piece is empty only if the exposition is. O(bytes).
    package mutating func next(atMost count: Int = 262_144, into bytes: inout [UInt8]) -> Bool {
        guard !isFinished else { return false }
        let limit = bytes.count + max(count, 1)
        while bytes.count < limit {
            guard family < snapshot.families.count else {
                if format == .openMetrics { bytes.append(contentsOf: endOfExposition) }
                isFinished = true
                return false
            }
            appendSeries(until: limit, to: &bytes)
        }
        isFinished = format == .text && family == snapshot.families.count
        return !isFinished
    }

    /// Appends series of the current family, and its header before the first one, until `bytes` holds `limit`.
    private mutating func appendSeries(until limit: Int, to bytes: inout [UInt8]) {
        let (current, texts) = (snapshot.families[family], texts[family])
        precondition(current.values.count == current.count * current.stride, "each series has its values")
        if !hasHeader { bytes.append(contentsOf: texts.text.header) }
        hasHeader = true
        // At least one series, even if the header fills the piece: the next call must not write it again.
        repeat {
            appendBatch(texts.text, current, texts.labels, until: limit, to: &bytes)
            passHidden(current.hidden)
        } while series < current.count && bytes.count < limit
        if series == current.count { beginFamily(family + 1) }
    }

    /// Goes to the first series that is shown from `family` on.
    private mutating func beginFamily(_ first: Int) {
        (family, hasHeader) = (first, false)
        while family < snapshot.families.count {
            series = 0
            passHidden(snapshot.families[family].hidden)
            if series < snapshot.families[family].count { return }
            family += 1
        }
    }

    /// Passes over series of the current family that are not shown.
    private mutating func passHidden(_ hidden: [Bool]) {
        while series < hidden.count && hidden[series] { series += 1 }
    }

    /// Appends the current series and some that follow it, up to one that is not shown or has its text in another
    /// chunk.
    private mutating func appendBatch(
        _ text: FamilyText, _ current: Snapshot.Family, _ labels: RenderedLabels, until limit: Int,
        to bytes: inout [UInt8]
    ) {
        let locations = labels.locations.span
        let chunk = locations[series].chunk
        let most = limit - bytes.count
        var last = min(series + Self.batch, locations.count)
        if !current.hidden.isEmpty { last = (series..<last).first { current.hidden[$0] } ?? last }
        var (end, room) = (series, copyOverrun)
        while end < last && locations[end].chunk == chunk && (room < most || end == series) {
            room += text.maximumBytes(labels: Int(locations[end].end - locations[end].start))
            end += 1
        }
        var next = series
        bytes.append(upTo: room) { write(text, current, labels, series: &next, before: end, until: most, to: &$0) }
        series = next
    }
}

/// Writes the lines of the series from `series` to `end`, at least of the first one, until `most` bytes are written.
/// Returns how many bytes were written. The series are all shown, and their texts are in one chunk.
private func write(
    _ text: FamilyText, _ family: Snapshot.Family, _ labels: RenderedLabels, series: inout Int, before end: Int,
    until most: Int, to target: inout MutableSpan<UInt8>
) -> Int {
    let (lines, pieces) = (text.lines.span, text.pieces.span)
    let (locations, values) = (labels.locations.span, family.values.span)
    let (startTimes, numbers) = (family.startTimes.span, family.keys.order.span)
    let texts = labels.chunks[Int(locations[series].chunk)]
    let chunk = texts.span
    var offset = 0
    repeat {
        let labels = Int(locations[series].start)..<Int(locations[series].end)
        for index in lines.indices {
            let line = lines[index]
            let value: Double
            if let index = line.value {
                value = values[series * text.stride + index]
            } else {
                // Not in scrape order, so a cache miss per series. Few scrapes ask for these lines.
                value = startTimes.isEmpty ? 0 : startTimes[Int(numbers[series])]
                if value <= 0 { continue }
            }
            offset = line.write(pieces, chunk, labels, to: &target, at: offset)
            offset = write(value, to: &target, at: offset)
            target[offset] = UInt8(ascii: "\n")
            offset += 1
        }
        series += 1
    } while series < end && offset < most
    return offset
}

/// Returns the whole exposition at once; for tests and small outputs. O(bytes).
package func render(_ snapshot: Snapshot, format: ExpositionFormat, includesCreated: Bool) -> [UInt8] {
    var renderer = Renderer(snapshot, format: format, includesCreated: includesCreated, texts: TextCache())
    var bytes: [UInt8] = []
    while renderer.next(into: &bytes) {}
    return bytes
}
