import Foundation
import Schema
import TestSupport
import Testing

@testable import MappingFile
@testable import Schema

/// Keys and values of one block, in order.
private struct Entries {
    private var list: [(key: String, value: String)]

    init(_ list: KeyValuePairs<String, String>) { self.list = list.map { ($0.key, $0.value) } }

    /// Replaces the value of the key, or adds the key.
    mutating func set(_ key: String, _ value: String) {
        if let index = list.firstIndex(where: { $0.key == key }) {
            list[index].value = value
        } else {
            list.append((key, value))
        }
    }

    mutating func remove(_ keys: [String]) { list.removeAll { keys.contains($0.key) } }

    var text: String { "{" + list.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + "}" }
}

/// A small mapping into which one example of MAPPING.md is put.
private struct Sample {
    var replay = Entries([:])
    var source = Entries(["name": "s", "files": "data.csv"])
    var time = Entries(["column": "t", "format": "unix"])
    var metric = Entries(["counter": "x_total", "help": "X.", "value": "v", "labels": "{shop: shop}"])

    var text: String {
        var source = source
        source.setMissing("time", time.text)
        source.setMissing("metrics", "[\(metric.text)]")
        return "replay: \(replay.text)\nsources: [\(source.text)]\n"
    }

    /// Makes the metric one of the type that the column `for` of the row names.
    mutating func setType(_ types: String) {
        if types.hasPrefix("gauge") {
            metric.remove(["counter"])
            metric.set("gauge", "g")
        } else if types.hasPrefix("histogram") {
            metric.remove(["counter"])
            metric.set("histogram", "h")
            metric.set("buckets", "[1, 2]")
        } else if types.hasPrefix("absolute") {
            metric.set("absolute", "true")
        }
    }

    /// Adds what a key cannot be without.
    mutating func complete(_ block: String, _ key: String) {
        switch (block, key) {
        case ("time", "date"): time.set("format", "\"%H:%M\"")
        case ("time", "due"): time.set("covers", "1h")
        case ("time", "columns"): time.remove(["column"])
        case ("time", "zone_names"): time.set("format", "\"%F %R %Z\"")
        case ("time", "year"): time.set("format", "\"%b %d %R\"")
        case ("time", "arrival"):
            time.remove(["column", "format"])
            source.set("mode", "follow")
        case ("A source", "start"): source.set("mode", "follow")
        case ("A source", "content"):
            source.set("mode", "follow")
            setType("gauge")
        case ("label", "other"): metric.set("labels", "{shop: {column: c, map: {a: b}, other: other}}")
        case ("value", "time"):
            metric.remove(["counter"])
            metric.set("gauge", "g")
        default: break
        }
    }
}

extension Entries {
    fileprivate mutating func setMissing(_ key: String, _ value: String) {
        if !list.contains(where: { $0.key == key }) { list.append((key, value)) }
    }
}

@Suite struct ExampleTests {
    private static let blocks = [
        "replay", "A source", "dialect", "time", "A metric", "value", "numbers", "label", "limits",
    ]

    private static let examples: [(block: String, key: String, types: String, example: String)] = {
        guard let page = try? Page("data/MAPPING.md") else { return [] }
        return blocks.flatMap { block in
            page.rows(below: block, having: "example").compactMap { row in
                let key = row["key"]?.split(separator: "`").first.map(String.init) ?? ""
                let example = row["example"]?.split(separator: "`").first.map(String.init) ?? ""
                return (block, key, row["for"] ?? "", example)
            }
        }
    }()

    @Test func `each block has examples`() throws {
        for block in Self.blocks { #expect(Self.examples.contains { $0.block == block }, "\(block)") }
    }

    @Test(arguments: examples) func `each example of a key is part of a mapping that loads`(
        _ block: String, _ key: String, _ types: String, _ example: String
    ) throws {
        try #require(!example.isEmpty, "\(block): \(key) has an example")
        var sample = Sample()
        switch block {
        case "replay": sample.replay.set(key, example)
        case "A source": sample.source.set(key, example)
        case "dialect", "numbers", "limits": sample.source.set(block, "{\(key): \(example)}")
        case "time": sample.time.set(key, example)
        case "A metric":
            sample.setType(types)
            let pair = example.split(separator: ": ", maxSplits: 1)
            sample.metric.set(key, pair.first.map(String.init) == key ? String(pair[1]) : example)
        case "value": sample.metric.set("value", whole(example, .value) ?? "{column: v, \(key): \(example)}")
        case "label":
            sample.metric.set("labels", "{shop: \(whole(example, .label) ?? "{column: c, \(key): \(example)}")}")
        default: Issue.record("\(block) is no block")
        }
        sample.complete(block, key)
        if block == "value" && key == "column" { sample.metric.set("value", "{column: \(example)}") }
        let folder = TemporaryDirectory()
        let path = folder.write("map.yml", sample.text)
        do throws(Faults) {
            _ = try ConfigurationReader.read(path)
        } catch {
            Issue.record("\(sample.text)\(error) \(folder.path)")
        }
    }

    /// The example, if it is a whole block and not the value of its key.
    private func whole(_ example: String, _ block: Block) -> String? {
        let first = example.drop { $0 == "{" }.prefix { $0 != ":" }
        return example.hasPrefix("{") && block.keys.contains(String(first)) ? example : nil
    }

    @Test(arguments: [("A source", Block.unpivot), ("where", .condition)])
    func `MAPPING.md names each key of a block without a table`(_ heading: String, _ block: Block) throws {
        let text = try Page("data/MAPPING.md").text(below: heading)
        for key in block.keys { #expect(text.contains("`\(key)`") || text.contains("\(key):"), "\(key)") }
    }
}
