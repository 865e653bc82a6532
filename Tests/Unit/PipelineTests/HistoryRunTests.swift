import EventTime
import Feed
import MappingFile
import Metrics
import TestSupport
import Testing

@testable import Pipeline

/// Keeps the sentences of rejected records.
private final class Collector: RejectSink {
    private(set) var sentences: [String] = []

    func wants(_ reason: RejectReason, source: Int) -> Bool { true }
    func reject(_ reason: RejectReason, source: Int, _ record: RejectedRecord) {
        sentences.append(record.sentence)
    }
}

/// A run over one file, prepared.
private func prepared(
    _ csv: String, format: String = "unix", _ metric: String, in folder: TemporaryDirectory,
    _ rejects: any RejectSink = SilentObserver()
) throws -> HistoryRun {
    folder.write("data.csv", csv)
    let mapping = """
        sources:
          - name: s
            files: data.csv
            time: {column: t, format: \(format)}
            metrics:
              - {\(metric), help: X.}
        """
    var run = try HistoryRun(
        ConfigurationReader.read(folder.write("map.yml", mapping)), rejects: rejects, startTime: 1)
    while try !run.prepare(through: .latest) {}
    return run
}

@Suite struct HistoryRunTests {
    @Test(arguments: [
        ("unix", "2026-03-02T08:05:09Z", "want the format unix; the format iso8601 would read it"),
        ("iso8601", "1772438709000", "want the format iso8601; the format unix_ms would read it"),
        ("unix", "1772438709000", "854775807Z; the format unix_ms would read it"),
        ("iso8601", "soon", "want the format iso8601"),
        ("iso8601", "2300-01-01", "which is out of range; want a time from 1677-09-21T00:12:43.145224192Z to 2262-"),
    ])
    func `the sentence about a cell that is not a time names a format that would read the cell`(
        _ format: String, _ cell: String, _ wanted: String
    ) throws {
        let (folder, collector) = (TemporaryDirectory(), Collector())
        _ = try prepared("t,v\n\(cell),1\n", format: format, "counter: x_total", in: folder, collector)
        #expect(collector.sentences.count == 1)
        let sentence = collector.sentences.first ?? ""
        #expect(sentence.hasPrefix("\(folder.path)/data.csv:2: cannot read the time in \"t\": got \"\(cell)\""))
        #expect(sentence.contains(wanted) && sentence.contains("would read") == wanted.contains("would read"))
    }

    @Test func `a new pass has no last record until it applies one of its records`() throws {
        let folder = TemporaryDirectory()
        var run = try prepared("t,v\n1,1\n9,1\n", "counter: x_total", in: folder)
        run.beginPass()
        _ = run.advance(to: .seconds(9))
        #expect(run.applier.counts[0].lastRecord == .seconds(9))
        run.beginPass()
        #expect(run.applier.counts[0].lastRecord == nil)
        _ = run.advance(to: .seconds(5))
        #expect(run.applier.counts[0].lastRecord == .seconds(1))
    }

    @Test func `an absolute counter does not count the same level again`() throws {
        let folder = TemporaryDirectory()
        var run = try prepared(
            "t,v\n1,5\n2,5\n3,7\n4,7\n5,2\n6,2\n", "counter: x_total, absolute: true, value: v",
            in: folder)
        run.beginPass()
        var shown: [Double] = []
        for second in 1...6 as ClosedRange<Int64> {
            _ = run.advance(to: .seconds(second))
            shown += run.snapshot().flatMap(\.values)
        }
        #expect(shown == [5, 5, 7, 7, 9, 9])
    }

    @Test(arguments: [1, 2, 3])
    func `a slice ends between two instants, however many records one instant has`(_ steps: Int) throws {
        let folder = TemporaryDirectory()
        var run = try prepared(
            "t\n" + String(repeating: "5\n", count: 200_000) + "9\n", "counter: x_total", in: folder)
        run.beginPass()
        var (shown, asked): (Set<[Double]>, Int) = ([], 0)
        func isOver() -> Bool {
            asked += 1
            return asked % steps == 0
        }
        while !run.advance(to: .seconds(9), until: isOver) { shown.insert(run.snapshot().flatMap(\.values)) }
        #expect(shown.subtracting([[], [0], [200_000]]) == [])
    }

    @Test func `a slice ends between two milliseconds, however many instants one has`() throws {
        let folder = TemporaryDirectory()
        // A record each 50 ns, and more of them than a batch has within a millisecond.
        let rows = (0..<100_000).map { "\(1_000_000_000 + $0 * 50)\n" }.joined()
        var run = try prepared("t\n" + rows, format: "unix_ns", "counter: x_total", in: folder)
        run.beginPass()
        let end = try #require(run.range(startAt: nil, endAt: nil)).end
        #expect(end.nanoseconds == 1_005_000_000)
        var stops: [Int64] = []
        while !run.advance(to: end, until: { true }) {
            guard let applied = run.applied else { continue }
            stops.append(applied.nanoseconds)
            #expect(applied.nanoseconds % 1_000_000 == 0)
            let wanted = applied.nanoseconds < 1_000_000_000 ? 0 : (applied.nanoseconds - 1_000_000_000) / 50 + 1
            #expect(run.snapshot().flatMap(\.values) == [Double(wanted)])
        }
        #expect(stops.count > 1)
    }

    @Test(arguments: [(nil, nil, 9, 30), (12, 15, 12, 15), (12, 11, 12, 12), (40, nil, 40, 40), (nil, 3, 9, 9)])
    func `a pass goes from its start to its end, or to its start if that is later`(
        _ startAt: Int64?, _ endAt: Int64?, _ start: Int64, _ end: Int64
    ) {
        let range = PassRange(
            .seconds(10)...(.seconds(30)), startAt: startAt.map { .seconds($0) }, endAt: endAt.map { .seconds($0) })
        #expect(range.start == .seconds(start) && range.end == .seconds(end))
        #expect(range.progress(at: .seconds(100)) == 1)
    }
}
