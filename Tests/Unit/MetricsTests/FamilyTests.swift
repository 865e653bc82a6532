import Metrics
import TestSupport
import Testing

@testable import EventTime

private func family(
    _ kind: FamilyDescription.Kind, labels: [String] = ["k"], maximumSeries: Int = 100, onePer: [String]? = nil
) throws -> Family {
    let name = kind == .counter || kind == .absoluteCounter ? "x_total" : "x"
    return Family(
        FamilyDescription(
            name: try #require(MetricName(name)), help: "X.", kind: kind, labels: labels, maximumSeries: maximumSeries,
            onePer: onePer))
}

extension Family {
    /// Admits series for these keys.
    fileprivate mutating func admit(_ keys: String...) { admit(keys.map { Array($0.utf8) }, startTime: 5) }

    /// What a scrape shows, by label value.
    fileprivate mutating func shown() -> [String: [Double]] {
        let series = snapshot().shownSeries.map { ($0.labelValues.joined(separator: ","), $0.values) }
        return Dictionary(uniqueKeysWithValues: series)
    }
}

@Suite struct FamilyTests {
    @Test func `counters begin at 0 and add`() throws {
        var family = try family(.counter)
        family.admit("a", "b")
        #expect(family.shown() == ["a": [0], "b": [0]])
        family.count([0, 0, -1, 1])
        family.add([2, 9, 0.5], to: [0, -2, 1])
        #expect(family.shown() == ["a": [4], "b": [1.5]])
        #expect(family.snapshot().shownSeries.map(\.startTime) == [5, 5])
    }

    @Test(arguments: [.info, .gauge(.last)] as [FamilyDescription.Kind])
    func `of one series per group, the latest takes the place of the one before it`(
        _ kind: FamilyDescription.Kind
    ) throws {
        var family = try family(kind, labels: ["place", "release"], onePer: ["place"])
        let separator = "\u{0}"
        func key(_ place: String, _ release: String) -> [UInt8] {
            (place + separator + release).utf8.map { $0 == 0 ? labelSeparator : $0 }
        }
        family.admit([key("a", "1"), key("a", "2"), key("b", "1"), key("b", "1.1")], startTime: 5)
        #expect(family.shown() == [:], "it appears with its first sample")
        let steps: [(Int32, Int64, [String])] = [
            (0, 10, ["a,1"]), (2, 10, ["a,1", "b,1"]), (1, 20, ["a,2", "b,1"]), (0, 19, ["a,2", "b,1"]),
            (3, 30, ["a,2", "b,1.1"]), (0, 30, ["a,1", "b,1.1"]), (1, 30, ["a,2", "b,1.1"]),
        ]
        for (series, second, wanted) in steps {
            family.set([1], in: [series], at: [.seconds(second)], until: [])
            #expect(family.shown().keys.sorted() == wanted)
        }
        family.beginPass()
        #expect(family.shown() == [:])
        family.set([1, 1], in: [0, 2], at: [.seconds(10), .seconds(10)], until: [])
        #expect(family.shown() == ["a,1": [1], "b,1": [1]], "an earlier sample counts in the next pass")
    }

    @Test func `a counter without labels is there before its first sample, a gauge is not`() throws {
        var counter = try family(.counter, labels: [])
        #expect(counter.shown() == ["": [0]])
        var gauge = try family(.gauge(.last), labels: [])
        #expect(gauge.shown() == [:])
    }

    @Test func `an absolute counter follows its column and continues on top when that drops`() throws {
        var family = try family(.absoluteCounter)
        family.admit("a")
        #expect(family.shown() == [:], "it appears with its first value")
        for (level, wanted) in [(10.0, 10.0), (15, 15), (3, 18), (4, 19), (0, 19), (2, 21)] {
            family.follow([level], in: [0], showing: true)
            #expect(family.shown() == ["a": [wanted]])
        }
        #expect(family.falls == 2)
    }

