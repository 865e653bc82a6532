import Metrics
import Testing

@testable import Console

/// Pins beside the sums of 600 series and of a gauge that has one.
@Suite struct PinTests {
    private func scene() throws -> Scene {
        var scene = try Scene()
        let keys = (0..<600).map { Array("s\($0)".utf8) } + [Array("two\nlines".utf8)]
        scene.registry.families[0].admit(keys, startTime: 1)
        _ = scene.history.look(scene.registry, head: [])
        return scene
    }

    private func names(_ numbers: Range<Int>) -> [String] { numbers.map { "c_total{k=\"s\($0)\"}" } }

    @Test func `a series that two streams have pinned keeps its place until both have gone`() throws {
        let scene = try scene()
        let all = scene.history.pin(names(0..<32), scene.registry).lines
        let same = scene.history.pin(names(5..<6), scene.registry).lines
        #expect(same == [all[5]])
        scene.history.release(same)
        #expect(scene.history.pin(names(40..<41), scene.registry).faults.count == 1)
        scene.history.release([all[5]])
        #expect(scene.history.pin(names(40..<41), scene.registry).lines == [all[5]])
    }

    @Test func `a place is for series of its own metric, which have as many values`() throws {
        let scene = try scene()
        let gauge = scene.history.pin(["g"], scene.registry).lines
        let rest = scene.history.pin(names(0..<31), scene.registry)
        #expect(rest.lines.count == 31 && rest.faults.isEmpty)
        scene.history.release(gauge)
        #expect(scene.history.pin(names(40..<41), scene.registry).faults.count == 1)
    }

    @Test func `a new pin is told to who is there, and one in the place of another begins everything anew`() throws {
        let scene = try scene()
        var position = StreamPosition()
        _ = scene.read(&position)
        let lines = scene.history.pin(names(0..<32), scene.registry).lines
        _ = scene.history.look(scene.registry, head: [])
        let told = scene.read(&position, opening: "anew")
        #expect(told.contains(#""lines":[[2,0,["s0"],"#) && !told.contains("anew"), "\(told)")
        scene.history.release([lines[0]])
        _ = scene.history.pin(names(50..<51), scene.registry)
        _ = scene.history.look(scene.registry, head: [])
        #expect(scene.read(&position, opening: "anew").contains("anew"))
    }

    @Test(arguments: [
        (#"c_total{k="two\nlines"}"#, true), (#"c_total{k="s1",}"#, true), (#"  c_total {  k = "s1" }  "#, false),
        (#"c_total{k="s1"} x"#, false), (#"c_total{k="s1"}}"#, false), (#"c_total{k="two\\nlines"}"#, false),
        (#"c_total{k="s1""#, false), (#"c_total{k=s1}"#, false),
    ])
    func `a pin is a series as the list writes it`(text: String, isFound: Bool) throws {
        let scene = try scene()
        let pinned = scene.history.pin([text], scene.registry)
        #expect(pinned.lines.count == (isFound ? 1 : 0) && pinned.faults.count == (isFound ? 0 : 1), "\(pinned)")
    }
}
