import Bytes
import EventTime
import Metrics
import TestSupport

@testable import Console

/// Whatever labels, helps, names, values and pins are: each event of a stream is valid UTF-8, has its data on one line,
/// and the data is one JSON object. A tab that has read all events has the registry's values, and a late tab has the
/// steps of an early one.
func fuzzStream(_ bytes: [UInt8]) {
    var input = Input(bytes)
    let descriptions = described(&input)
    var scene = Scene(descriptions, &input)
    for _ in 0..<8 where !input.isAtEnd {
        scene.change(&input)
        _ = scene.history.look(scene.registry, head: scene.moment.text)
        guard scene.read(&scene.position, &scene.tab, &input) else { return }
        scene.compareValues()
    }
    scene.compareWithLateTab(&input)
}

/// A history, what it looks at, and the tab that was there from the start.
private struct Scene {
    let descriptions: [FamilyDescription]
    let history: GridHistory
    var registry: Registry
    var moment: Moment
    var position = StreamPosition()
    var tab: StreamReader
    let start: Instant
    var clock: Instant
    let grid: Grid?

    init(_ descriptions: [FamilyDescription], _ input: inout Input) {
        self.descriptions = descriptions
        registry = Registry(descriptions)
        history = GridHistory(generation: 1, families: descriptions)
        tab = StreamReader(descriptions)
        moment = someMoment(&input)
        start = Instant(nanoseconds: Int64(bitPattern: input.word()) >> Int64(input.below(64)))
        clock = start
        grid = input.below(2) == 0 ? Grid(from: start, to: start.advanced(by: 1 << Int64(input.below(63)))) : nil
    }

    mutating func change(_ input: inout Input) {
        switch input.below(8) {
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
            tab.take(history.pinsEvent(lines, faults))
        case 4: moment.trouble = [String(decoding: input.take(input.below(8)), as: UTF8.self)]
        case 5: admitMany(&registry.families[0])
        case 6: registry.families[0] = another(registry.families[0])
        default:
            // A stream that was cut goes on in a tab that keeps what it has, if this is the last frame.
            let place = input.below(4)
            let isLast = place == 0
            let next = history.position(behind: "1-\(isLast ? history.frame : place)")
            if next.epoch == 0 || isLast { position = next }
        }
    }

    /// Reads all there is. False if that is too much for one run.
    func read(_ position: inout StreamPosition, _ tab: inout StreamReader, _ input: inout Input) -> Bool {
        for _ in 0..<50 {
            let next = history.next(&position) {
                history.hello(
                    someOpening(&input, descriptions), moment, range: (start, clock), density: [1, 0],
                    marks: [(clock, "incident", String(decoding: input.take(input.below(6)), as: UTF8.self))],
                    seriesCounts: registry.families.map { $0.seriesCount })
            }
            guard let next else { return true }
            tab.take(next)
        }
        return false
    }

    /// What a scrape shows is what the tab shows: each series, or the sum of each family and what is pinned.
    mutating func compareValues() {
        let families = registry.snapshot()
        for index in families.indices {
            let lines = tab.lines.filter { $0.value.family == index }
            if let sum = lines.first(where: { $0.value.labels == nil }) {
                compareSum(families[index], tab.values[sum.key] ?? [])
            } else {
                check(lines.count == families[index].count, "\(lines.count) of \(families[index].count) series")
            }
            for (id, line) in lines {
                guard let labels = line.labels else { continue }
                let series = (0..<families[index].count).first { families[index].labelValues(of: $0) == labels }
                guard let series else { return check(false, "no series has \(labels)") }
                let stride = families[index].stride
                let shown = Array(families[index].values[series * stride..<(series + 1) * stride])
                let isShown = families[index].isShown(series)
                let told = tab.values[id]
                check(areSame(told, isShown ? shown : nil), "\(told ?? []) is \(shown), shown: \(isShown)")
            }
        }
    }

    /// The order of addition may differ.
    private func compareSum(_ family: Snapshot.Family, _ told: [Double]) {
        let series = family.shownSeries
        if series.isEmpty { return check(areSame(told, nil), "\(told) is not shown") }
        check(told.count == family.stride, "\(told) of \(family.stride)")
        for place in told.indices {
            let sum = series.reduce(0) { $0 + $1.values[place] }
            let size = series.reduce(0) { $0 + $1.values[place].magnitude }
            if size.isFinite { check((told[place] - sum).magnitude <= size * 1e-9, "\(told[place]) is \(sum)") }
        }
    }

    /// What has left the window of followed files is only in early tabs.
    func compareWithLateTab(_ input: inout Input) {
        var (position, late) = (StreamPosition(), StreamReader(descriptions))
        guard history.frame > 0, read(&position, &late, &input) else { return }
        for id in tab.lines.keys {
            check(areSame(tab.values[id], late.values[id]), "\(tab.values[id] ?? []), late \(late.values[id] ?? [])")
            for step in history.firstRow..<history.endRow {
                let (early, late) = (tab.rows[step]?[id], late.rows[step]?[id])
                check(areSame(early, late), "line \(id), step \(step): \(early ?? []), late \(late ?? [])")
            }
        }
    }
}

/// Makes a family have more series than are lines, if it may.
private func admitMany(_ family: inout Family) {
    if family.description.labels.isEmpty { return }
    let rest = Array(repeating: labelSeparator, count: family.description.labels.count - 1)
    family.admit((0..<Lines.maximumSeries + 1).map { Array("\($0)".utf8) + rest }, startTime: 1)
}

/// A family of the same series in another order, as one has that takes the place of another.
private func another(_ family: borrowing Family) -> Family {
    var other = Family(family.description)
    other.admit((0..<family.seriesCount).reversed().map { family.key(of: $0) }, startTime: 1)
    return other
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
            maximumSeries: place == 0 ? 600 : 8)
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

private func someMoment(_ input: inout Input) -> Moment {
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

private func someOpening(_ input: inout Input, _ families: [FamilyDescription]) -> Opening {
    func text(_ input: inout Input) -> String { String(decoding: input.take(input.below(6)), as: UTF8.self) }
    return Opening(
        version: "1", mapping: text(&input), mode: "replay", control: "open", families: families,
        timeLabels: families.map { _ in text(&input) }, sources: [(text(&input), [text(&input)], text(&input))])
}
