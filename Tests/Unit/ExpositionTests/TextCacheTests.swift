import Metrics
import TestSupport
import Testing

@testable import Exposition

@Suite struct TextCacheTests {
    private func registry(_ names: [String], labels: [String]) throws -> Registry {
        Registry(
            try names.map {
                FamilyDescription(
                    name: try #require(MetricName($0)), help: "X.", kind: .counter, labels: labels,
                    maximumSeries: 10_000)
            })
    }

    private func admit(_ values: [String], to family: inout Family) {
        family.admit([Array(values.map { Array($0.utf8) }.joined(separator: [labelSeparator]))], startTime: 1)
    }

    private func texts(_ labels: RenderedLabels) -> [String] {
        labels.locations.map { location in
            let chunk = labels.chunks[Int(location.chunk)]
            return String(decoding: chunk[Int(location.start)..<Int(location.end)], as: UTF8.self)
        }
    }

    private func renderedLabels(of snapshot: Snapshot, _ cache: TextCache) -> [RenderedLabels] {
        cache.families(of: snapshot, RenderedFamily.Form(format: .text, includesCreated: false)).map(\.labels)
    }

    /// What the texts have to be, by the snapshot's own word.
    private func expected(_ family: Snapshot.Family) -> [String] {
        family.shownSeries.map { series in
            zip(family.labelNames, series.labelValues).map { "\($0)=\"\($1)\"" }.joined(separator: ",")
        }
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `snapshots are rendered right in any order, older ones beside newer ones`(_ seed: UInt64) throws {
        var chance = SeededGenerator(seed: seed)
        var registry = try registry(["x_total", "y_total"], labels: ["a", "b"])
        let cache = TextCache()
        var (snapshots, rendered): ([Snapshot], [[RenderedLabels]]) = ([], [])
        for round in 0..<12 {
            for _ in 0..<(round == 3 ? 200 : 15) {
                let values = (0..<2).map { _ in
                    String("abc é".shuffled(using: &chance).prefix(Int.random(in: 0...4, using: &chance)))
                }
                admit(values, to: &registry.families[Int.random(in: 0...1, using: &chance)])
            }
            snapshots.append(Snapshot(registry.snapshot()))
            for snapshot in [snapshots[round], snapshots[Int.random(in: 0...round, using: &chance)]] {
                let labels = renderedLabels(of: snapshot, cache)
                #expect(labels.map(texts) == snapshot.families.map(expected), "seed \(seed), round \(round)")
            }
            rendered.append(renderedLabels(of: snapshots[round], cache))
        }
        for (labels, snapshot) in zip(rendered, snapshots) {
            #expect(labels.map(texts) == snapshot.families.map(expected), "seed \(seed)")
        }
    }

    @Test func `a series is rendered once, and few new ones do not move those that are there`() throws {
        var registry = try registry(["x_total"], labels: ["k"])
        for number in 0..<10 { admit(["\(2 * number)"], to: &registry.families[0]) }
        let cache = TextCache()
        let first = renderedLabels(of: Snapshot(registry.snapshot()), cache)[0]
        admit(["1"], to: &registry.families[0])
        let snapshot = Snapshot(registry.snapshot())
        let second = renderedLabels(of: snapshot, cache)[0]
        #expect(texts(second) == expected(snapshot.families[0]))
        #expect(second.chunks[0].starts(with: first.chunks[0].dropLast(16)))
        #expect(second.chunks[0].count == first.chunks[0].count + "k=\"1\"".utf8.count)
    }

    @Test func `families that are gone are forgotten, and their renderers keep what they need`() throws {
        var (old, new) = (try registry(["x_total"], labels: ["k"]), try registry(["x_total"], labels: ["k"]))
        admit(["old"], to: &old.families[0])
        admit(["new"], to: &new.families[0])
        let cache = TextCache()
        weak var owner: SeriesKeys.Owner?
        var kept: [RenderedLabels] = []
        do {
            let snapshot = Snapshot(old.snapshot())
            owner = snapshot.families[0].keys.owner
            kept = renderedLabels(of: snapshot, cache)
        }
        #expect(renderedLabels(of: Snapshot(new.snapshot()), cache).map(texts) == [["k=\"new\""]])
        old = try registry([], labels: [])
        #expect(owner == nil, "nobody holds the family any more")
        #expect(kept.map(texts) == [["k=\"old\""]])
    }

    @Test func `texts fill one chunk after the other, each with room behind it`() throws {
        let filling = String(repeating: "x", count: 400_000)
        var registry = try registry(["x_total"], labels: ["k"])
        for number in 0..<6 { admit(["\(5 - number)\(filling)"], to: &registry.families[0]) }
        let cache = TextCache()
        let labels = renderedLabels(of: Snapshot(registry.snapshot()), cache)[0]
        #expect(texts(labels) == (0..<6).map { "k=\"\($0)\(filling)\"" })
        #expect(labels.locations.map(\.chunk) == [0, 0, 0, 1, 1, 1])
        #expect(labels.chunks.allSatisfy { $0.suffix(16).allSatisfy { $0 == 0 } })
        admit(["2"], to: &registry.families[0])
        let more = renderedLabels(of: Snapshot(registry.snapshot()), cache)[0]
        #expect(texts(more)[2] == "k=\"2\"")
        #expect(texts(labels) == (0..<6).map { "k=\"\($0)\(filling)\"" })
    }

    @Test func `a family has the text of the form that is asked for`() throws {
        var registry = try registry(["x_total", "y_total"], labels: ["k"])
        for family in registry.families.indices { admit(["a"], to: &registry.families[family]) }
        let cache = TextCache()
        for (format, includesCreated) in [
            (ExpositionFormat.text, false), (.openMetrics, false), (.openMetrics, true), (.text, false), (.text, false),
            (.openMetrics, true),
        ] {
            var renderer = Renderer(
                Snapshot(registry.snapshot()), format: format, includesCreated: includesCreated, texts: cache)
            var bytes: [UInt8] = []
            while renderer.next(into: &bytes) {}
            let expected = render(Snapshot(registry.snapshot()), format: format, includesCreated: includesCreated)
            #expect(bytes == expected, "\(format), \(includesCreated)")
            admit(["\(format), \(includesCreated)"], to: &registry.families[0])
        }
    }
}
