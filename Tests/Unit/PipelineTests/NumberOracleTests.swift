import EventTime
import Foundation
import MappingFile
import Metrics
import TestSupport
import Testing

@testable import Pipeline

/// A way of writing quarters, and the keys of a mapping that read it.
private struct Writing: Sendable {
    let keys: String
    let write: @Sendable (_ quarters: Int) -> String
}

/// A number of quarters with marks of its own.
private func written(_ quarters: Int, decimal: String = ".", group: String = "") -> String {
    let whole = String(abs(quarters) / 4)
    let grouped = whole.count > 3 ? whole.dropLast(3) + group + whole.suffix(3) : whole[...]
    let fraction = ["", "25", "50", "75"][abs(quarters) % 4]
    return grouped + (fraction.isEmpty ? "" : decimal + fraction)
}

private let writings: [Writing] = [
    Writing(keys: "{}") { ($0 < 0 ? "-" : "") + written($0) },
    Writing(keys: "{decimal: ',', group: '.'}") { ($0 < 0 ? "-" : "+") + written($0, decimal: ",", group: ".") },
    Writing(keys: "{strip: [$], accounting: true, group: ','}") {
        $0 < 0 ? "($\(written($0, group: ",")))" : " $\(written($0, group: ",")) "
    },
    Writing(keys: "{decimal: ',', group: ' ', strip: [EUR, €]}") {
        ($0 < 0 ? "-" : "") + written($0, decimal: ",", group: "\u{202F}") + ($0 % 2 == 0 ? " €" : "\u{A0}EUR")
    },
    Writing(keys: "{accounting: true}") {
        $0 % 2 == 0 ? written($0, group: "\u{A0}") + ($0 < 0 ? "-" : "") : ($0 < 0 ? "\u{2212}" : "") + written($0)
    },
]

/// A record with an amount in quarters, which are exact, and a meter; nil for a cell without a value.
private struct Entry {
    var time: Int64
    var name: String
    var quarters: Int?
    var meter: Int?
}

/// The settings that a seed draws.
private struct Setting {
    var limit: Int
    var ignoresFalls: Bool
}

/// What a mapping shows: the definition of its metrics in a few lines each.
private struct NumberOracle {
    /// In file order.
    let entries: [Entry]
    let setting: Setting

    func series(until: Int64) -> [String: Double] {
        let ordered = entries.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
            .map(\.element)
        var result: [String: Double] = [:]
        var meter = Meter(ignoresFalls: setting.ignoresFalls)
        let admitted = admitted(ordered)
        result["out_total other"] = 0
        for entry in ordered {
            let isDue = entry.time <= until
            let amount = entry.quarters.map { Double($0) / 4 }
            if let amount, amount > 0 { result["in_total \(mapped(entry.name))", default: 0] += isDue ? amount : 0 }
            if let amount, amount <= 0 {
                let name = admitted.contains(plain(entry.name)) ? plain(entry.name) : "other"
                result["out_total \(name)", default: 0] += isDue ? -amount : 0
            }
            if isDue, let level = entry.meter { meter.follow(Double(level)) }
            if isDue { result["seen \(mapped(entry.name))"] = Double(entry.time) }
        }
        if meter.hasBegun { result["meter_total "] = meter.total }
        return result
    }

    /// The first names by (time, text) that do not fit into the series for all others.
    private func admitted(_ ordered: [Entry]) -> Set<String> {
        var first: [String: Int64] = [:]
        for entry in ordered where entry.quarters.map({ $0 <= 0 }) ?? false && plain(entry.name) != "other" {
            first[plain(entry.name)] = first[plain(entry.name)] ?? entry.time
        }
        let names = first.sorted {
            $0.value == $1.value ? $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) : $0.value < $1.value
        }
        return Set(names.prefix(setting.limit).map(\.key))
    }

    /// What the meter shows in a later pass; nil if no record has its value.
    func meter(until: Int64, pass last: Int) -> Double? {
        let ordered = entries.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
        var meter = Meter(ignoresFalls: setting.ignoresFalls)
        for pass in 1...last {
            meter.beginPass()
            for (_, entry) in ordered where pass < last || entry.time <= until {
                if let level = entry.meter { meter.follow(Double(level)) }
            }
        }
        return meter.hasBegun ? meter.total : nil
    }

    private func plain(_ name: String) -> String { name == "NA" ? "" : name }

    private func mapped(_ name: String) -> String {
        if plain(name).isEmpty { return "none" }
        return name.hasPrefix("a") ? "A" : name == "b" ? "B" : "rest"
    }
}

private struct Meter {
    let ignoresFalls: Bool
    private(set) var total = 0.0
    private(set) var hasBegun = false
    private var last: Double?
    private var (base, below) = (0.0, 0)

    init(ignoresFalls: Bool) { self.ignoresFalls = ignoresFalls }

