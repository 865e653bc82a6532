import Metrics
import TestSupport

/// A snapshot of families of all types, with label values that provoke parsers, and what a parser must find in it.
struct RandomSnapshot {
    let snapshot: Snapshot
    /// For each sample its name, labels and value (`name|hex=hex,…|bits`), for each family its type, name and help.
    let textSamples: [String]
    let openMetricsSamples: [String]

    private static let nasty = [
        "", " ", "\"", "\\", "\n", "\\n", "\\\\", "\"}", "} 1", ",", "a=\"b\"", "{", "#", "# EOF", "le=\"1\"", "\r",
        "\t", "\u{0}", "\u{E9}", "e\u{301}", "\u{1F4C8}", "\u{2028}", "\u{85}", "plain", "ends with \\",
    ]

    /// The snapshot that follows from `seed`.
    init(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var families: [Snapshot.Family] = []
        var (text, openMetrics): ([String], [String]) = ([], [])
        for number in 0..<24 {
            let type = [MetricType.counter, .gauge, .histogram, .info].randomElement(using: &generator)!
            let suffix = type == .counter ? "_total" : type == .info ? "_info" : ""
            let base = "m\(number)"
            let count = Int.random(in: 0...12, using: &generator)
            let bounds = type == .histogram ? Self.bounds(&generator) : []
            let help = "A" + Self.value(&generator) + "."
            // One family in four has no labels, and one series then.
            let names = number % 4 == 0 ? [] : ["zone", "a", "place"]
            var series: [Snapshot.Series] = []
            for place in 0..<(names.isEmpty ? min(count, 1) : count) {
                let created = Bool.random(using: &generator) ? 0 : 1_763_000_000 + Double(place) / 8
                let labels = names.isEmpty ? [] : Self.labels(place, &generator)
                let values = Self.values(type, bounds.count, &generator)
                series.append(.init(labels.map(\.value), values: values, startTime: created))
                for (name, extra, value) in Self.samples(base, suffix, bounds, values) {
                    let line = Self.line(name, labels + extra, value)
                    text.append(line)
                    openMetrics.append(line)
                }
                if created > 0 && (type == .counter || type == .histogram) {
                    openMetrics.append(Self.line(base + "_created", labels, created))
                }
            }
            let family = Snapshot.Family(
                name: base + suffix, help: help, type: type, labelNames: names, bounds: bounds, series: series)
            if count > 0 {
                text.append(
                    Self.head(type == .info ? "gauge" : type.rawValue, base + (type == .info ? "_info" : ""), family))
                openMetrics.append(Self.head(type.rawValue, base, family))
            }
            families.append(family)
        }
        snapshot = Snapshot(families)
        textSamples = text.sorted()
        openMetricsSamples = openMetrics.sorted()
    }

    private static func samples(
        _ base: String, _ suffix: String, _ bounds: [Double], _ values: [Double]
    ) -> [(String, [(name: String, value: String)], Double)] {
        guard values.count > 1 else { return [(base + suffix, [], values[0])] }
        // Bounds are whole or halves below a million here, where the standard library spells them as OpenMetrics does.
        let buckets = (bounds.map(\.description) + ["+Inf"]).enumerated().map { place, bound in
            (base + "_bucket", [(name: "le", value: bound)], values[place])
        }
        return buckets + [(base + "_count", [], values[bounds.count]), (base + "_sum", [], values[bounds.count + 1])]
    }

    private static func head(_ type: String, _ name: String, _ family: Snapshot.Family) -> String {
        "\(type)|\(name)|\(hex(family.help))"
    }

    private static func line(_ name: String, _ labels: [(name: String, value: String)], _ value: Double) -> String {
        let pairs = labels.map { "\(hex($0.name))=\(hex($0.value))" }.sorted()
        // Python reads -0 as an integer, which has no sign.
        let bits = value.isNaN ? "nan" : String((value == 0 ? 0 : value).bitPattern, radix: 16)
        return "\(name)|\(pairs.joined(separator: ","))|\(bits)"
    }

    private static func hex(_ text: String) -> String {
        text.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func value(_ generator: inout SeededGenerator) -> String {
        (0..<Int.random(in: 0...3, using: &generator)).map { _ in nasty.randomElement(using: &generator)! }.joined()
    }

    private static func labels(_ place: Int, _ generator: inout SeededGenerator) -> [(name: String, value: String)] {
        [("zone", value(&generator)), ("a", value(&generator)), ("place", "\(place)")]
    }

    private static func bounds(_ generator: inout SeededGenerator) -> [Double] {
        let count = Int.random(in: 0...5, using: &generator)
        return Set((0..<count).map { _ in Double(Int.random(in: 0..<1_000_000, using: &generator)) / 2 }).sorted()
    }

    private static func values(_ type: MetricType, _ bounds: Int, _ generator: inout SeededGenerator) -> [Double] {
        switch type {
        case .info: return [1]
        case .counter: return [randomNumber(&generator).magnitude]
        case .gauge:
            let special: [Double] = [.nan, .infinity, -.infinity, -0.0]
            return [
                Int.random(in: 0..<4, using: &generator) == 0
                    ? special.randomElement(using: &generator)! : randomNumber(&generator)
            ]
        case .histogram:
            var cumulative = 0.0
            let counts = (0...bounds).map { _ in
                cumulative += Double(Int.random(in: 0...1000, using: &generator))
                return cumulative
            }
            return counts + [randomNumber(&generator).magnitude]
        }
    }
}
