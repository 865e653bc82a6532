import HTTP
import Pipeline
import Service
import Testing

@testable import Exporter

/// How much a stream sends, and when.
@Suite struct StreamPaceTests {
    private func text(_ step: BodyStep) -> String? {
        if case .bytes(let bytes) = step { String(decoding: bytes, as: UTF8.self) } else { nil }
    }

    /// Reads what there is now: no more than a hundred pieces, so that a stream without an end fails.
    private func rest(_ source: any BodySource, _ scene: EndpointScene) -> String {
        var all = ""
        for _ in 0..<100 { all += text(source.step(atMost: 65536, now: scene.now)) ?? "" }
        return all
    }

    @Test func `a stream gives at most two kilobytes at once, and no more than it is asked for`() throws {
        let rows = (0..<400).map { "\($0 / 50),key number \($0)\n" }.joined()
        let scene = try EndpointScene(csv: "time,key\n" + rows)
        let (wide, narrow) = (try #require(try scene.stream()), try #require(try scene.stream()))
        var (long, short): ([Int], [Int]) = ([], [])
        while let piece = text(wide.step(atMost: 65536, now: 0)) { long.append(piece.utf8.count) }
        while let piece = text(narrow.step(atMost: 100, now: 0)) { short.append(piece.utf8.count) }
        #expect(long.max() == 2048 && short.max() == 100)
        #expect(long.reduce(0, +) == short.reduce(0, +) && long.reduce(0, +) > 10_000)
    }

    @Test func `a client that is slow gets one frame with all that it missed`() throws {
        let scene = try EndpointScene()
        let source = try #require(try scene.stream())
        _ = rest(source, scene)
        scene.now += 250_000_000
        _ = try scene.send("POST", "/api/v1/replay?action=speed&speed=2")
        // For seconds it takes ten bytes at once.
        var told = text(source.step(atMost: 10, now: scene.now)) ?? ""
        for _ in 0..<12 {
            scene.now += 250_000_000
            try scene.slice()
            told += text(source.step(atMost: 10, now: scene.now)) ?? ""
        }
        told += rest(source, scene)
        #expect(told.split(separator: "\n").filter { $0 == "event: frame" }.count == 2, "\(told)")
        #expect(told.contains("\"t\":6.250,"), "\(told)")
    }

    @Test func `a stream is asked again when there may be a new frame, and has it then`() throws {
        let scene = try EndpointScene()
        let source = try #require(try scene.stream())
        _ = rest(source, scene)
        guard case .wait(let moment?) = source.step(atMost: 65536, now: scene.now) else {
            Issue.record("a stream that has told everything waits")
            return
        }
        #expect(moment == 250_000_000)
        scene.now = moment - 1
        #expect(source.step(atMost: 65536, now: scene.now) == .wait(until: moment))
        scene.now = moment
        #expect(rest(source, scene).contains("\"t\":0.250,"))
    }

    @Test func `after a comment the silence begins anew`() throws {
        let scene = try EndpointScene()
        _ = try scene.send("POST", "/api/v1/replay?action=pause")
        let source = try #require(try scene.stream())
        _ = rest(source, scene)
        for (seconds, isComment) in [(14.99, false), (15, true), (16, false), (29.99, false), (30, true)] {
            scene.now = Int64(seconds * 1e9)
            #expect((rest(source, scene) == ": \n\n") == isComment, "after \(seconds) s")
        }
    }

    @Test func `16 streams are open, and the 17th is refused, however often it asks`() throws {
        let scene = try EndpointScene()
        var open = try (0..<16).map { _ in try #require(try scene.stream()) }
        for _ in 0..<2 { #expect(try scene.stream() == nil) }
        open.removeLast()
        #expect(try scene.stream() != nil && open.count == 15)
    }

    @Test func `after a reload a stream tells the new engine at once`() throws {
        let scene = try EndpointScene(isNewOnReload: true)
        let source = try #require(try scene.stream())
        _ = rest(source, scene)
        #expect(scene.engine.begin(now: scene.now) == nil)
        for _ in 0..<4 { try scene.slice() }
        let told = rest(source, scene)
        #expect(told.contains("\"generation\":8") && told.contains("\"state\":\"running\""), "\(told)")
    }
}

/// What the page says without its scripts.
@Suite struct PageStateTests {
    @Test func `before the replay is ready the page says what it waits for, and no event time`() throws {
        let rows = (1...60_000).map { "\($0 / 6000),a\n" }.joined()
        let scene = try EndpointScene(
            csv: "time,key\n" + rows, replay: "{start_at: 1970-01-01T00:00:08Z}", isReady: false, hurried: true)
        var waits: [String] = []
        while !scene.engine.isReady {
            let page = try scene.send("GET", "/").body
            #expect(page.contains("waiting, pass ") && !page.contains("Event time"))
            for wait in ["the pre-pass: ", "the warm-up to 1970-01-01T00:00:08Z: "] where page.contains(wait) {
                if waits.last != wait { waits.append(wait) }
            }
            try scene.slice()
        }
        #expect(waits == ["the pre-pass: ", "the warm-up to 1970-01-01T00:00:08Z: "])
        let page = try scene.send("GET", "/").body
        #expect(page.contains("1970-01-01T00:00:08Z, from 1970-01-01T00:00:08Z") && !page.contains("Waits for"))
    }
}
