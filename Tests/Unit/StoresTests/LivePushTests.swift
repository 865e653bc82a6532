import Metrics
import RemoteWrite
import Service
import TestSupport
import Testing

@testable import Commands
@testable import Stores

/// A live push of a file that grows, its clocks and its receiver, turned by hand.
@Suite struct LivePushTests {
    @Test func `each step of the wall clock sends what a scrape shows, from the first step after the start on`() throws
    {
        let scene = try LiveScene(csv: "time,key\n1,a\n2,b\n3,a\n")
        try scene.run(seconds: 17)
        try scene.append("4,c\n")
        try scene.run(seconds: 15)
        #expect(scene.received("orders_total", "a") == [15: 2, 30: 2])
        #expect(scene.received("orders_total", "c") == [30: 1])
        #expect(scene.received("up", nil) == [15: 1, 30: 1])
        #expect(scene.received("csv_exporter_records_total", nil) == [15: 3, 30: 4])
        #expect(scene.received("csv_exporter_replay_time_seconds", nil)?.keys.sorted() == [15, 30])
        // Whether the push itself is well can be seen where its samples are.
        #expect(scene.received("csv_exporter_remote_write_queue_bytes", nil)?.count == 2)
        #expect(scene.names.allSatisfy { !$0.hasPrefix("csv_exporter_http_") })
        #expect(scene.push.lag == 0 && scene.push.queue?.bytes == 0)
    }

