import Commands
import Console
import EventTime
import Feed
import MappingFile
import Metrics
import POSIX
import Pipeline
import Service
import TestSupport
import Testing

@testable import Exporter

/// What the console keeps of rejected records: their marks on the bar, and how many sentences about them it pays for.
@Suite struct WatchTests {
    private final class Clock { var now: Int64 = 0 }

    private let folder = TemporaryDirectory()
    private let clock = Clock()
    private let watch: Watch

    init() throws {
        folder.write("a.csv", "time,key\n1,a\n")
        folder.write("story.csv", "timestamp,text\n1970-01-01T00:02:00Z,sale\n")
        let mapping = folder.write(
            "mapping.yml",
            """
            sources:
              - name: orders
                files: a.csv
                time: {column: time, format: unix}
                metrics: [{counter: orders_total, help: Orders.}]
            """)
        let configuration = try ConfigurationReader.read(mapping)
        let logger = Logger(level: .error, format: .logfmt, output: try FileDescriptor.pipe().1) { "noon" }
        watch = Watch(
            configuration, RunLog(configuration, logger, clock: { 0 }), generation: 1, control: "open",
            showsCells: true, clock: { [clock] in clock.now })
    }

    private func reject(at seconds: Int64?) {
        let location = RecordLocation(path: "data/a.csv", line: 2)
        watch.reject(
            .feed(.invalidTime), source: 0, RejectedRecord("it is", location, time: seconds.map { .seconds($0) }))
    }

    private var marks: [String] { watch.marks.map { "\($0.kind) \($0.time.nanoseconds / 1_000_000_000)" } }

    @Test func `each step has one mark of rejected records, whatever else is marked in it`() {
        // Steps of a minute, as long as no pass has begun.
        for seconds: Int64 in [121, 122, 179, 180, 239, 121] { reject(at: seconds) }
        #expect(marks == ["incident 120", "rejected 121", "rejected 180"])
        #expect(watch.marks.last?.text == "invalid_time in orders")
    }

    @Test func `a record without a time is marked where the replay is, and nowhere before it begins`() {
        reject(at: nil)
        #expect(marks == ["incident 120"] && watch.rejects.last?.time == nil)
        let registry = Registry([])
        watch.began(at: .seconds(300), in: nil, registry)
        reject(at: nil)
        watch.reached(.seconds(301), registry)
        reject(at: nil)
        #expect(marks == ["incident 120", "rejected 300", "rejected 301"])
        #expect(watch.rejects.map { $0.time } == [nil, .seconds(300), .seconds(301)])
    }

    @Test func `there are 200 marks at most`() {
        for minute in Int64(0)..<199 { reject(at: minute * 60) }
        #expect(watch.marks.count == 200)
        reject(at: 199 * 60)
        #expect(watch.marks.count == 200 && watch.rejects.last?.time == .seconds(199 * 60))
    }

    /// How many of twenty records, one after the other, are told; each takes `cost` to tell.
    private func told(cost: Int64 = 0) -> Int {
        (0..<20).reduce(0) { count, _ in
            guard watch.wants(.feed(.invalidTime), source: 0) else { return count }
            clock.now += cost
            reject(at: 1)
            return count + 1
        }
    }

    @Test func `ten sentences are made at once, then ten a second`() {
        #expect(told() == 10)
        clock.now += 99_999_999
        #expect(told() == 0)
        clock.now += 1
        #expect(told() == 1)
        clock.now += 250_000_000
        #expect(told() == 2)
        clock.now += 50_000_000
        #expect(told() == 1)
        clock.now += 60_000_000_000
        #expect(told() == 10)
    }

    @Test func `sentences that take long have a fiftieth of the time`() {
        // Two milliseconds are not long.
        #expect(told(cost: 2_000_000) == 10)
        clock.now += 60_000_000_000
        #expect(told(cost: 2_000_001) == 1)
        clock.now += 50 * 2_000_001 + 99_999_999
        #expect(told() == 0)
        clock.now += 1
        #expect(told() == 1)
    }
}
