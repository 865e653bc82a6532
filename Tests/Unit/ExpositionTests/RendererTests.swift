import Exposition
import Metrics
import Testing

@Suite struct RendererTests {
    @Test func `content types name version and charset`() {
        #expect(ExpositionFormat.text.contentType == "text/plain; version=0.0.4; charset=utf-8")
        #expect(
            ExpositionFormat.openMetrics.contentType == "application/openmetrics-text; version=1.0.0; charset=utf-8")
    }

    @Test(arguments: [1, 2, 7, 64, 1000, 4096, 1 << 20], [ExpositionFormat.text, .openMetrics])
    func `pieces of any size make the same whole`(_ size: Int, _ format: ExpositionFormat) {
        for seed in 1...8 as ClosedRange<UInt64> {
            let snapshot = RandomSnapshot(seed: seed).snapshot
            let whole = render(snapshot, format: format, created: true)
            var renderer = Renderer(snapshot, format: format, created: true)
            var bytes: [UInt8] = []
            var goesOn = true
            while goesOn {
                let before = bytes.count
                goesOn = renderer.next(atMost: size, into: &bytes)
                // The largest series here has 9 lines of less than 300 bytes, and a header before it.
                #expect(bytes.count > before && bytes.count < before + size + 3000, "seed \(seed)")
                if goesOn { #expect(bytes.count >= before + size, "seed \(seed)") }
            }
            #expect(bytes == whole, "seed \(seed)")
        }
    }

    @Test(arguments: [ExpositionFormat.text, .openMetrics])
    func `a finished renderer adds nothing`(_ format: ExpositionFormat) {
        var renderer = Renderer(RandomSnapshot(seed: 1).snapshot, format: format, created: false)
        var bytes: [UInt8] = []
        while renderer.next(into: &bytes) {}
        let count = bytes.count
        let goesOn = renderer.next(into: &bytes)
        #expect(!goesOn)
        #expect(bytes.count == count)
    }

    @Test func `a piece ends with the series that brings it to the size`() {
        let series = (0..<3).map { Snapshot.Series(labels: "a=\"\($0)\"") }
        var renderer = Renderer(
            Snapshot([.init(name: "x", help: "X.", type: .gauge, series: series, values: [1, 2, 3])]),
            format: .text, created: false)
        let head = "# HELP x X.\n# TYPE x gauge\nx{a=\"0\"} 1\n"
        let pieces = [head.utf8.count, 0, 1].map { size in
            var bytes: [UInt8] = []
            let goesOn = renderer.next(atMost: size, into: &bytes)
            return String(decoding: bytes, as: UTF8.self) + (goesOn ? "…" : "")
        }
        #expect(pieces == [head + "…", "x{a=\"1\"} 2\n…", "x{a=\"2\"} 3\n"])
    }

    @Test func `the registry's snapshot is rendered through its shared chunks`() {
        let chunk = Array("a=\"1\"a=\"22\"".utf8)
        let series = [
            Snapshot.Series(chunk: chunk, start: 0, end: 5), Snapshot.Series(chunk: chunk, start: 5, end: 11),
        ]
        let snapshot = Snapshot([.init(name: "x", help: "X.", type: .gauge, series: series, values: [1, 2])])
        #expect(
            String(decoding: render(snapshot, format: .text, created: false), as: UTF8.self)
                == "# HELP x X.\n# TYPE x gauge\nx{a=\"1\"} 1\nx{a=\"22\"} 2\n")
    }
}