    @Test func `a series that is not shown any more ends`() throws {
        let scene = try LiveScene(
            csv: "time,key\n2000000001,a\n",
            metrics: "{gauge: last, help: H., value: time, labels: {key: key}, "
                + "expire_after: 20s}", start: 2_000_000_000)
        try scene.run(seconds: 60)
        #expect(
            scene.samples("last", "a") == [
                2_000_000_010_000: Double(2_000_000_001).bitPattern, 2_000_000_025_000: Levels.stale,
            ])
    }

    @Test func `what is made while the receiver is away is sent in batches, oldest first`() throws {
        let scene = try LiveScene(csv: "time,key\n1,a\n")
        scene.status = 503
        try scene.run(seconds: 301)
        #expect(scene.push.lag == 300_000 && scene.push.queue?.count == 20)
        scene.status = 204
        let before = scene.receiver.requests.count
        try scene.run(seconds: 14)
        #expect(scene.received("orders_total", "a")?.keys.sorted() == (1...21).map { $0 * 15 })
        // The one that was tried, the others, and the one of now.
        #expect(scene.receiver.requests.count - before <= 4)
        #expect(scene.push.lag == 0 && scene.push.queue?.count == 0 && scene.push.queue?.dropped == 0)
        #expect(scene.push.sender?.counts.refused == 0)
    }

    @Test func `a full queue drops the oldest, and counts them`() throws {
        let scene = try LiveScene(csv: "time,key\n1,a\n", queueBytes: 12_000)
        scene.status = 503
        try scene.run(seconds: 1501)
        let queue = try #require(scene.push.queue)
        #expect(queue.bytes <= 12_000 && queue.dropped > 0 && queue.made == queue.dropped + queue.waiting)
        #expect(queue.instants?.upperBound == 1500_000)
        scene.status = 204
        try scene.run(seconds: 15)
        let times = scene.received("orders_total", "a")?.keys.sorted() ?? []
        let first = try #require(times.first)
        #expect(times.last == 1515 && times == Array(stride(from: first, through: 1515, by: 15)))
        let counts = try #require(scene.push.sender?.counts)
        let after = try #require(scene.push.queue)
        #expect(after.made == counts.acknowledged + after.dropped && after.waiting == 0)
        #expect(
            scene.received("csv_exporter_remote_write_samples_dropped_total", "queue_full")?[1515]
                == Double(after.dropped))
    }

    @Test func `what was stored of a batch that is dropped counts as sent`() throws {
        let scene = try LiveScene(csv: "time,key\n1,a\n", queueBytes: 12_000, samplesPerRequest: 10)
        // A series of the last message.
        scene.busyWith = "up"
        try scene.run(seconds: 601)
        #expect(scene.push.queue?.dropped ?? 0 > 0 && scene.push.sender?.counts.acknowledged ?? 0 > 0)
        scene.busyWith = nil
        try scene.run(seconds: 15)
        let (queue, counts) = (try #require(scene.push.queue), try #require(scene.push.sender?.counts))
        #expect(queue.waiting == 0 && counts.refused == 0 && queue.made == counts.acknowledged + queue.dropped)
    }

    @Test(arguments: [400, 401, 404, 409, 413, 422, 301]) func `a refusal is counted, and the next sample goes out`(
        _ status: Int
    ) throws {
        let scene = try LiveScene(csv: "time,key\n1,a\n")
        scene.status = status
        try scene.run(seconds: 32)
        scene.status = 204
        try scene.run(seconds: 15)
        #expect(scene.received("orders_total", "a") == [45: 1])
        #expect(scene.receiver.requests.count == 3 && scene.push.sender?.counts.refused ?? 0 > 0)
    }

    @Test func `what a receiver of Prometheus 2 finds too old is refused, also with its status 500`() throws {
        let scene = try LiveScene(csv: "time,key\n1,a\n")
        (scene.status, scene.body) = (500, "too old sample\n")
        try scene.run(seconds: 17)
        #expect(scene.receiver.requests.count == 1 && scene.push.queue?.count == 0)
        scene.body = "too many requests"
        try scene.run(seconds: 15)
        #expect(scene.receiver.requests.count > 2 && scene.push.queue?.count == 1)
    }

    @Test func `a server of another protocol is one that is away`() throws {
        let scene = try LiveScene(csv: "time,key\n1,a\n")
        scene.raw = "SSH-2.0-x\r\n"
        try scene.run(seconds: 32)
        scene.raw = nil
        try scene.run(seconds: 15)
        #expect(scene.received("orders_total", "a") == [15: 1, 30: 1, 45: 1])
    }

    @Test func `no time goes back if the clock does`() throws {
        let scene = try LiveScene(csv: "time,key\n1,a\n")
        try scene.run(seconds: 46)
        scene.setClock(seconds: 5)
        try scene.run(seconds: 45)
        #expect(scene.received("orders_total", "a")?.keys.sorted() == [15, 30, 45])
        #expect(try scene.logged().contains("the clock is behind 1970-01-01T00:00:45Z"))
        try scene.run(seconds: 30)
        #expect(scene.received("orders_total", "a")?.keys.sorted() == [15, 30, 45, 60, 75])
        scene.setClock(seconds: 1000)
        try scene.run(seconds: 15)
        #expect(scene.received("orders_total", "a")?.keys.sorted() == [15, 30, 45, 60, 75, 990, 1005])
    }

    @Test func `an instant of the future that was refused does not stop the present`() throws {
        let scene = try LiveScene(csv: "time,key\n1,a\n")
        try scene.run(seconds: 16)
        scene.status = 400
        scene.setClock(seconds: 100_000)
        try scene.run(seconds: 1)
        scene.status = 204
        scene.setClock(seconds: 17)
        try scene.run(seconds: 14)
        #expect(scene.received("orders_total", "a")?.keys.sorted() == [15, 30])
    }

    @Test func `a position file keeps times going forward over restarts`() throws {
        let folder = TemporaryDirectory()
        let scene = try LiveScene(csv: "time,key\n1,a\n", position: folder.path + "/p")
        try scene.run(seconds: 46)
        let again = try LiveScene(csv: "time,key\n1,a\n", position: folder.path + "/p", start: 20)
        try again.run(seconds: 45)
        #expect(again.received("orders_total", "a")?.keys.sorted() == [60])
    }

    @Test func `no time goes back over a restart to what was sent without an answer`() throws {
        let folder = TemporaryDirectory()
        let scene = try LiveScene(csv: "time,key\n1,a\n", position: folder.path + "/p")
        try scene.run(seconds: 31)
        scene.swallows = { _ in true }
        try scene.run(seconds: 16)
        let again = try LiveScene(
            csv: "time,key\n1,a\n2,a\n", position: folder.path + "/p", start: 20, after: scene)
        try again.run(seconds: 45)
        #expect(again.received("orders_total", "a") == [15: 1, 30: 1, 45: 1, 60: 2])
        #expect(again.push.sender?.counts.refused == 0)
    }

    @Test func `asked to end, it sends what waits for five seconds at most`() throws {
        let scene = try LiveScene(csv: "time,key\n1,a\n")
        scene.status = 503
        try scene.run(seconds: 46)
        scene.push.finish(now: scene.now)
        #expect(!scene.push.hasFinished)
        scene.status = 204
        try scene.run(seconds: 4)
        #expect(scene.push.hasFinished && scene.received("orders_total", "a")?.count == 3)
        let other = try LiveScene(csv: "time,key\n1,a\n")
        other.status = 503
        try other.run(seconds: 46)
        other.push.finish(now: other.now)
        try other.run(seconds: 4)
        #expect(!other.push.hasFinished)
        try other.run(seconds: 2)
        #expect(other.push.hasFinished)
        #expect(other.push.summary(seconds: 52).contains("were not acknowledged in time"))
    }

    @Test func `a history goes before, and what it has and the present has not ends between`() throws {
        let scene = try LiveScene(
            csv: "time,key\n101,a\n131,b\n160,a\n", mode: "replay-then-follow", start: 200)
        try scene.run(seconds: 26)
        try scene.append("999,b\n")
        try scene.run(seconds: 15)
        #expect(scene.received("orders_total", "a")?.keys.sorted() == Array(stride(from: 90, through: 240, by: 15)))
        #expect(scene.received("orders_total", "a")?[90] == 0 && scene.received("orders_total", "a")?[240] == 2)
        #expect(scene.received("orders_total", "b")?[240] == 2)
        let passes = scene.samples("csv_exporter_replay_passes_total", nil)
        #expect(passes.count == 9 && passes.values.count { $0 == Levels.stale } == 1, "\(passes)")
        // Nothing else has ended.
        #expect(!scene.samples("orders_total", "a").values.contains(Levels.stale))
    }

    @Test func `live samples wait while the history is sent`() throws {
        let scene = try LiveScene(csv: "time,key\n101,a\n", mode: "replay-then-follow", start: 200)
        scene.status = 503
        try scene.run(seconds: 121)
        #expect(scene.push.queue?.instants == 210_000...315_000)
        scene.status = 204
        try scene.run(seconds: 9)
        #expect(scene.received("orders_total", "a")?.keys.sorted() == Array(stride(from: 90, through: 330, by: 15)))
    }

    @Test func `what was stored without an answer is no refusal`() throws {
        let scene = try LiveScene(csv: "time,key\n1,a\n")
        scene.status = 503
        try scene.run(seconds: 61)
        (scene.status, scene.swallows) = (204, { $0 > 1 })
        try scene.run(seconds: 6)
        scene.swallows = { _ in false }
        try scene.run(seconds: 24)
        #expect(scene.received("orders_total", "a")?.keys.sorted() == [15, 30, 45, 60, 75, 90])
        let counts = try #require(scene.push.sender?.counts)
        #expect(counts.refused == 0 && counts.present > 0 && scene.push.lag == 0)
        #expect(scene.push.queue?.made == counts.acknowledged)
    }

    @Test func `a busy receiver has stored nothing, so that it may refuse what it gets again`() throws {
        let scene = try LiveScene(csv: "time,key\n1,a\n")
        scene.status = 429
        try scene.run(seconds: 16)
        (scene.status, scene.body) = (400, "out of order sample")
        try scene.run(seconds: 10)
        #expect(scene.push.sender?.counts.present == 0 && scene.push.sender?.counts.refused ?? 0 > 0)
    }

    @Test(arguments: [false, true]) func `after a kill before the answer, what was stored stays and the rest is sent`(
        isBatch: Bool
    ) throws {
        let folder = TemporaryDirectory()
        let csv = "time,key\n101,a\n"
        let scene = try LiveScene(
            csv: csv, mode: "replay-then-follow", position: folder.path + "/p", start: 200)
        try scene.run(seconds: 16)
        #expect(scene.received("orders_total", "a")?.keys.max() == 210)
        // Live samples count it now, those of a history at its own time.
        try scene.append("999,a\n")
        scene.status = isBatch ? 503 : 204
        scene.swallows = { $0 > 1 || !isBatch }
        try scene.run(seconds: isBatch ? 41 : 11)
        scene.status = 204
        try scene.run(seconds: 6)
        let last = try #require(scene.received("orders_total", "a")?.keys.max())
        #expect(last == (isBatch ? 255 : 225), "it is stored, and nobody knows")
        let again = try LiveScene(
            csv: csv + "999,a\n", mode: "replay-then-follow", position: folder.path + "/p", start: 300, after: scene)
        try again.run(seconds: 31)
        let times = again.received("orders_total", "a")?.keys.sorted()
        #expect(times == Array(stride(from: 90, through: 330, by: 15)))
        #expect(again.received("orders_total", "a")?[last] == 2, "the first value stays")
        #expect(again.push.sender?.counts.refused == 0 && again.push.sender?.counts.present ?? 0 > 0)
    }

    @Test(arguments: [(400, "out of bounds"), (500, "too old sample")])
    func `a store that refuses the history gets what is of now`(_ status: Int, _ body: String) throws {
        let csv = "time,key\n101,a\n"
        let scene = try LiveScene(csv: csv, mode: "replay-then-follow", start: 200, stopsAtRefusal: false)
        (scene.status, scene.body) = (status, body)
        try scene.run(seconds: 2)
        scene.status = 204
        try scene.run(seconds: 30)
        #expect(scene.received("orders_total", "a")?.keys.sorted() == [210, 225])
        #expect(scene.push.sender?.counts.refused ?? 0 > 0)
        let strict = try LiveScene(csv: csv, mode: "replay-then-follow", start: 200)
        (strict.status, strict.body) = (status, body)
        #expect(throws: StartFault.self) { try strict.run(seconds: 2) }
    }
}