    @Test(arguments: FamilyDescription.Falls.allCases)
    func `the first reading of a later pass is the level reached, and a pass adds what its column rises by`(
        _ falls: FamilyDescription.Falls
    ) throws {
        var family = Family(
            FamilyDescription(
                name: try #require(MetricName("x_total")), help: "X.", kind: .absoluteCounter, labels: ["k"],
                maximumSeries: 2, falls: falls))
        family.admit("a", "b")
        for level in [44_104.0, 44_107, 44_110] { family.follow([level], in: [0], showing: true) }
        for wanted in [44_116.0, 44_122] {
            family.beginPass()
            family.follow([44_104], in: [0], showing: true)
            #expect(family.shown() == ["a": [wanted - 6]])
            family.follow([44_110], in: [0], showing: true)
            #expect(family.shown() == ["a": [wanted]])
        }
        family.beginPass()
        family.follow([10], in: [0], showing: false)
        family.follow([12], in: [0], showing: true)
        #expect(family.shown() == ["a": [44_124]], "what is before a seek's goal is a level, too")
        family.follow([7], in: [1], showing: true)
        #expect(family.shown() == ["a": [44_124], "b": [7]], "its first reading of all shows what it had reached")
        #expect(family.falls == 0 && family.ignoredFalls == 0)
        family.follow([11, 11, 11], in: [0, 0, 0], showing: true)
        #expect(family.falls == (falls == .restart ? 1 : 3), "within a pass a fall is one")
    }

    @Test func `a level that only a seek has read shows its first reading in the pass that reaches it`() throws {
        var family = try family(.absoluteCounter)
        family.admit("a")
        family.follow([5], in: [0], showing: false)
        family.beginPass()
        family.follow([7], in: [0], showing: true)
        #expect(family.shown() == ["a": [7]])
    }

    @Test(
        arguments: [
            ([(13400.0, 13400.0), (0, 13400), (13401.5, 13401.5), (13401.4, 13401.5), (13402, 13402)], 2, 2),
            ([(10, 10), (3, 10), (4, 10), (5, 15), (6, 16)], 3, 2), ([(10, 10), (3, 10), (4, 10), (11, 11)], 2, 2),
            ([(10, 10), (3, 10), (10, 10), (3, 10), (3, 10), (3, 13), (2, 13), (4, 14)], 5, 4),
            ([(5, 5), (5, 5)], 0, 0),
        ] as [([(Double, Double)], Int, Int)])
    func `an absolute counter that ignores falls passes a reading over, and takes three in a row for a restart`(
        _ steps: [(Double, Double)], _ falls: Int, _ ignored: Int
    ) throws {
        var family = Family(
            FamilyDescription(
                name: try #require(MetricName("x_total")), help: "X.", kind: .absoluteCounter, labels: ["k"],
                maximumSeries: 1, falls: .ignore))
        family.admit("a")
        for (level, wanted) in steps {
            family.follow([level], in: [0], showing: true)
            #expect(family.shown() == ["a": [wanted]])
        }
        #expect(family.falls == falls && family.ignoredFalls == ignored)
        // A seek folds the same readings without adding anything: a glitch before its goal stays a glitch.
        let total = family.shown()
        family.beginPass()
        for (level, _) in steps { family.follow([level], in: [0], showing: false) }
        family.follow([steps[steps.count - 1].0], in: [0], showing: true)
        #expect(family.shown() == total && family.falls == falls)
    }

    @Test func `the series for samples over the limit does not count towards the limit`() throws {
        var family = Family(
            FamilyDescription(
                name: try #require(MetricName("x_total")), help: "X.", kind: .counter, labels: ["k"], maximumSeries: 2,
                overflow: .fold))
        family.reserve(Array("other".utf8))
        family.reserve(Array("other".utf8))
        #expect(!family.isFull && family.shown() == ["other": [0]])
        family.admit([Array("a".utf8), Array("other".utf8), Array("b".utf8), Array("c".utf8)], startTime: 5)
        #expect(family.isFull && family.shown().keys.sorted() == ["a", "b", "other"])
        #expect(family.snapshot().shownSeries.map(\.startTime) == [5, 5, 5])
    }

