import EventTime
import TestSupport

/// Writes `a.csv` and `b.csv` with random records, in any form and order, and returns them in file order.
func makeFiles(
    in folder: TemporaryDirectory, _ time: String, _ form: FileForm, _ chance: inout SeededGenerator
) -> [OracleRecord] {
    let isLocal = time == doubledHour
    let order = Int.random(in: 0..<3, using: &chance)
    let span = isLocal ? LocalTimes.span : spans.randomElement(using: &chance) ?? 0...0
    var records: [OracleRecord] = []
    for name in ["a", "b"] {
        // With more than 4096 runs, an index replaces the merge.
        let count = [0, 1, 30, 30, 400, 400, 5000].randomElement(using: &chance) ?? 1
        var times = (0..<count).map { _ in instant(in: span, &chance) }
        if order != 0 { times.sort { order == 1 ? $0 < $1 : $0 > $1 } }
        let texts = times.map { isLocal ? LocalTimes.text($0) : "\($0.nanoseconds)" }
        if isLocal { times = LocalTimes.instants(times) }
        let mine = times.map { time in
            OracleRecord(
                time: time, status: ["ok", "failed", "re\"versed", "échoué"].randomElement(using: &chance) ?? "",
                count: Int.random(in: 0...9, using: &chance))
        }
        let rows = zip(texts, mine).map { ($0, $1.status, $1.count) }
        folder.write("\(name).csv", form.bytes(rows, &chance))
        records += mine
    }
    return records
}

/// Spans of milliseconds, of some seconds, of years, and of the whole range of instants with both ends.
private let spans: [ClosedRange<Instant>] = [
    .seconds(1000) ... .seconds(1000).advanced(by: 2_500_000),
    .seconds(-1) ... .seconds(-1).advanced(by: 40_300_001),
    .seconds(1000) ... .seconds(1003), .seconds(1000) ... .seconds(1050), .seconds(1000) ... .seconds(3000),
    .earliest ... .latest, .earliest ... .earliest.advanced(by: 1_500_000_000),
    .latest.advanced(by: -1_500_000_000) ... .latest, .seconds(-7_695_648_000) ... .seconds(1_772_409_600),
    .earliest ... .earliest, .latest ... .latest,
]

/// A time of a span: an end of the span, or a whole second (in a short span ten microseconds), so that times repeat.
private func instant(in span: ClosedRange<Instant>, _ chance: inout SeededGenerator) -> Instant {
    switch Int.random(in: 0..<12, using: &chance) {
    case 0: return span.lowerBound
    case 1: return span.upperBound
    default:
        let time = Instant.random(in: span, using: &chance)
        let isShort = span.upperBound.nanoseconds(since: span.lowerBound) < 1_000_000_000
        return max(span.lowerBound, time.roundedDown(to: isShort ? 10_000 : 1_000_000_000))
    }
}

/// Local times of a zone in which an hour occurs twice.
let doubledHour = "format: \"%Y-%m-%d %H:%M:%S\", zone: Europe/Berlin"
