import Compression
import Exposition
import HTTP
import Metrics
import Testing

@testable import Service

private func snapshot(_ series: Int) -> Snapshot {
    let all = (0..<series).map { Snapshot.Series(["\($0)"], values: [Double($0) / 7]) }
    return Snapshot([Snapshot.Family(name: "x", help: "X.", type: .gauge, labelNames: ["k"], series: all)])
}

/// The pieces that the server gets; an empty one where the source yields.
private func pieces(_ response: Response) -> [[UInt8]] {
    guard case .stream(let source) = response.body else { return [] }
    var pieces: [[UInt8]] = []
    while true {
        switch source.step(atMost: 65_536, now: 0) {
        case .bytes(let piece):
            #expect(!piece.isEmpty)
            pieces.append(piece)
        case .yield: pieces.append([])
        case .end: return pieces
        case .wait, .broken:
            Issue.record("a scrape neither waits nor breaks off by itself")
            return pieces
        }
    }
}

@Suite struct ScrapeTests {
    private func answer(_ series: Int, _ headers: [(String, String)]) throws -> Response {
        let request = try #require(Request(method: "GET", target: "/metrics", headers: headers))
        return ScrapeEndpoint(includesCreated: false).answer(request, now: 0) { snapshot(series) }
    }

    private func header(_ name: String, _ response: Response) -> String? {
        response.headers.first { $0.name == name }?.value
    }

    @Test func `a body goes as it is to those who do not ask for gzip`() throws {
        let response = try answer(4000, [])
        #expect(header("Content-Encoding", response) == nil)
        #expect(header("Vary", response) == "Accept, Accept-Encoding")
        let body = render(snapshot(4000), format: .text, includesCreated: false)
        #expect(Array(pieces(response).joined()) == body)
    }

    @Test func `a body is gzip for those who ask, and shorter`() throws {
        let response = try answer(4000, [("accept-encoding", "gzip, br")])
        #expect(header("Content-Encoding", response) == "gzip")
        #expect(header("Vary", response) == "Accept, Accept-Encoding")
        #expect(header("Content-Type", response) == "text/plain; version=0.0.4; charset=utf-8")
        let (body, compressed) = (
            render(snapshot(4000), format: .text, includesCreated: false), pieces(response).joined()
        )
        var gzip = Gzip()
        var expected: [UInt8] = []
        var renderer = Renderer(
            snapshot(4000), format: .text, includesCreated: false, texts: TextCache())
        var hasMore = true
        while hasMore {
            hasMore = renderer.next(atMost: 65_536, into: &gzip.input)
            gzip.compress(isLast: !hasMore, to: &expected)
        }
        #expect(Array(compressed) == expected)
        #expect(expected.count * 2 < body.count)
    }

    @Test func `a body that fits a packet is compressed only where it must be`() throws {
        // Two header lines of 26 bytes, and lines of up to 29: the limit of 1 400 bytes lies between 58 and 60 series.
        let series = try #require(
            (1...100).first { render(snapshot($0), format: .text, includesCreated: false).count >= 1400 })
        for (series, wish, coding) in [
            (series - 1, "gzip", nil), (series, "gzip", "gzip"), (1, "gzip, identity;q=0", "gzip"), (1, "gzip", nil),
            (series, "gzip;q=0", nil), (0, "gzip", nil), (0, "gzip, identity;q=0", "gzip"),
        ] as [(Int, String, String?)] {
            let response = try answer(series, [("accept-encoding", wish)])
            #expect(header("Content-Encoding", response) == coding, "\(series) series, \(wish)")
            #expect(coding == nil || pieces(response).joined().starts(with: [0x1F, 0x8B]))
        }
    }

    @Test func `compressing takes a turn's share of text, then yields`() throws {
        let isEmpty = pieces(try answer(12_000, [("accept-encoding", "gzip")])).map(\.isEmpty)
        // Some 330 KB of text in pieces of 64 KiB.
        #expect(isEmpty == [false, false, false, false, true, false, false])
    }

    @Test func `metrics are text, or OpenMetrics where the client prefers it`() throws {
        let text = try answer(1, [])
        #expect(Array(pieces(text).joined()) == Array("# HELP x X.\n# TYPE x gauge\nx{k=\"0\"} 0\n".utf8))
        let accept = [("accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5")]
        #expect(pieces(try answer(1, accept)).joined().suffix(6).elementsEqual("# EOF\n".utf8))
    }

    @Test func `four snapshots live at most, and further scrapes share the latest`() throws {
        var now: Int64 = 0
        var made = 0
        let endpoint = ScrapeEndpoint(includesCreated: false)
        let request = try #require(Request(method: "GET", target: "/metrics"))
        func scrape() -> Response {
            endpoint.answer(request, now: now) {
                made += 1
                return snapshot(1)
            }
        }
        var open = (0..<4).map { _ in scrape() }
        now = 1_000_000_000
        #expect(scrape().status == 200 && made == 4)
        open.removeLast()
        open.append(scrape())
        #expect(open[3].status == 200 && made == 5)
        now += 1_000_000_001
        #expect(scrape().status == 200 && made == 6)
        let broken = open.map { response in
            guard case .stream(let source) = response.body else { return false }
            return source.step(atMost: 1000, now: now) == .broken
        }
        #expect(broken == [true, false, false, false], "nobody has read it for two seconds")
    }
}
