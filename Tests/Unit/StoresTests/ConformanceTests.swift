import HTTP
import Metrics
import POSIX
import RemoteWrite
import Service
import TestSupport
import Testing

@testable import Stores

/// The cases of Prometheus' conformance tests for senders that `SenderTests` and `MessageTests` do not play already.
/// https://github.com/prometheus/compliance/tree/main/remotewrite/sender
@Suite struct ConformanceTests {
    @Test func `a request of 2-0 has its header`() throws {
        let scene = try SenderScene({ $0.versions = .two }) { _, _ in
            .status(204, ["X-Prometheus-Remote-Write-Samples-Written: 6"])
        }
        try scene.run()
        let request = try #require(scene.receiver.requests.first)
        for line in [
            "POST /api/v1/write HTTP/1.1", "Content-Encoding: snappy",
            "Content-Type: application/x-protobuf;proto=io.prometheus.write.v2.Request",
            "X-Prometheus-Remote-Write-Version: 2.0.0", "User-Agent: csv_exporter/\(version)",
        ] { #expect(request.head.split(separator: "\r\n").contains { $0 == line }, "\(line)") }
        #expect(DecodedMessage(request.body, isTwo: true)?.series.count == 3)
    }

    @Test(arguments: [1, 2, 3, 4]) func `as many requests are under way as there are connections`(_ count: Int) throws {
        // Each answer takes its time, so that all that can be sent is sent before the first one.
        let answer = Array("HTTP/1.1 204 No Content\r\n\r\n".utf8)
        var arrivals: [Int] = []
        var scene: SenderScene?
        scene = try SenderScene({ ($0.connections, $0.samplesPerRequest) = (count, 2) }) { _, _ in
            arrivals.append(scene?.sender.counts.acknowledged ?? 0)
            return MockReceiver.Script(pieces: Array(repeating: [], count: 30) + [answer])
        }
        try scene?.run()
        #expect(arrivals.count == 3 && arrivals.count { $0 == 0 } == min(count, 3), "\(arrivals)")
        let series = scene?.receiver.requests.flatMap { DecodedMessage($0.body, isTwo: false)?.series ?? [] } ?? []
        #expect(Set(series.map { $0.labels }).count == 3 && series.count == 3)
        #expect(scene?.sender.counts.acknowledged == SenderScene.all)
        scene = nil
    }

    @Test func `a receiver that says nothing gets the same again on a new connection`() throws {
        let scene = try SenderScene({ $0.timeout = 20 * SenderScene.second }) { number, _ in
            number == 0 ? MockReceiver.Script() : .status(204)
        }
        scene.waitsForAnswers = false
        try scene.run()
        #expect(scene.sender.fault == nil && scene.sender.counts.acknowledged == SenderScene.all)
        #expect(scene.receiver.requests.count == 2 && Set(scene.receiver.requests.map { $0.body }).count == 1)
        #expect(scene.receiver.accepted == 2 && scene.sender.counts.requests == ["none": 1, "204": 1])
    }

    @Test func `after a failure other epochs go out`() throws {
        let scene = try SenderScene({ $0.stopsAtRefusal = false }) { number, _ in
            [.bytes("", closes: true), .status(503), .status(404), .status(204)][min(number, 3)]
        }
        try scene.run()
        #expect(scene.sender.counts.refused == SenderScene.all)
        try scene.run()
        #expect(scene.sender.counts.acknowledged == SenderScene.all && scene.sender.fault == nil)
    }

    @Test(arguments: [200, 204]) func `what a success says beside its status is not read`(_ status: Int) throws {
        for body in ["", "error: nothing was stored", "\u{0}\u{FF}", String(repeating: "x", count: 60_000)] {
            let scene = try SenderScene { _, _ in
                status == 204 ? .bytes("HTTP/1.1 204 OK\r\n\r\n") : .status(status, ["X-Other: 1"], body: body)
            }
            try scene.run()
            #expect(scene.sender.counts.acknowledged == SenderScene.all && scene.receiver.requests.count == 1)
        }
    }

    @Test func `some samples of 2-0 are refused, and the others count`() throws {
        let field = "X-Prometheus-Remote-Write-Samples-Written: "
        for status in [400, 422] {
            let scene = try SenderScene({ ($0.versions, $0.stopsAtRefusal) = (.two, false) }) { _, _ in
                .status(status, ["\(field)4"], body: "2 bad samples")
            }
            try scene.run()
            #expect(scene.sender.counts.acknowledged == 4 && scene.sender.counts.refused == 2)
            #expect(scene.receiver.requests.count == 1)
        }
    }

    @Test func `more series than memory for two instants are told`() {
        #expect(narrowness(series: 2_097_152) == nil)
        #expect(narrowness(series: 2_097_153)?.contains("one instant of 2 097 153 series") == true)
    }

    @Test func `an epoch without samples makes no request`() throws {
        let scene = try SenderScene(names: []) { _, _ in .status(500) }
        try scene.run()
        #expect(scene.receiver.requests.isEmpty && scene.sender.isIdle)
    }
}
