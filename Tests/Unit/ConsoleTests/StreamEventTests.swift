import EventTime
import Metrics
import Testing

@testable import Console

/// What streams get where the grid, its lines or its steps change under them.
@Suite struct StreamEventTests {
    @Test func `a pass that begins with too many series begins with sums, also for who was there before`() throws {
        var scene = try Scene()
        scene.registry.families[0].admit((0..<300).map { Array("s\($0)".utf8) }, startTime: 1)
        _ = scene.history.look(scene.registry, head: [])
        scene.registry.families[0].admit((300..<600).map { Array("s\($0)".utf8) }, startTime: 1)
        scene.history.begin(at: instant(0), on: scene.grid, passStart: instant(0), scene.registry)
        _ = scene.history.look(scene.registry, head: [])
        var position = StreamPosition()
        let text = scene.read(&position)
        #expect(text.contains(#""v":[[0,0],[1,null]]"#), "\(text)")
    }

    @Test func `sums that take the place of lines have their steps where the pass is`() throws {
        var scene = try Scene()
        scene.pass(to: 50, count: 1, level: 1)
        scene.registry.families[0].admit((0..<600).map { Array("s\($0)".utf8) }, startTime: 1)
        scene.pass(to: 52, count: 3, level: 1)
        #expect(scene.history.firstRow == 51 && scene.history.endRow == 53)
        // All that is new counts from 0, because nothing is known of the time before.
        #expect(scene.rows.map { $0[0] } == [4, 0])
    }

    @Test func `series of many values are sums where they have more than 4096 together`() throws {
        let bounds = (1...14).map { Double($0) }
        let family = FamilyDescription(
            name: try #require(MetricName("h")), help: "H.", kind: .histogram(bounds: bounds), labels: ["k"],
            maximumSeries: 999)
        var registry = Registry([family])
        let history = GridHistory(generation: 1, families: [family])
        registry.families[0].admit((0..<256).map { Array("s\($0)".utf8) }, startTime: 1)
        _ = history.look(registry, head: [])
        #expect(history.lines.valueCount == 4096 && !history.lines.areSums)
        registry.families[0].admit([Array("more".utf8)], startTime: 1)
        _ = history.look(registry, head: [])
        #expect(history.lines.valueCount == 16 && history.lines.areSums)
    }

    @Test func `a stream that was cut after a seek backward goes on with the steps that it lacks`() throws {
        var scene = try Scene()
        for second in 1...10 { scene.pass(to: Int64(second), count: 1, level: 1) }
        _ = scene.history.look(scene.registry, head: [])
        scene.history.begin(at: instant(4), on: scene.grid, passStart: instant(0), scene.registry)
        _ = scene.history.look(scene.registry, head: [])
        let id = "3-\(scene.history.frame)"
        scene.pass(to: 6, count: 7, level: 1)
        _ = scene.history.look(scene.registry, head: [])
        var position = scene.history.position(behind: id)
        let text = scene.read(&position)
        #expect(text.contains(#""rows":[[5,[[0,7]]],[6,[]]]"#), "\(text)")
    }

    @Test func `a look at what nobody knows yet is a frame, and the next look at the same is none`() throws {
        var scene = try Scene()
        let early = GridHistory(generation: 1, families: [])
        #expect(early.look(head: []) && !early.look(head: []))
        #expect(scene.history.look(scene.registry, head: []) && !scene.history.look(scene.registry, head: []))
        scene.registry.families[0].admit([Array("new".utf8)], startTime: 1)
        #expect(scene.history.look(scene.registry, head: []) && !scene.history.look(scene.registry, head: []))
        // A step in which nothing changes is one that browsers lack.
        scene.pass(to: 1, count: 0, level: 1)
        #expect(scene.history.look(scene.registry, head: []) && !scene.history.look(scene.registry, head: []))
        scene.pass(to: 2, count: 0, level: 1)
        #expect(scene.history.look(scene.registry, head: []) && !scene.history.look(scene.registry, head: []))
    }

    @Test func `a stream that slept while followed files went on gets the steps that are left`() throws {
        var scene = try Scene()
        scene.history.begin(at: instant(1000), on: Grid(following: instant(1000)), passStart: nil, scene.registry)
        _ = scene.history.look(scene.registry, head: [])
        var position = StreamPosition()
        _ = scene.read(&position)
        scene.pass(to: 9000, count: 1, level: 1)
        _ = scene.history.look(scene.registry, head: [])
        let text = scene.read(&position)
        #expect(scene.history.firstRow > 6000 && text.contains("\"rows\":[[\(scene.history.firstRow),"), "\(text)")
    }

    @Test func `new lines are told to who lacks them, whoever asks first`() throws {
        var scene = try Scene()
        _ = scene.history.look(scene.registry, head: [])
        var early = StreamPosition()
        _ = scene.history.next(&early) { [] }
        scene.registry.families[0].admit([Array("new".utf8)], startTime: 1)
        _ = scene.history.look(scene.registry, head: [])
        var late = StreamPosition()
        #expect(!scene.read(&late).contains(#""lines":[[2,0,["new"]]]"#))
        #expect(scene.read(&early).contains(#""lines":[[2,0,["new"]]]"#))
    }

    @Test func `a level of a counter that falls is told as it is, in a step and to late browsers alike`() throws {
        let family = FamilyDescription(
            name: try #require(MetricName("level_total")), help: "L.", kind: .absoluteCounter, labels: ["k"],
            maximumSeries: 9)
        let history = GridHistory(generation: 1, families: [family])
        var registry = Registry([family])
        history.begin(
            at: instant(0), on: Grid(from: instant(0), to: instant(100)), passStart: instant(0), registry)
        registry.families[0].admit([Array("a".utf8)], startTime: 1)
        var position = StreamPosition()
        var told: [String] = []
        for (second, level) in [(1, 100.0), (2, 103), (3, 90)] {
            registry.families[0].follow([level], in: [0], showing: true)
            history.reached(instant(Int64(second)), registry)
            _ = history.look(registry, head: [])
            var text: [UInt8] = []
            while let event = history.next(&position, opening: { [] }) { text += event }
            told.append(String(decoding: text, as: UTF8.self))
        }
        let last = history.rows[3].values[0]
        var bytes: [UInt8] = []
        bytes.append(last)
        let fall = String(decoding: bytes, as: UTF8.self)
        #expect(last != 0 && told[2].contains(#""rows":[[3,[[0,\#(fall)]]]]"#), "\(told)")
    }

    @Test func `an event of steps is short, however many lines there are`() throws {
        var scene = try Scene()
        scene.registry.families[0].admit((0..<498).map { Array("s\($0)".utf8) }, startTime: 1)
        for second in 1...8 {
            scene.registry.families[0].add((0..<499).map { Double($0) / 7 }, to: (0..<499).map { $0 })
            scene.pass(to: Int64(second), count: 1, level: 1)
        }
        _ = scene.history.look(scene.registry, head: [])
        var position = StreamPosition()
        var lengths: [Int] = []
        while position.epoch == 0 || lengths.last ?? 0 > 0 {
            lengths.append(scene.history.next(&position) { [0] }?.count ?? 0)
        }
        #expect(lengths.count > 5 && lengths.dropLast(2).allSatisfy { $0 < 10_000 }, "\(lengths)")
    }
}
