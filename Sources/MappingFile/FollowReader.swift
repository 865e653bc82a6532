import Feed
import Mapping
import Metrics
import Schema
import YAML

/// The meaning of a followed file.
private enum Content: String, CaseIterable {
    /// Records that are added up.
    case log
    /// A state that is written anew.
    case table
}

/// Where following begins.
private enum Start: String, CaseIterable { case beginning, end }

extension ConfigurationReader {
    /// Reads `content`: whether the files of the source are a table.
    mutating func readContent(_ fields: Fields, _ mode: Mode) -> Bool {
        guard fields.choice("content", of: Content.self, &faults) == .table else { return false }
        if mode != .follow {
            faults.add(
                fields.mark(of: "content"),
                "cannot use content: table with mode \(mode.rawValue): a replay has no state that is written anew; "
                    + "want mode: follow")
        }
        return true
    }

    /// Reads `start`: whether following begins at the end of the files.
    mutating func readStart(_ fields: Fields, _ mode: Mode, isTable: Bool) -> Bool {
        guard fields.choice("start", of: Start.self, &faults) == .end else { return false }
        if isTable {
            faults.add(
                fields.mark(of: "start"),
                "cannot use start: end with content: table: a state is read as a whole; "
                    + "want start: beginning")
        }
        if mode == .replayThenFollow {
            faults.add(
                fields.mark(of: "start"),
                "cannot use start: end with mode replay-then-follow: the replay reads the records that are there; "
                    + "want mode: follow")
        }
        return mode == .follow
    }

    /// Refuses metrics that a table cannot have, and `aggregate: count` outside of a table.
    mutating func checkTable(_ type: MetricType, _ key: String, _ fields: Fields, isTable: Bool) {
        if isTable && type != .gauge && type != .info {
            faults.add(
                fields.mark(of: key),
                "cannot use a \(type) with content: table: a table is a state, and its records do not add up; want a "
                    + "gauge or an info")
        }
        var unread = Faults(file: file)
        guard type == .gauge, fields.text("aggregate", &unread) == "count" else { return }
        if !isTable {
            faults.add(
                fields.mark(of: "aggregate"),
                "cannot use aggregate: count with content: log: want content: table at the source, or a counter")
        }
        if fields.node("value") != nil {
            faults.add(
                fields.mark(of: "value"),
                "cannot use \"value\" with aggregate: count, which counts records; want where for some records")
        }
    }

    /// Refuses metrics that a table shares with another source.
    mutating func checkTables(_ sources: [SourceConfiguration]) {
        for (index, source) in sources.enumerated() {
            for other in sources[..<index] where source.feed.isTable || other.feed.isTable {
                let shared = Set(source.metrics.map(\.family)).intersection(other.metrics.map(\.family))
                for family in shared.sorted() {
                    faults.add(
                        source.filesMark,
                        "cannot share metric \"\(families.descriptions[family].name)\" with source \"\(other.name)\": "
                            + "a table is a state of its own; want another name, or both files in one source")
                }
            }
        }
    }
}
