import TestSupport
import Testing

@testable import Metrics

@Suite struct SnapshotTests {
    private func family(_ kind: FamilyDescription.Kind, _ keys: [String]) throws -> Family {
        let name = try #require(MetricName(kind == .counter ? "x_total" : "x"))
        var family = Family(
            FamilyDescription(name: name, help: "X.", kind: kind, labels: ["k"], maximumSeries: 100))
        family.admit(keys.map { Array($0.utf8) }, startTime: 5)
        return family
    }

    @Test func `a series that is not shown keeps its place, its number and its labels`() throws {
        var family = try family(.gauge(.last), ["c", "a", "b"])
        family.set([3, 1], in: [0, 1], at: [10, 10], until: [19, 29])
        let before = family.snapshot()
        #expect((0..<3).map(before.isShown) == [true, false, true])
        family.advance(to: 20)
        let after = family.snapshot()
        #expect((0..<3).map(after.isShown) == [true, false, false])
        #expect(after.hidden == [false, true, true])
        #expect((0..<3).map { after.labelValues(of: $0) } == [["a"], ["b"], ["c"]])
        #expect(before.keys.owner === after.keys.owner && before.keys.order == [1, 2, 0])
        #expect(before.shownSeries.map(\.values) == [[1], [3]])
        #expect(after.shownSeries.map(\.values) == [[1]])
    }

    @Test func `families whose series are all shown need no list of those that are not`() throws {
        var (counter, gauge) = (try family(.counter, ["a"]), try family(.gauge(.last), ["a"]))
        gauge.set([1], in: [0], at: [1], until: [])
        #expect(counter.snapshot().hidden.isEmpty && gauge.snapshot().hidden.isEmpty)
    }

    @Test func `a snapshot stays as it is when the family admits series`() throws {
        var family = try family(.counter, ["b", "d"])
        family.add([1, 2], to: [0, 1])
        let first = family.snapshot()
        family.admit([[0x63], [0x61]], startTime: 9)
        family.count([0, 1, 2, 3])
        let second = family.snapshot()
        #expect(first.shownSeries.map(\.labelValues) == [["b"], ["d"]])
        #expect(first.shownSeries.map(\.values) == [[1], [2]])
        #expect(first.shownSeries.map(\.startTime) == [5, 5])
        #expect(second.shownSeries.map(\.labelValues) == [["a"], ["b"], ["c"], ["d"]])
        #expect(second.shownSeries.map(\.values) == [[1], [2], [1], [3]])
        #expect(second.shownSeries.map(\.startTime) == [9, 5, 9, 5])
        #expect(first.keys.owner === second.keys.owner)
    }

    @Test func `a family for one snapshot is sorted by label names and by label values`() {
        let family = Snapshot.Family(
            name: "x_total", help: "X.", type: .counter, labelNames: ["reason", "place"],
            series: [
                .init(["z", "a b"], values: [1], startTime: 7), .init(["y", "a"], values: [2]),
                .init(["é", ""], values: [3]),
            ])
        #expect(family.labelNames == ["place", "reason"])
        #expect(family.shownSeries.map(\.labelValues) == [["", "é"], ["a", "y"], ["a b", "z"]])
        #expect(family.shownSeries.map(\.values) == [[3], [2], [1]])
        #expect(family.shownSeries.map(\.startTime) == [0, 0, 7])
        #expect(family.keys.owner == nil)
    }

    @Test func `families are sorted by name, byte by byte`() {
        let names = ["b", "a_total", "B", "a:"]
        let snapshot = Snapshot(names.map { Snapshot.Family(name: $0, help: "X.", type: .gauge, series: []) })
        #expect(snapshot.families.map(\.name) == ["B", "a:", "a_total", "b"])
    }
}

@Suite struct SampleLinesTests {
    private func lines(_ name: String, _ type: MetricType, _ bounds: [Double] = []) -> [String] {
        let family = Snapshot.Family(name: name, help: "X.", type: type, bounds: bounds, series: [])
        return family.sampleLines.map { line in
            let bound = line.bound.map { "{le=\($0)}" } ?? ""
            return "\(family.baseName + line.suffix)\(bound) \(line.value.map(String.init) ?? "start")"
        }
    }

    @Test func `each type has its lines, in the order of the text formats`() {
        #expect(lines("x_total", .gauge) == ["x_total 0"])
        #expect(lines("x_total", .counter) == ["x_total 0", "x_created start"])
        #expect(lines("x", .counter) == ["x_total 0", "x_created start"])
        #expect(lines("x_info", .info) == ["x_info 0"])
        #expect(
            lines("x", .histogram, [-1, 2.5]) == [
                "x_bucket{le=-1.0} 0", "x_bucket{le=2.5} 1", "x_bucket{le=inf} 2", "x_sum 3", "x_count 2",
                "x_created start",
            ])
        #expect(lines("x", .histogram) == ["x_bucket{le=inf} 0", "x_sum 1", "x_count 0", "x_created start"])
    }
}
