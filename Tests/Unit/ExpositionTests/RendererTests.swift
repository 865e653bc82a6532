import Exposition
import Metrics
import TestSupport
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
            let whole = render(snapshot, format: format, includesCreated: true)
            var renderer = Renderer(snapshot, format: format, includesCreated: true, texts: TextCache())
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
        var renderer = Renderer(
            RandomSnapshot(seed: 1).snapshot, format: format, includesCreated: false, texts: TextCache())
        var bytes: [UInt8] = []
        while renderer.next(into: &bytes) {}
        let count = bytes.count
        let goesOn = renderer.next(into: &bytes)
        #expect(!goesOn)
        #expect(bytes.count == count)
    }

    @Test func `a piece ends with the series that brings it to the size`() {
        let series = (0..<3).map { Snapshot.Series(["\($0)"], values: [Double($0 + 1)]) }
        var renderer = Renderer(
            Snapshot([.init(name: "x", help: "X.", type: .gauge, labelNames: ["a"], series: series)]),
            format: .text, includesCreated: false, texts: TextCache())
        let head = "# HELP x X.\n# TYPE x gauge\nx{a=\"0\"} 1\n"
        let pieces = [head.utf8.count, 0, 1].map { size in
            var bytes: [UInt8] = []
            let goesOn = renderer.next(atMost: size, into: &bytes)
            return String(decoding: bytes, as: UTF8.self) + (goesOn ? "…" : "")
        }
        #expect(pieces == [head + "…", "x{a=\"1\"} 2\n…", "x{a=\"2\"} 3\n"])
    }

    @Test(arguments: 0..<8)
    func `series that are not shown are passed over, wherever they are`(_ choices: Int) throws {
        let name = try #require(MetricName("x"))
        func description(_ name: MetricName) -> FamilyDescription {
            FamilyDescription(name: name, help: "X.", kind: .gauge(.last), labels: ["a"], maximumSeries: 3)
        }
        var registry = Registry([description(name), description(try #require(MetricName("y")))])
        let shown = (0..<3).filter { choices >> $0 & 1 == 1 }
        for family in 0..<2 {
            registry.families[family].admit((0..<3).map { [UInt8($0 + 0x30)] }, startTime: 1)
            for series in shown {
                registry.families[family].set([Double(series)], in: [Int32(series)], at: [1], until: [])
            }
        }
        let lines = ["x", "y"].map { name in
            let samples = shown.map { "\(name){a=\"\($0)\"} \($0)\n" }
            return samples.isEmpty ? "" : "# HELP \(name) X.\n# TYPE \(name) gauge\n" + samples.joined()
        }
        for (format, end) in [(ExpositionFormat.text, ""), (.openMetrics, "# EOF\n")] {
            let snapshot = Snapshot(registry.snapshot())
            var renderer = Renderer(snapshot, format: format, includesCreated: false, texts: TextCache())
            var (bytes, goesOn): ([UInt8], Bool) = ([], true)
            while goesOn {
                let before = bytes.count
                goesOn = renderer.next(atMost: 1, into: &bytes)
                #expect(bytes.count > before || lines.joined().isEmpty, "a piece is empty")
            }
            #expect(String(decoding: bytes, as: UTF8.self) == lines.joined() + end)
        }
    }
}