    @Test(arguments: [
        (FamilyDescription.Aggregate.last, 4.0), (.sum, 12), (.min, 3), (.max, 5),
    ])
    func `a gauge puts the samples of one instant together`(_ aggregate: FamilyDescription.Aggregate, _ wanted: Double)
        throws
    {
        var family = try family(.gauge(aggregate))
        family.admit("a")
        family.set([100], in: [0], at: [1], until: [])
        family.set([3, 5, 4], in: [0, 0, 0], at: [2, 2, 2], until: [])
        family.set([77], in: [0], at: [1], until: [])
        #expect(family.shown() == ["a": [wanted]], "an older sample means nothing any more")
    }

    @Test func `a gauge is hidden from its expiry on, and comes back with its next sample`() throws {
        var family = try family(.gauge(.last))
        family.admit("a", "b")
        family.set([1, 2], in: [0, 1], at: [10, 10], until: [19, 29])
        family.advance(to: 19)
        #expect(family.shown().count == 2)
        family.advance(to: 20)
        #expect(family.shown() == ["b": [2]])
        #expect(family.shownCount == 1)
        family.set([5], in: [0], at: [21], until: [39])
        family.advance(to: 35)
        #expect(family.shown() == ["a": [5]])
        family.beginPass()
        #expect(family.shown() == [:])
    }

    @Test func `a bucket holds what does not exceed its bound, and weights count`() throws {
        var family = try family(.histogram(bounds: [1, 2]))
        family.admit("a")
        family.observe([0.5, 1, 1.5, 2, 2.5], weights: [], in: [0, 0, 0, 0, 0])
        #expect(family.shown() == ["a": [2, 4, 5, 7.5]])
        family.observe([2], weights: [10], in: [0])
        #expect(family.shown() == ["a": [2, 14, 15, 27.5]])
    }

    @Test func `a family admits as many series as it may have, and no more`() throws {
        var family = try family(.counter, maximumSeries: 2)
        family.admit("a", "b", "c")
        #expect(family.seriesCount == 2 && family.isFull)
        #expect(family.index(of: [0x63].span, 0..<1) == -1)
    }

    @Test func `series are in the order of their label values, whenever they came`() throws {
        for seed in 0..<20 as Range<UInt64> {
            var chance = SeededGenerator(seed: seed)
            var family = try family(.counter, labels: ["b", "a"], maximumSeries: 10_000)
            var keys: Set<[String]> = []
            for _ in 0..<5 {
                for _ in 0..<40 {
                    let pair = (0..<2).map { _ in
                        String("abc\"".shuffled(using: &chance).prefix(Int.random(in: 0...3, using: &chance)))
                    }
                    keys.insert(pair)
                    let key = Array(pair[0].utf8) + [labelSeparator] + Array(pair[1].utf8)
                    if family.index(of: key.span, key.indices) < 0 {
                        _ = family.admit(key.span, key.indices, startTime: 0)
                    }
                }
                let wanted = keys.sorted { ($0[0], $0[1]) < ($1[0], $1[1]) }
                let snapshot = family.snapshot()
                #expect(snapshot.labelNames == ["a", "b"])
                #expect(snapshot.shownSeries.map(\.labelValues) == wanted, "seed \(seed)")
            }
        }
    }
}

@Suite struct SeriesDiscoveryTests {
    @Test func `the earliest series are admitted, by time and then by label, whatever the order`() {
        for seed in 0..<30 as Range<UInt64> {
            var chance = SeededGenerator(seed: seed)
            let limit = [1, 5, 700].randomElement(using: &chance) ?? 1
            var discovery = SeriesDiscovery(limit: limit)
            var first: [[UInt8]: Instant] = [:]
            for _ in 0..<9000 {
                let key = Array("\(Int.random(in: 0..<4000, using: &chance))".utf8)
                let time = Instant.random(in: 0...300, using: &chance)
                first[key] = min(first[key] ?? .latest, time)
                let known = discovery.index(of: key.span, key.indices)
                if known >= 0 {
                    discovery.note(known, at: time)
                } else {
                    discovery.add(key.span, key.indices, at: time)
                }
                #expect(discovery.count <= 2 * limit + 1024)
            }
            let wanted = first.sorted {
                ($0.value, String(decoding: $0.key, as: UTF8.self)) < (
                    $1.value, String(decoding: $1.key, as: UTF8.self)
                )
            }
            #expect(discovery.admitted() == wanted.prefix(limit).map(\.key), "seed \(seed)")
        }
    }
}
