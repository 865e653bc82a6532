import EventTime
import Metrics
import TestSupport

/// What a registry shows after random samples: families of every kind, as the exporter itself makes them.
enum RegistrySnapshot {
    /// Bounds that differ in sign, in spelling and in number; each below fits all that is observed.
    private static let bounds: [[Double]] = [
        [], [0], [0.1, 1, 10], [-1, 0, 2.5], [-2], [0.0005, 1_000_000, 123_456_789, 1e21], [0.25, 0.5],
    ]

    private static let values = [
        "", " ", "\"", "\\", "\n", "\\n", "a\\", "\"} 1", ",", "{", "}", "# EOF", "#", "a=\"b\"", "\r", "\t", "\u{0}",
        "\u{E9}", "\u{1F4C8}", "\u{2028}", "\u{85}", "plain", "le", "+Inf", "1",
    ]

    /// The snapshot that follows from `seed`, and how many series it has.
    static func make(seed: UInt64) -> (snapshot: Snapshot, series: Int) {
        var generator = SeededGenerator(seed: seed)
        let kinds: [(suffix: String, FamilyDescription.Kind)] =
            [("_total", .counter), ("_total", .absoluteCounter), ("_info", .info)]
            + FamilyDescription.Aggregate.allCases.map { ("", .gauge($0)) }
            + bounds.map { ("", .histogram(bounds: $0)) }
        var registry = Registry(
            kinds.enumerated().compactMap { number, kind in
                MetricName("m\(number)\(kind.suffix)").map { name in
                    FamilyDescription(
                        name: name, help: "Help" + text(&generator), kind: kind.1,
                        labels: Array(["zone", "a", "_b"].shuffled(using: &generator).prefix(number % 4)),
                        maximumSeries: 6)
                }
            })
        for index in registry.families.indices { fill(&registry.families[index], &generator) }
        if seed % 3 == 0 { registry.beginPass() }
        if seed % 4 == 0 { registry.advance(to: 60) }
        let families = registry.snapshot()
        return (Snapshot(families), registry.families.reduce(0) { $0 + $1.shownCount })
    }

    private static func text(_ generator: inout SeededGenerator) -> String {
        (0..<Int.random(in: 0...3, using: &generator)).map { _ in values.randomElement(using: &generator) ?? "" }
            .joined()
    }

    private static func fill(_ family: inout Family, _ generator: inout SeededGenerator) {
        let labels = family.description.labels.count
        for round in 0..<2 {
            let keys = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
                Array((0..<labels).map { _ in Array(text(&generator).utf8) }.joined(separator: [labelSeparator]))
            }
            family.admit(keys, startTime: 1_763_000_000.5)
            guard family.seriesCount > 0 else { continue }
            let end = Int32(family.seriesCount)
            let series = (0..<8).map { _ in Int32.random(in: -1..<end, using: &generator) }
            let samples = series.map { _ in amount(&generator) }
            let instants = series.map { _ in Instant(nanoseconds: Int64(round * 50)) }
            switch family.description.kind {
            case .counter: family.add(samples, to: series)
            case .absoluteCounter: family.follow(samples, in: series, showing: true)
            case .gauge:
                family.set(
                    samples.map { 10 - $0 }, in: series, at: instants, until: instants.map { $0.advanced(by: 39) })
            case .histogram: family.observe(samples, weights: weights(samples), in: series)
            case .info: break
            }
        }
    }

    /// As records have them: whole numbers, decimals, the large and the small, never below 0.
    private static func amount(_ generator: inout SeededGenerator) -> Double {
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: Double(Int.random(in: 0...1_000_000, using: &generator))
        case 1: Double(Int.random(in: 0...1_000_000, using: &generator)) / 1000
        case 2: Double.random(in: 0...1, using: &generator)
        case 3: 1e17 * Double.random(in: 0...1, using: &generator)
        default: 0
        }
    }

    /// Each observation's own whole part, so that some weigh nothing and some much.
    private static func weights(_ samples: [Double]) -> [Double] {
        samples.map { Double(Int(min($0, 1000))) }
    }
}
