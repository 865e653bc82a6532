import EventTime
import JSON
import Metrics
import TestSupport
import Testing

@testable import Console

@Suite struct GridHistoryTests {
    @Test func `a step has the increase of a counter and the value of a gauge`() throws {
        var scene = try Scene()
        scene.pass(to: 1, count: 5, level: 7)
        scene.pass(to: 3, count: 2, level: -1)
        #expect(scene.rows.map { $0[0] } == [0, 5, 2, 0])
        #expect(scene.rows[0][1].bitPattern == Family.notShown.bitPattern)
        #expect(scene.rows.dropFirst().map { $0[1] } == [7, -1, -1])
    }

    @Test func `a seek backward keeps the steps up to the target, and the next counts from the target on`() throws {
        var scene = try Scene()
        for second in 1...10 { scene.pass(to: Int64(second), count: Double(second), level: Double(second)) }
        scene.registry.families[1].beginPass()
        scene.history.begin(at: instant(4), on: scene.grid, passStart: instant(0), scene.registry)
        #expect(scene.rows.map { $0[0] } == [0, 1, 2, 3, 4])
        scene.pass(to: 5, count: 5, level: 5)
        #expect(scene.rows.map { $0[0] } == [0, 1, 2, 3, 4, 5])
        #expect(scene.rows[4][1] == 4 && scene.rows[5][1] == 5)
    }

    @Test func `a pass that begins anew has an empty grid`() throws {
        var scene = try Scene()
        scene.pass(to: 5, count: 1, level: 1)
        scene.history.begin(at: instant(0), on: scene.grid, passStart: instant(0), scene.registry)
        // The level is that of now, not that of the start before.
        #expect(scene.rows == [[0, 1]])
    }

    @Test func `the end of a pass is its last step, once, and no step is behind it`() throws {
        var scene = try Scene()
        scene.pass(to: 200, count: 1, level: 1)
        #expect(scene.rows.count == 100)
        scene.history.reached(instant(100), scene.registry)
        scene.history.reached(instant(100), scene.registry)
        #expect(scene.rows.count == 101 && scene.history.nextStop(through: .latest) == nil)
    }

    @Test func `followed files have the last 720 steps, also after a long sleep`() throws {
        var scene = try Scene()
        scene.history.begin(at: instant(1000), on: Grid(following: instant(1000)), passStart: nil, scene.registry)
        scene.pass(to: 1800, count: 1, level: 1)
        #expect(scene.rows.count == 721 && scene.history.firstRow == 80)
        scene.pass(to: 1_000_000, count: 1, level: 1)
        #expect(scene.rows.count <= 721 && scene.history.endRow == 999_001)
    }

    @Test func `frames with the same past are the same bytes, and a frame tells only what changed`() throws {
        var scene = try Scene()
        _ = scene.history.look(scene.registry, head: [])
        var (one, two) = (StreamPosition(), StreamPosition())
        _ = scene.read(&one)
        _ = scene.read(&two)
        #expect(!scene.history.look(scene.registry, head: []) && scene.history.next(&one) { [] } == nil)
        scene.registry.families[0].add([2], to: [0])
        #expect(scene.history.look(scene.registry, head: []))
        let frame = try #require(scene.history.next(&one) { [] })
        let text = String(decoding: frame, as: UTF8.self)
        #expect(text.contains(#""v":[[0,2]],"rows":[]"#) && !text.contains("lines"), "\(text)")
        #expect(scene.history.next(&two) { [] } == frame)
    }

    @Test func `a browser that missed many frames gets one with everything`() throws {
        var scene = try Scene()
        _ = scene.history.look(scene.registry, head: [])
        var position = StreamPosition()
        _ = scene.read(&position)
        for second in 1...20 {
            scene.pass(to: Int64(second), count: 1, level: 3)
            _ = scene.history.look(scene.registry, head: [])
        }
        let text = scene.read(&position)
        #expect(text.contains(#""v":[[0,20],[1,3]]"#) && text.contains("[1,[[0,1],[1,3]]],[2,[[0,1]]]"), "\(text)")
    }

    @Test(arguments: [
        ("1-1", false), ("3-0", false), ("3-1", true), ("3-2", false), ("3", false), ("", false), ("3-x", false),
        ("3--1", false), ("99999999999999999999-1", false), ("3-1-1", false), ("3-1-", false),
    ])
    func `a stream goes on behind a frame of this generation that was sent`(id: String, goesOn: Bool) throws {
        let scene = try Scene()
        _ = scene.history.look(scene.registry, head: [])
        var position = scene.history.position(behind: id)
        var isOpened = false
        _ = scene.history.next(&position) {
            isOpened = true
            return []
        }
        #expect(isOpened != goesOn)
    }

