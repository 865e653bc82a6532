import Sniff
import Text

/// Names of metrics, each given once.
struct MetricNames {
    /// All names that the metrics so far have in an exposition.
    private var taken: Set<String> = []

    /// The name of a metric: the words, then the unit, then what its type asks for. A name that is taken, or that is no
    /// more than `prefix`, gets the number of its column.
    mutating func name(
        prefix: String, words: String, unit: Unit?, isCounter: Bool, isHistogram: Bool, number: Int
    ) -> String {
        var parts = words.split(separator: "_").map { String($0) }
        if isCounter, parts.count > 1 || unit != nil, parts.last == "total" { parts.removeLast() }
        if let unit { dropUnit(unit, from: &parts) }
        let ending = (unit.map { "_" + $0.suffix } ?? "") + (isCounter ? "_total" : "")
        let middle = parts.isEmpty ? "" : "_" + parts.joined(separator: "_")
        var name = prefix + (middle.isEmpty && ending.isEmpty ? "_\(number)" : middle) + ending
        if !isFree(name, isCounter, isHistogram) { name = prefix + middle + "_\(number)" + ending }
        var more = 2
        while !isFree(name, isCounter, isHistogram) {
            name = prefix + middle + "_\(number)_\(more)" + ending
            more += 1
        }
        for exposed in exposedNames(name, isCounter, isHistogram) { taken.insert(exposed) }
        return name
    }

    /// The wanted name, with a number before its ending if it is taken.
    mutating func reserve(_ wanted: String, isCounter: Bool, isHistogram: Bool) -> String {
        let ending = isCounter ? "_total" : wanted.hasSuffix("_info") ? "_info" : ""
        let base = wanted.dropLast(ending.utf8.count)
        var name = wanted
        var number = 2
        while !isFree(name, isCounter, isHistogram) {
            name = "\(base)_\(number)\(ending)"
            number += 1
        }
        for exposed in exposedNames(name, isCounter, isHistogram) { taken.insert(exposed) }
        return name
    }

    private func isFree(_ name: String, _ isCounter: Bool, _ isHistogram: Bool) -> Bool {
        exposedNames(name, isCounter, isHistogram).allSatisfy { !taken.contains($0) }
    }
}

/// The name without its last words where these say the unit: `dauer_ms` and `dauer_seconds` before `_seconds`.
private func dropUnit(_ unit: Unit, from parts: inout [String]) {
    let suffix = unit.suffix.split(separator: "_").map { String($0) }
    if parts.count >= suffix.count, Array(parts.suffix(suffix.count)) == suffix { parts.removeLast(suffix.count) }
}

/// All names that a metric has in either text format.
private func exposedNames(_ name: String, _ isCounter: Bool, _ isHistogram: Bool) -> [String] {
    let base = isCounter ? String(name.dropLast("_total".utf8.count)) : name
    if isCounter { return [base, base + "_total", base + "_created"] }
    if !isHistogram && name.hasSuffix("_info") { return [String(name.dropLast("_info".utf8.count)), name] }
    return isHistogram ? ["", "_bucket", "_count", "_sum", "_created"].map { base + $0 } : [base]
}

/// The words of a column's name without the unit that is written in it: `Dauer ms`, `Temp [°C]`, `cpu %`.
func words(of name: String, unit: String?) -> String {
    var parts = snakeCase(name).split(separator: "_").map { String($0) }
    guard let unit else { return parts.joined(separator: "_") }
    // `[kWh]` became `k_wh` there and here, `°C` became `c`.
    let written = snakeCase(unit).split(separator: "_").map { String($0) }
    if !written.isEmpty && parts.count >= written.count && Array(parts.suffix(written.count)) == written {
        parts.removeLast(written.count)
    } else if written == ["bytes"] || written == ["byte"], let place = parts.firstIndex(of: written[0]) {
        parts.remove(at: place)
    }
    return parts.joined(separator: "_")
}

/// The first part of the names of a source's metrics, from the stem of its file: letters first, without dates and
/// numbers of accounts, which are others next month, and none of the names that belong to the exporter.
func metricPrefix(_ stem: String) -> String {
    var prefix = withoutNumbers(snakeCase(stem))
    while let first = prefix.utf8.first, 0x30...0x39 ~= first || first == UInt8(ascii: "_") { prefix.removeFirst() }
    if prefix.isEmpty { prefix = "csv" }
    for reserved in ["csv_exporter", "process"] where prefix == reserved || prefix.hasPrefix(reserved + "_") {
        return "data_" + prefix
    }
    return prefix
}

/// The name without words of six or more digits, and without numbers of four or more digits in a row, as `2026_11_25`
/// has; if a word remains. `sensor_2` stays.
private func withoutNumbers(_ name: String) -> String {
    let words = name.split(separator: "_")
    func digits(_ word: Substring) -> Int { word.utf8.count { 0x30...0x39 ~= $0 } }
    var kept: [Substring] = []
    var place = 0
    while place < words.count {
        var end = place
        while end < words.count, digits(words[end]) == words[end].utf8.count { end += 1 }
        let row = words[place..<end]
        if row.isEmpty {
            if digits(words[place]) < 6 { kept.append(words[place]) }
        } else if row.reduce(0, { $0 + digits($1) }) < 4 {
            kept += row
        }
        place = max(end, place + 1)
    }
    let hasWord = kept.contains { digits($0) < $0.utf8.count }
    return hasWord ? kept.joined(separator: "_") : name
}

/// The names of labels, each given once.
struct LabelNames {
    private var taken: Set<String> = ["job", "instance", "le", "quantile", "column_of_value"]

    /// The label of a column: its name in snake case, with its number if that is taken or empty.
    mutating func name(_ column: String, number: Int) -> String {
        var name = snakeCase(column)
        if let first = name.utf8.first, 0x30...0x39 ~= first { name = "n" + name }
        if name.isEmpty { name = "label_\(number)" }
        if taken.contains(name) { name += "_\(number)" }
        while taken.contains(name) { name += "_" }
        taken.insert(name)
        return name
    }
}
