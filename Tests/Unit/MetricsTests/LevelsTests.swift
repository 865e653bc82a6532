import TestSupport
import Testing

@testable import Metrics

private let extra = [(name: "job", value: "j"), (name: "A", value: "a"), (name: "none", value: "")]

/// What a store sees: the name and labels of each series with its sample, `stale`, or nothing.
private func lines(_ levels: Levels) -> [String] {
    levels.bits.indices.compactMap { series in
        let labels = levels.labels.labels(of: series).map { "\($0.name)=\($0.value)" }.joined(separator: ",")
        switch levels.bits[series] {
        case Levels.absent: return nil
        case Levels.stale: return "\(labels) stale"
        case let bits: return "\(labels) \(Double(bitPattern: bits))"
        }
    }
}

private func gauge(_ series: [Snapshot.Series], owner: SeriesKeys.Owner? = nil) -> Snapshot.Family {
    Snapshot.Family(name: "g", help: "G.", type: .gauge, labelNames: ["k"], series: series, owner: owner)
}

@Suite struct LevelsTests {
    @Test func `labels are sorted by name, byte by byte, and empty values are left out`() {
        var levels = Levels(extra: extra)
        levels.update([
            Snapshot.Family(
                name: "x_total", help: "X.", type: .counter, labelNames: ["z", "k"],
                series: [
                    .init(["1", ""], values: [3]), .init(["", ""], values: [4]), .init(["é", "b"], values: [5]),
                ])
        ])
        #expect(
            lines(levels) == [
                "A=a,__name__=x_total,job=j 4.0", "A=a,__name__=x_total,job=j,z=1 3.0",
                "A=a,__name__=x_total,job=j,k=b,z=é 5.0",
            ])
        #expect(levels.descriptions.map { "\($0.name) \($0.help) \($0.type)" } == ["x X. counter"])
        #expect(levels.descriptions.map { Array(levels.labels.text($0.helpSymbol)) } == [Array("X.".utf8)])
        #expect(levels.families == [0, 0, 0])
    }

    @Test func `a histogram is a series for each bucket, one for the sum and one for the count`() {
        var levels = Levels(extra: [])
        levels.update([
            Snapshot.Family(
                name: "h", help: "H.", type: .histogram, labelNames: ["m"], bounds: [0.5, 1, 2_000_000],
                series: [.init(["x"], values: [1, 2, 3, 4, 7.5])])
        ])
        #expect(
            lines(levels) == [
                "__name__=h_bucket,le=0.5,m=x 1.0", "__name__=h_bucket,le=1.0,m=x 2.0",
                "__name__=h_bucket,le=2e+06,m=x 3.0", "__name__=h_bucket,le=+Inf,m=x 4.0", "__name__=h_sum,m=x 7.5",
                "__name__=h_count,m=x 4.0",
            ])
    }

    @Test func `a series that is not shown any more ends once, and comes back with its number`() {
        var levels = Levels(extra: [])
        let owner = SeriesKeys.Owner()
        let family = gauge([.init(["a"], values: [1]), .init(["b"], values: [2])], owner: owner)
        var seen: [[String]] = []
        for hidden in [[true, false], [], [false, true], [false, true], []] {
            levels.update([family.replacing([1, 2], hidden: hidden)])
            seen.append(lines(levels))
        }
        levels.end()
        seen.append(lines(levels))
        levels.end()
        seen.append(lines(levels))
        let (a, b) = ("__name__=g,k=a", "__name__=g,k=b")
        #expect(
            seen == [
                ["\(b) 2.0"], ["\(a) 1.0", "\(b) 2.0"], ["\(a) 1.0", "\(b) stale"], ["\(a) 1.0"],
                ["\(a) 1.0", "\(b) 2.0"], ["\(a) stale", "\(b) stale"], [],
            ])
    }

    @Test func `series are known by their labels when the keys have another owner or none`() {
        var levels = Levels(extra: [])
        levels.update([gauge([.init(["a"], values: [1]), .init(["b"], values: [2])])])
        levels.update([gauge([.init(["0"], values: [5]), .init(["b"], values: [3])], owner: SeriesKeys.Owner())])
        #expect(lines(levels) == ["__name__=g,k=a stale", "__name__=g,k=b 3.0", "__name__=g,k=0 5.0"])
        levels.update([gauge([.init(["a"], values: [9])])])
        #expect(lines(levels) == ["__name__=g,k=a 9.0", "__name__=g,k=b stale", "__name__=g,k=0 stale"])
        levels.update([])
        #expect(lines(levels) == ["__name__=g,k=a stale"])
        levels.update([])
        #expect(lines(levels) == [])
    }

    @Test func `families are known by their names, in whatever order they come`() {
        var levels = Levels(extra: [])
        func family(_ name: String, _ value: Double) -> Snapshot.Family {
            Snapshot.Family(
                name: name, help: "", type: .gauge, labelNames: [], series: [.init([], values: [value])])
        }
        levels.update([family("a", 1), family("b", 2)])
        levels.update([family("b", 3), family("a", 4)])
        #expect(lines(levels) == ["__name__=a 4.0", "__name__=b 3.0"])
        levels.update([family("b", 5)])
        #expect(lines(levels) == ["__name__=a stale", "__name__=b 5.0"])
    }

    @Test func `a family that gains series keeps the numbers of the others`() throws {
        var family = Family(
            FamilyDescription(
                name: try #require(MetricName("x_total")), help: "X.", kind: .counter, labels: ["k"],
                maximumSeries: 10))
        var levels = Levels(extra: [])
        family.admit([Array("b".utf8), Array("d".utf8)], startTime: 1)
        family.add([1, 2], to: [0, 1])
        levels.update([family.snapshot()])
        family.admit([Array("c".utf8), Array("a".utf8)], startTime: 1)
        family.add([3, 4], to: [2, 3])
        levels.update([family.snapshot()])
        #expect(
            lines(levels) == [
                "__name__=x_total,k=b 1.0", "__name__=x_total,k=d 2.0", "__name__=x_total,k=a 4.0",
                "__name__=x_total,k=c 3.0",
            ])
    }

    @Test func `not a number is the NaN that a scrape would store, and no marker`() {
        var levels = Levels(extra: [])
        levels.update([gauge([.init(["a"], values: [.nan]), .init(["b"], values: [.signalingNaN])])])
        #expect(levels.bits == [0x7FF8_0000_0000_0001, 0x7FF8_0000_0000_0001])
    }
}