    @Test func `more series than 500 become sums, and pins have 32 places`() throws {
        var scene = try Scene()
        scene.registry.families[0].admit((0..<600).map { Array("s\($0)".utf8) }, startTime: 1)
        scene.registry.families[0].count((0..<601).map { $0 })
        _ = scene.history.look(scene.registry, head: [])
        #expect(scene.history.lines.areSums && scene.history.current[0] == 601)
        let names = (0..<33).map { "c_total{k=\"s\($0)\"}" }
        let pinned = scene.history.pin(names, scene.registry)
        #expect(pinned.lines.count == 32 && pinned.faults.count == 1)
        #expect(pinned.faults.first?.contains("32 series are, which is the most") ?? false)
        scene.history.release([pinned.lines[3]])
        let again = scene.history.pin(["c_total{k=\"s40\"}", "c_total { k = \"s40\" , }"], scene.registry)
        #expect(again.lines == [pinned.lines[3], pinned.lines[3]] && again.faults.isEmpty, "\(again)")
    }

    @Test func `up to 500 series are a line each`() throws {
        var scene = try Scene()
        scene.registry.families[0].admit((0..<498).map { Array("s\($0)".utf8) }, startTime: 1)
        _ = scene.history.look(scene.registry, head: [])
        #expect(scene.history.lines.lines.count == 500 && !scene.history.lines.areSums)
        scene.registry.families[0].admit([Array("more".utf8)], startTime: 1)
        _ = scene.history.look(scene.registry, head: [])
        #expect(scene.history.lines.lines.count == 2 && scene.history.lines.areSums)
    }

    @Test func `a pinned series is not shown in steps before it got the place of another`() throws {
        var scene = try Scene()
        scene.registry.families[0].admit((0..<600).map { Array("s\($0)".utf8) }, startTime: 1)
        let lines = scene.history.pin((0..<32).map { "c_total{k=\"s\($0)\"}" }, scene.registry).lines
        for second in 1...5 { scene.pass(to: Int64(second), count: 1, level: 1) }
        scene.history.release([lines[7]])
        let line = try #require(scene.history.pin(["c_total{k=\"s99\"}"], scene.registry).lines.first)
        #expect(line == lines[7] && scene.history.lines.lines[line].key == Array("s99".utf8))
        // The steps begin where sums took the place of lines.
        let known = scene.history.endRow - scene.history.firstRow
        scene.registry.families[0].count([100])
        scene.pass(to: 6, count: 1, level: 1)
        _ = scene.history.look(scene.registry, head: [])
        var position = StreamPosition()
        let text = scene.read(&position)
        let steps = String(repeating: "null,", count: known) + "1"
        #expect(known >= 5 && text.contains("[\(line),[\(steps)]]"), "\(text)")
    }

    @Test func `the first frame has what the step under way has counted, later ones do not`() throws {
        var scene = try Scene()
        scene.pass(to: 1, count: 5, level: 1)
        scene.registry.families[0].add([2], to: [0])
        _ = scene.history.look(scene.registry, head: [])
        var position = StreamPosition()
        let first = scene.read(&position)
        #expect(first.contains(#""v":[[0,7],[1,1]],"part":[[0,2]],"rows":[]"#), "\(first)")
        scene.registry.families[0].add([2], to: [0])
        _ = scene.history.look(scene.registry, head: [])
        let later = scene.read(&position)
        #expect(later.contains(#""v":[[0,9]],"rows":[]"#), "\(later)")
    }

    @Test func `a cut stream goes on with the steps that it lacks, and anew if there are new series`() throws {
        var scene = try Scene()
        scene.pass(to: 1, count: 5, level: 1)
        _ = scene.history.look(scene.registry, head: [])
        let id = "3-\(scene.history.frame)"
        scene.pass(to: 2, count: 4, level: 1)
        _ = scene.history.look(scene.registry, head: [])
        var position = scene.history.position(behind: id)
        let text = scene.read(&position)
        #expect(text.contains(#""v":[[0,9]],"rows":[[2,[[0,4]]]]"#), "\(text)")
        scene.registry.families[0].admit([Array("b".utf8)], startTime: 1)
        _ = scene.history.look(scene.registry, head: [])
        position = scene.history.position(behind: id)
        #expect(position.epoch == 0)
        position = scene.history.position(behind: "3-\(scene.history.frame)")
        #expect(position.epoch == scene.history.epoch)
    }

    @Test func `a series that follows a column counts from where it was first seen`() throws {
        let family = FamilyDescription(
            name: try #require(MetricName("level_total")), help: "L.", kind: .absoluteCounter, labels: ["k"],
            maximumSeries: 9)
        let history = GridHistory(generation: 1, families: [family])
        var registry = Registry([family])
        let grid = Grid(from: instant(0), to: instant(100))
        history.begin(at: instant(0), on: grid, passStart: instant(0), registry)
        registry.families[0].admit([Array("a".utf8)], startTime: 1)
        for (second, level) in [(1, 100.0), (2, 103), (3, 103)] {
            registry.families[0].follow([level], in: [0], showing: true)
            history.reached(instant(Int64(second)), registry)
        }
        #expect(history.rows.dropFirst().map { $0.values } == [[0], [3], [0]])
    }
}
