import Foundation
import HTTP
import JSON
import TestSupport
import Testing

@testable import Exporter

/// A browser's tab: reads an event stream as the page does, and remembers what it was told. Values are the texts of
/// their numbers.
final class Tab {
    struct Metric {
        let name: String
        let type: String
        let labels: [String]
        var rises: Bool { type == "counter" || type == "histogram" }
    }

    private let scene: EndpointScene
    private var source: (any BodySource)?
    private(set) var hellos = 0
    private(set) var events: [(name: String, data: JSONObject)] = []
    private(set) var metrics: [Metric] = []
    /// The lines by id, with the index of their metric; nil labels for a sum.
    private(set) var lines: [Int: (metric: Int, labels: [String]?)] = [:]
    private(set) var rows: [Int: [Int: [String]]] = [:]
    private(set) var values: [Int: [String]] = [:]
    private(set) var frame = JSONObject([])
    private(set) var lastID = ""

    init(_ scene: EndpointScene, _ query: String = "", lastID: String? = nil) throws {
        self.scene = scene
        source = try scene.stream(query, lastID.map { [("last-event-id", $0)] } ?? [])
        _ = try #require(source)
    }

    /// Reads all that there is now.
    func read() throws {
        var bytes: [UInt8] = []
        reading: while let source {
            switch source.step(atMost: 65536, now: scene.now) {
            case .bytes(let piece): bytes += piece
            case .yield: try scene.slice()
            case .wait, .end, .broken: break reading
            }
        }
        let text = try #require(String(validating: bytes, as: UTF8.self))
        for event in text.components(separatedBy: "\n\n") where !event.isEmpty { try take(event) }
    }

    func close() { source = nil }

    func number(_ key: String) -> Double? { if case .number(let number)? = frame[key] { number.double } else { nil } }

    func text(_ key: String) -> String? { if case .string(let text)? = frame[key] { text } else { nil } }

    private func take(_ event: String) throws {
        var (name, data) = ("", "")
        for line in event.split(separator: "\n") {
            if line.hasPrefix("event: ") { name = String(line.dropFirst(7)) }
            if line.hasPrefix("data: ") { data = String(line.dropFirst(6)) }
            if line.hasPrefix("id: ") { lastID = String(line.dropFirst(4)) }
        }
        if name.isEmpty { return }
        guard case .object(let object) = try JSONValue(parsing: Array(data.utf8), maximumDepth: 16) else {
            Issue.record("no object: \(data)")
            return
        }
        events.append((name, object))
        switch name {
        case "hello": begin(object)
        case "history":
            let first = int(object["first"])
            for entry in items(object["lines"]) {
                let id = int(items(entry)[0])
                for (offset, value) in items(items(entry)[1]).enumerated() {
                    rows[first + offset, default: [:]][id] = texts(value)
                }
            }
        case "frame":
            frame = object
            addLines(object["lines"])
            for entry in items(object["v"]) { values[int(items(entry)[0])] = texts(items(entry)[1]) }
            for row in items(object["rows"]) { addRow(int(items(row)[0]), items(items(row)[1])) }
        default: break
        }
    }

    private func begin(_ hello: JSONObject) {
        hellos += 1
        (rows, values, lines) = ([:], [:], [:])
        metrics = items(hello["metrics"]).compactMap { metric in
            guard case .object(let object) = metric, case .string(let name)? = object["name"],
                case .string(let type)? = object["type"]
            else { return nil }
            return Metric(name: name, type: type, labels: strings(object["labels"]))
        }
        addLines(hello["lines"])
    }

    private func addLines(_ list: JSONValue?) {
        for line in items(list) {
            let parts = items(line)
            lines[int(parts[0])] = (int(parts[1]), parts[2] == .null ? nil : strings(parts[2]))
        }
    }

    /// A line that is absent did not increase, or is what it was.
    private func addRow(_ step: Int, _ told: [JSONValue]) {
        for (id, line) in lines {
            let before = rows[step - 1]?[id]
            let count = values[id]?.count ?? before?.count ?? 1
            rows[step, default: [:]][id] =
                metrics[line.metric].rises ? Array(repeating: "0", count: count) : before ?? ["null"]
        }
        for entry in told { rows[step]?[int(items(entry)[0])] = texts(items(entry)[1]) }
    }

    private func items(_ value: JSONValue?) -> [JSONValue] { if case .array(let items)? = value { items } else { [] } }

    private func int(_ value: JSONValue?) -> Int {
        if case .number(let number)? = value { number.integer() ?? -1 } else { -1 }
    }

    private func strings(_ value: JSONValue?) -> [String] {
        items(value).map { if case .string(let text) = $0 { text } else { "" } }
    }

    /// One value, or those of a histogram, as texts.
    private func texts(_ value: JSONValue) -> [String] {
        switch value {
        case .array(let values): values.flatMap { texts($0) }
        case .number(let number): [number.text]
        case .string(let text): [text]
        default: ["null"]
        }
    }
}

extension Tab {
    /// What the tab shows of each series, as samples of an exposition: name and labels, then the value.
    var samples: Set<String> {
        var samples: Set<String> = []
        for (id, line) in lines {
            guard let labels = line.labels, let values = values[id] else { continue }
            let metric = metrics[line.metric]
            let key = zip(metric.labels, labels).map { "\($0)=\($1)" }.joined(separator: ",")
            for (place, value) in values.enumerated() where value != "null" {
                samples.insert("\(metric.name){\(key)}\(values.count > 1 ? "[\(place)]" : "") \(Double(value) ?? -1)")
            }
        }
        return samples
    }
}

extension EndpointScene {
    /// The mapped samples of a scrape in the form of `Tab.samples`, and its event time.
    func scraped() throws -> (samples: Set<String>, time: Double?) {
        let body = try send("GET", "/metrics").body
        var (samples, time): (Set<String>, Double?) = ([], nil)
        for family in try StrictExposition(Array(body.utf8), openMetrics: false).families {
            if family.name == "csv_exporter_replay_time_seconds" { time = family.samples.first?.value }
            if family.name.hasPrefix("csv_exporter_") || family.name.hasPrefix("process_") { continue }
            var place = 0
            for sample in family.samples where !sample.name.hasSuffix("_count") {
                let key = sample.group.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
                let isHistogram = family.type == "histogram"
                samples.insert("\(family.name){\(key)}\(isHistogram ? "[\(place)]" : "") \(sample.value)")
                place = isHistogram && sample.name.hasSuffix("_sum") ? 0 : place + 1
            }
        }
        return (samples, time)
    }
}