    mutating func beginPass() { (last, below) = (nil, 0) }

    mutating func follow(_ level: Double) {
        if last == nil && hasBegun { base = total - level }
        if let last, level < last {
            below += 1
            if ignoresFalls && below < 3 { return }
            base = total
        }
        (below, last, hasBegun) = (0, level, true)
        total = max(total, base + level)
    }
}

/// Random files in every way of writing numbers, with the keys that decide where a record counts.
@Suite struct NumberOracleTests {
    private static let seeds = ProcessInfo.processInfo.environment["CSV_EXPORTER_ORACLE_SEEDS"].flatMap { UInt64($0) }

    @Test(arguments: 0..<(seeds ?? 60))
    func `a mapping with numbers, patterns, folding and falls shows what the oracle folds`(_ seed: UInt64) throws {
        var chance = SeededGenerator(seed: seed)
        let folder = TemporaryDirectory()
        let writing = try #require(writings.randomElement(using: &chance))
        let setting = Setting(limit: .random(in: 1...4, using: &chance), ignoresFalls: .random(using: &chance))
        let oracle = NumberOracle(entries: makeFiles(in: folder, writing, &chance), setting: setting)
        let path = folder.write("map.yml", mapping(writing, setting))
        let configuration = try ConfigurationReader.read(path)
        var run = try HistoryRun(configuration, rejects: SilentObserver(), startTime: 1)
        #expect(try run.prepare(through: .latest))
        run.beginPass()
        for time in [1, 5, 9, 20, 40] as [Int64] {
            _ = run.advance(to: .seconds(time))
            #expect(shown(&run) == oracle.series(until: time), "seed \(seed), until \(time)")
        }
        #expect(run.applier.counts[0].rejected.values.reduce(0, +) == 0)
        for pass in 2...3 {
            run.beginPass()
            for time in [3, 17, 40] as [Int64] {
                _ = run.advance(to: .seconds(time))
                let wanted = oracle.meter(until: time, pass: pass)
                #expect(shown(&run)["meter_total "] == wanted, "seed \(seed), pass \(pass), until \(time)")
            }
        }
    }
}

private func mapping(_ writing: Writing, _ setting: Setting) -> String {
    """
    sources:
      - name: random
        files: [a.csv, b.csv]
        dialect: {delimiter: ";"}
        numbers: \(writing.keys)
        null_values: [NA, "---"]
        time: {column: t, format: unix}
        metrics:
          - counter: in_total
            help: In.
            value: v
            where: {v: {above: 0}}
            labels: {k: {column: k, map: {"a*": A, b: B}, other: rest, default: none}}
          - counter: out_total
            help: Out.
            value: {column: v, scale: -1}
            where: {v: {at_most: 0}}
            labels: {k: k}
            max_series: \(setting.limit)
            overflow: fold
          - counter: meter_total
            help: Meter.
            value: m
            absolute: true
            falls: \(setting.ignoresFalls ? "ignore" : "restart")
          - gauge: seen
            help: Seen.
            value: {time: unix}
            labels: {k: {column: k, map: {"a*": A, b: B}, other: rest, default: none}}
    """
}

/// Writes two files in ascending, descending or random order, and returns their records in file order.
private func makeFiles(
    in folder: TemporaryDirectory, _ writing: Writing, _ chance: inout SeededGenerator
) -> [Entry] {
    let order = Int.random(in: 0..<3, using: &chance)
    var all: [Entry] = []
    for name in ["a.csv", "b.csv"] {
        var entries = (0..<Int.random(in: 1...60, using: &chance)).map { _ in
            Entry(
                time: .random(in: 1...40, using: &chance),
                name: ["a1", "a2", "b", "c", "other", "ä", "", "NA"].randomElement(using: &chance) ?? "",
                quarters: Int.random(in: 0..<6, using: &chance) == 0 ? nil : .random(in: -8000...8000, using: &chance),
                meter: Int.random(in: 0..<6, using: &chance) == 0 ? nil : .random(in: 0...2000, using: &chance))
        }
        if order == 0 { entries.sort { $0.time < $1.time } }
        if order == 1 { entries.sort { $0.time > $1.time } }
        let rows = entries.map { entry in
            let cells = [entry.quarters, entry.meter.map { $0 * 4 }].map { number in
                number.map(writing.write) ?? ["", "NA", " --- "].randomElement(using: &chance) ?? ""
            }
            return "\(entry.time);\(entry.name);\(cells[0]);\(cells[1])\n"
        }
        folder.write(name, "t;k;v;m\n" + rows.joined())
        all += entries
    }
    return all
}

private func shown(_ run: inout HistoryRun) -> [String: Double] {
    var result: [String: Double] = [:]
    for family in run.snapshot() {
        for series in family.shownSeries {
            result["\(family.name) \(series.labelValues.first ?? "")"] = series.values[0]
        }
    }
    return result
}
