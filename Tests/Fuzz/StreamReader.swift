import JSON
import Metrics

@testable import Console

/// What a tab knows of a stream, read in the simplest way. Ends the process with a finding if an event is not valid
/// UTF-8, is not one line of one JSON object, or is not what the page can take.
struct StreamReader {
    private(set) var lines: [Int: (family: Int, labels: [String]?)] = [:]
    private(set) var values: [Int: [Double]] = [:]
    /// The steps by number; a line that is absent is not shown.
    private(set) var rows: [Int: [Int: [Double]]] = [:]
    private let families: [FamilyDescription]

    init(_ families: [FamilyDescription]) { self.families = families }

    /// Takes one event.
    mutating func take(_ bytes: [UInt8]) {
        let words = String(decoding: bytes, as: UTF8.self)
        check(String(validating: bytes, as: UTF8.self) != nil, "no UTF-8: \(words)")
        check(bytes.suffix(2) == [0x0A, 0x0A], "no end: \(words)")
        var name = ""
        let fields = bytes.dropLast(2).split(separator: 0x0A, omittingEmptySubsequences: false).map { Array($0) }
        for field in fields {
            if let text = String(validating: field, as: UTF8.self), text.hasPrefix("event: ") {
                name = String(text.dropFirst(7))
            } else if field.starts(with: "data: {".utf8) {
                take(name, parsed(Array(field.dropFirst(6))))
            } else {
                check(field.starts(with: "id: ".utf8), "a strange line: \(words)")
            }
        }
    }

    private func parsed(_ bytes: [UInt8]) -> JSONObject {
        do throws(JSONError) {
            if case .object(let object) = try JSONValue(parsing: bytes, maximumDepth: 8) { return object }
        } catch {
            check(false, "\(error) in \(String(decoding: bytes, as: UTF8.self))")
        }
        return [:]
    }

    private mutating func take(_ name: String, _ data: JSONObject) {
        switch name {
        case "hello": begin(data)
        case "history":
            let first = int(data["first"])
            for entry in items(data["lines"]) {
                for (offset, value) in items(items(entry)[1]).enumerated() {
                    rows[first + offset, default: [:]][known(items(entry)[0])] = numbers(value)
                }
            }
        case "frame":
            addLines(data["lines"])
            for entry in items(data["v"]) { values[known(items(entry)[0])] = numbers(items(entry)[1]) }
            for row in items(data["rows"]) { addRow(int(items(row)[0]), items(items(row)[1])) }
        default: check(name == "pins", "an event \(name)")
        }
    }

    private mutating func begin(_ hello: JSONObject) {
        self = StreamReader(families)
        let metrics = items(hello["metrics"])
        check(metrics.count == families.count, "\(metrics.count) metrics")
        for (metric, family) in zip(metrics, families) {
            guard case .object(let metric) = metric else { return check(false, "no object: \(metric)") }
            check(metric["name"] == .string(family.name.description), "\(metric) is \(family)")
            check(metric["help"] == .string(family.help), "\(metric) is \(family)")
            check(metric["labels"] == .array(family.labels.map { .string($0) }), "\(metric) is \(family)")
            if case .histogram(let bounds) = family.kind {
                check(numbers(metric["bounds"] ?? .null) == bounds, "\(metric) is \(family)")
            }
        }
        addLines(hello["lines"])
    }

    private mutating func addLines(_ list: JSONValue?) {
        for line in items(list) {
            let parts = items(line)
            check(lines[int(parts[0])] == nil, "line \(int(parts[0])) is there already")
            let labels = parts[2] == .null ? nil : items(parts[2]).map { text($0) }
            lines[int(parts[0])] = (int(parts[1]), labels)
        }
    }

    /// A line that is absent did not increase, or is what it was.
    private mutating func addRow(_ step: Int, _ told: [JSONValue]) {
        var row: [Int: [Double]] = [:]
        for (id, line) in lines {
            let rises = families[line.family].type == .counter || families[line.family].type == .histogram
            let before = rows[step - 1]?[id]
            row[id] = rises ? [Double](repeating: 0, count: values[id]?.count ?? 1) : before
        }
        for entry in told { row[known(items(entry)[0])] = numbers(items(entry)[1]) }
        rows[step] = row
    }

    private func known(_ id: JSONValue) -> Int {
        check(lines[int(id)] != nil, "no line \(id)")
        return int(id)
    }

    private func items(_ value: JSONValue?) -> [JSONValue] { if case .array(let items)? = value { items } else { [] } }

    private func text(_ value: JSONValue) -> String {
        if case .string(let text) = value { return text }
        check(false, "no text: \(value)")
        return ""
    }

    private func int(_ value: JSONValue?) -> Int {
        if case .number(let number)? = value, let int: Int = number.integer() { return int }
        check(false, "no whole number: \(value.map { "\($0)" } ?? "nothing")")
        return 0
    }

    private func numbers(_ value: JSONValue) -> [Double] {
        switch value {
        case .array(let values): return values.flatMap { numbers($0) }
        case .null: return [Family.notShown]
        case .string("NaN"): return [.nan]
        case .string("+Inf"): return [.infinity]
        case .string("-Inf"): return [-.infinity]
        case .number(let number):
            check(number.double != nil, "no number: \(number.text)")
            return [number.double ?? 0]
        default:
            check(false, "no number: \(value)")
            return []
        }
    }
}

/// Whether numbers of a stream are these: bit by bit, but any NaN for a NaN and either zero for a zero. Nothing is as
/// good as numbers that are not shown.
func areSame(_ left: [Double]?, _ right: [Double]?) -> Bool {
    func isHidden(_ values: [Double]?) -> Bool {
        (values ?? []).allSatisfy { $0.bitPattern == Family.notShown.bitPattern }
    }
    if isHidden(left) || isHidden(right) { return isHidden(left) && isHidden(right) }
    guard let left, let right, left.count == right.count else { return false }
    return zip(left, right).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }
}
