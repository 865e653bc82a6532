import Metrics
import Testing

@testable import Console

/// A stream begins anew where the lines of the registry have changed.
@Suite struct LinesTests {
    /// One counter with these series, whose values are 1, 2 and so on.
    private func registry(_ keys: [String]) throws -> Registry {
        var registry = Registry([
            FamilyDescription(
                name: try #require(MetricName("c_total")), help: "C.", kind: .counter, labels: ["k"],
                maximumSeries: 9)
        ])
        registry.families[0].admit(keys.map { Array($0.utf8) }, startTime: 1)
        registry.families[0].add(keys.indices.map { Double($0 + 1) }, to: keys.indices.map { Int32($0) })
        return registry
    }

    private func values(_ lines: Lines, _ registry: borrowing Registry) -> [Double] {
        var values: [Double] = []
        lines.append(registry, to: &values)
        return values
    }

    @Test func `a family that has what it had changes nothing, and a series more is a line more`() throws {
        var lines = Lines()
        var one = try registry(["a", "b"])
        #expect(lines.update(one) == .more && lines.update(one) == .nothing)
        one.families[0].admit([Array("c".utf8)], startTime: 1)
        #expect(lines.update(one) == .more && lines.update(one) == .nothing)
        #expect(lines.lines.map { $0.key } == ["a", "b", "c"].map { Array($0.utf8) })
    }

    @Test func `lines show their own series where a family took the place of another that had as many`() throws {
        var lines = Lines()
        var one = try registry(["a", "b"])
        _ = lines.update(one)
        #expect(values(lines, one) == [1, 2])
        one.families[0] = try registry(["b", "a"]).families[0]
        #expect(lines.update(one) == .nothing && values(lines, one) == [2, 1])
        // One series went and another came.
        one.families[0] = try registry(["c", "b"]).families[0]
        #expect(lines.update(one) == .more && lines.lines.count == 3)
        let shown = values(lines, one)
        #expect(shown[0].bitPattern == Family.notShown.bitPattern && shown.dropFirst() == [2, 1])
    }

    @Test func `a browser that has the first frame only begins anew after new series`() throws {
        var scene = try Scene()
        _ = scene.history.look(scene.registry, head: [])
        let id = "3-\(scene.history.frame)"
        #expect(scene.history.position(behind: id).epoch == scene.history.epoch)
        scene.registry.families[0].admit([Array("b".utf8)], startTime: 1)
        _ = scene.history.look(scene.registry, head: [])
        #expect(scene.history.position(behind: id).epoch == 0)
    }
}
