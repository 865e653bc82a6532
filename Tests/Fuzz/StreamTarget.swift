import Bytes
import EventTime
import JSON
import Metrics
import TestSupport

@testable import Console

/// Whatever labels, helps, names, values and pins are: each event of a stream is valid UTF-8, has its data on one line,
/// and the data is one JSON object.
func fuzzStream(_ bytes: [UInt8]) {
    var input = Input(bytes)
    let descriptions = described(&input)
    var registry = Registry(descriptions)
    let history = GridHistory(generation: 1, families: descriptions)
    var moment = moment(&input)
    var position = StreamPosition()
    var clock = Instant(nanoseconds: Int64(bitPattern: input.word()) >> Int64(input.below(64)))
    let start = clock
    let grid = input.below(2) == 0 ? Grid(from: start, to: start.advanced(by: 1 << Int64(input.below(63)))) : nil
    for _ in 0..<8 where !input.isAtEnd {
        switch input.below(6) {
        case 0: history.begin(at: clock, on: grid ?? Grid(following: start), passStart: start, registry)
        case 1:
            clock = clock.advanced(by: Int64(input.below(100)) * (grid?.step ?? 1_000_000_000))
            var left = 50
            while left > 0, let stop = history.nextStop(through: clock) {
                history.reached(stop, registry)
                left -= 1
            }
        case 2:
            for index in registry.families.indices { move(&registry.families[index], &input, clock) }
        case 3:
            let texts = (0..<input.below(3)).map { _ in String(decoding: input.take(input.below(24)), as: UTF8.self) }
            let (lines, faults) = history.pin(texts, registry)
            checkEvents(history.pinsEvent(lines, faults))
        case 4: moment.trouble = [String(decoding: input.take(input.below(8)), as: UTF8.self)]
        default: position = history.position(behind: "1-\(input.below(4))")
        }
        _ = history.look(registry, head: moment.text)
        for _ in 0..<50 {
            let next = history.next(&position) {
                history.hello(
                    opening(&input, descriptions), moment, range: (start, clock), density: [1, 0],
                    marks: [(clock, "incident", String(decoding: input.take(input.below(6)), as: UTF8.self))],
                    seriesCounts: registry.families.map { $0.seriesCount })
            }
            guard let next else { break }
            checkEvents(next)
        }
    }
}

private func described(_ input: inout Input) -> [FamilyDescription] {
    let kinds: [(String, FamilyDescription.Kind)] = [
        ("c_total", .counter), ("d", .gauge(.last)), ("e_info", .info), ("f", .histogram(bounds: [0.5, 1e6])),
        ("h_total", .absoluteCounter),
    ]
    return [input.below(kinds.count), input.below(kinds.count)].enumerated().compactMap { place, chosen in
        guard let name = MetricName("m\(place)_" + kinds[chosen].0) else { return nil }
        let help = String(decoding: input.take(input.below(8)), as: UTF8.self)
        return FamilyDescription(
            name: name, help: help, kind: kinds[chosen].1, labels: Array(["b", "a"].prefix(input.below(3))),
            maximumSeries: 8)
    }
}

/// Admits a series, and gives all series a sample.
private func move(_ family: inout Family, _ input: inout Input, _ now: Instant) {
    let parts = (0..<family.description.labels.count).map { _ in input.take(input.below(6)) }
    if parts.allSatisfy({ isValidUTF8($0.span, 0..<$0.count) }) {
        family.admit([Array(parts.joined(separator: [labelSeparator]))], startTime: 1)
    }
    let series = (0..<Int32(family.seriesCount)).map { $0 }
    let numbers = series.map { _ in Double(bitPattern: input.word()) }
    // Counters and histograms take what is not negative.
    let levels = numbers.map { $0.magnitude }
    switch family.description.kind {
    case .counter: family.add(levels, to: series)
    case .absoluteCounter: family.follow(levels, in: series, showing: true)
    case .gauge: family.set(numbers, in: series, at: series.map { _ in now }, until: [])
    case .histogram: family.observe(levels, weights: [], in: series)
    case .info: break
    }
}

private func moment(_ input: inout Input) -> Moment {
    func text(_ input: inout Input) -> String { String(decoding: input.take(input.below(6)), as: UTF8.self) }
    var moment = Moment()
    moment.speed = Double(bitPattern: input.word()).magnitude
    if moment.speed.isNaN { moment.speed = .infinity }
    moment.endsIn = Double(input.byte())
    moment.waits = text(&input)
    moment.sources = [
        .init(records: 1, rejected: 0, last: nil, isUp: false, lagBytes: input.below(9), fault: text(&input))
    ]
    moment.rejected = [(text(&input), 1)]
    moment.rejects = [
        .init(
            source: 0, reason: text(&input), file: text(&input), line: input.below(3), column: text(&input),
            text: text(&input), time: .earliest)
    ]
    return moment
}

private func opening(_ input: inout Input, _ families: [FamilyDescription]) -> Opening {
    func text(_ input: inout Input) -> String { String(decoding: input.take(input.below(6)), as: UTF8.self) }
    return Opening(
        version: "1", mapping: text(&input), mode: "replay", control: "open", families: families,
        timeLabels: families.map { _ in text(&input) }, sources: [(text(&input), [text(&input)], text(&input))])
}

private func checkEvents(_ bytes: [UInt8]) {
    let words = String(decoding: bytes, as: UTF8.self)
    check(String(validating: bytes, as: UTF8.self) != nil, "no UTF-8: \(words)")
    check(bytes.suffix(2) == [0x0A, 0x0A], "no end: \(words)")
    let lines = bytes.dropLast().split(separator: 0x0A, omittingEmptySubsequences: false).map { Array($0) }
    for line in lines {
        let text = String(decoding: line, as: UTF8.self)
        if line.isEmpty || text.hasPrefix("event: ") || text.hasPrefix("id: ") { continue }
        check(text.hasPrefix("data: {"), "a strange line: \(text)")
        do throws(JSONError) {
            _ = try JSONValue(parsing: Array(line.dropFirst(6)), maximumDepth: 8)
        } catch {
            check(false, "\(error) in \(text)")
        }
    }
}
