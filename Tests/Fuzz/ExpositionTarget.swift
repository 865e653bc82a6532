import Bytes
import EventTime
import Exposition
import Metrics
import TestSupport

/// Series with random labels and values are read back by a strict reader, in either format and in pieces of any size;
/// numbers are as short as can be.
func fuzzExposition(_ bytes: [UInt8]) {
    var input = Input(bytes)
    let choices = input.byte()
    let (created, format): (Bool, ExpositionFormat) = (choices & 1 == 0, choices & 2 == 0 ? .text : .openMetrics)
    let size = 1 + input.below(256)
    var registry = Registry(descriptions(&input))
    var values: [String: [Double]] = [:]
    for index in registry.families.indices { fill(&registry.families[index], &input, &values) }
    let snapshot = Snapshot(registry.snapshot())
    let text = render(snapshot, format: format, includesCreated: created)
    var renderer = Renderer(snapshot, format: format, includesCreated: created, texts: TextCache())
    var inPieces: [UInt8] = []
    while renderer.next(atMost: size, into: &inPieces) {}
    let words = String(decoding: text, as: UTF8.self)
    check(inPieces == text, "in pieces of \(size): \(String(decoding: inPieces, as: UTF8.self)), whole: \(words)")
    do throws(StrictExposition.Fault) {
        let read = try StrictExposition(text, openMetrics: format == .openMetrics)
        check(read.families.count == values.count, "\(read.families.count) of \(values.count) families: \(words)")
        for family in read.families { compare(family, values, words) }
    } catch {
        check(false, "\(error) in \(format): \(words)")
    }
}

private func descriptions(_ input: inout Input) -> [FamilyDescription] {
    let kinds: [(String, FamilyDescription.Kind)] = [
        ("c_total", .counter), ("d", .gauge(.last)), ("e_info", .info),
        ("f", .histogram(bounds: [0.5, 1e6, 123_456_789])),
        ("g", .histogram(bounds: [-1, 0])), ("h_total", .absoluteCounter), ("i", .histogram(bounds: [])),
    ]
    // One or two: more only take more time.
    let chosen = Set([input.below(kinds.count), input.below(kinds.count)]).sorted()
    return chosen.map { kinds[$0] }.compactMap { kind in
        guard let name = MetricName(kind.0) else { return nil }
        let help = String(decoding: input.take(input.below(8)), as: UTF8.self)
        return FamilyDescription(
            name: name, help: help, kind: kind.1, labels: Array(["b", "a"].prefix(input.below(3))), maximumSeries: 4)
    }
}

/// Admits a few series and puts one sample into each; `values` gets what each then shows, by family.
private func fill(_ family: inout Family, _ input: inout Input, _ values: inout [String: [Double]]) {
    let labels = family.description.labels.count
    var keys: [[UInt8]] = []
    for _ in 0..<input.below(3) {
        let parts = (0..<labels).map { _ in input.take(input.below(6)) }
        guard parts.allSatisfy({ isValidUTF8($0.span, 0..<$0.count) }) else { continue }
        for part in parts { check(String(validating: part, as: UTF8.self) != nil, "\(part) counts as UTF-8") }
        keys.append(Array(parts.joined(separator: [labelSeparator])))
    }
    family.admit(keys, startTime: 1.5)
    let series = (0..<Int32(family.seriesCount)).map { $0 }
    let samples = series.map { _ in Double(bitPattern: input.word()) }
    let instants = series.map { Instant(nanoseconds: Int64($0)) }
    switch family.description.kind {
    case .counter: family.add(samples.map(amount), to: series)
    case .absoluteCounter: family.follow(samples.map(amount), in: series, showing: true)
    case .gauge: family.set(samples, in: series, at: instants, until: [])
    case .histogram: family.observe(samples.map(amount), weights: [], in: series)
    case .info: break
    }
    for sample in samples { checkNumber(sample) }
    if !series.isEmpty { values[family.description.name.description] = family.snapshot().shownSeries.flatMap(\.values) }
}

/// A counter takes what is neither negative nor not a number.
private func amount(_ sample: Double) -> Double { sample.isNaN ? 0 : sample.magnitude }

private func compare(_ family: StrictExposition.Family, _ values: [String: [Double]], _ words: String) {
    let suffix = family.type == "info" ? "_info" : family.type == "counter" ? "_total" : ""
    let name = family.name.hasSuffix(suffix) ? family.name : family.name + suffix
    guard let wanted = values[name] else { return check(false, "the family \(name): \(words)") }
    let found = family.samples.filter { !$0.name.hasSuffix("_created") && !$0.name.hasSuffix("_count") }.map(\.value)
    // With a negative bound, OpenMetrics has no sum.
    var wantedLeft = wanted
    if name == "g" && !family.samples.contains(where: { $0.name == "g_sum" }) {
        wantedLeft = wanted.enumerated().filter { $0.offset % 4 != 3 }.map(\.element)
    }
    let bits = { (value: Double) in value.isNaN ? Double.nan.bitPattern : value.bitPattern }
    check(found.map(bits) == wantedLeft.map(bits), "\(name): got \(found), want \(wantedLeft): \(words)")
}

private func checkNumber(_ value: Double) {
    var bytes: [UInt8] = []
    appendNumber(value, to: &bytes)
    let text = String(decoding: bytes, as: UTF8.self)
    guard value.isFinite else { return }
    check(Double(text)?.bitPattern == value.bitPattern, "\(value) is written \(text)")
    let digits = { (text: String) in
        text.prefix { $0 != "e" }.filter { $0 != "-" && $0 != "." }.drop { $0 == "0" }.reversed().drop { $0 == "0" }
            .count
    }
    check(digits(text) <= digits(value.description), "\(value) is written \(text)")
}
