import CSV
import EventTime
import Feed
import Mapping
import Metrics
import POSIX
import Schema
import Text
import YAML

extension ConfigurationReader {
    /// Reads one item of `sources:`.
    mutating func readSource(_ node: Node) -> (SourceConfiguration, Mode)? {
        guard let fields = Fields(node, .source, &faults) else { return nil }
        let name = fields.required("name", want: "a name for the source", &faults) ?? ""
        let mode = fields.choice("mode", of: Mode.self, &faults) ?? .replay
        if fields.node("files") == nil {
            faults.add(fields.mark, "cannot use a source: got no key \"files\"; want a path or glob, or a list of them")
        }
        let patterns = fields.texts("files", &faults) ?? []
        var columns = ColumnTable()
        let dialect = readDialect(fields)
        let written = fields.node("unpivot").flatMap { readUnpivot($0) }
        var unpivot = written
        let spread = readSpread(&unpivot, fields, &columns)
        guard let time = readTime(fields, &columns) else { return nil }
        unpivot?.locate(&columns)
        let folder = folder(of: file)
        let paths = patterns.map { absolute($0.text, folder) }
        let files = paths.flatMap { Glob($0).paths() }
        var context = SourceContext(columns: columns, unpivot: written, zone: time.zone)
        // The source's conditions judge lines as the file has them: label and value are not there yet.
        let conditions = fields.node("where").map { readFilters($0, &context, unpivoted: nil) } ?? []
        context.unpivot = unpivot
        context.labels = fields.node("labels").map { readConstantLabels($0) } ?? []
        let metrics = readMetrics(fields, &context)
        let feed = FeedSource(
            name: name, files: files, dialect: dialect.dialect, columns: context.columns.names,
            shape: RecordShape(conditions: conditions, spread: spread), time: time, isGrowing: mode == .replayThenFollow
        )
        let source = SourceConfiguration(
            name: name, patterns: patterns.map(\.text), paths: paths, filesMark: fields.mark(of: "files"),
            feed: feed, columnPlaces: context.columns.places, metrics: metrics,
            initial: context.initial, maximumLabelBytes: dialect.labelBytes,
            rejectFile: fields.text("reject_file", &faults).map { absolute($0, folder) })
        return (source, mode)
    }

    private func absolute(_ path: String, _ folder: String) -> String { path.hasPrefix("/") ? path : folder + path }

    private func folder(of file: String) -> String {
        file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
    }

    private mutating func readDialect(_ fields: Fields) -> (dialect: Dialect, labelBytes: Int) {
        var dialect = Dialect()
        if let node = fields.node("dialect"), let keys = Fields(node, .dialect, &faults) {
            if let delimiter = keys.character("delimiter", &faults) { dialect.delimiter = delimiter }
            if keys.node("quote") != nil {
                dialect.quote = keys.text("quote", &faults) == "none" ? nil : keys.character("quote", &faults)
            }
            if let comment = keys.text("comment", &faults) { dialect.comment = Array(comment.utf8) }
            if let lines = keys.integer("skip_lines", atLeast: 0, &faults) { dialect.skipLines = lines }
            if let header = keys.texts("header", &faults) { dialect.header = header.map(\.text) }
            if dialect.quote == dialect.delimiter {
                faults.add(keys.mark(of: "quote"), "cannot tell quote from delimiter: got one character for both")
            }
        }
        var labelBytes = 1024
        if let node = fields.node("limits"), let keys = Fields(node, .limits, &faults) {
            dialect.maximumRecordBytes =
                keys.integer("record_bytes", atLeast: 16, &faults) ?? dialect.maximumRecordBytes
            dialect.maximumFields = keys.integer("fields", atLeast: 1, &faults) ?? dialect.maximumFields
            labelBytes = keys.integer("label_bytes", atLeast: 1, &faults) ?? labelBytes
        }
        return (dialect, labelBytes)
    }

    /// Where the unpivoted label is part of the time, the feed makes one record a column. For the metrics, label and
    /// value are columns then, and nothing is left to be unpivoted.
    private mutating func readSpread(
        _ unpivot: inout Unpivot?, _ source: Fields, _ columns: inout ColumnTable
    ) -> RecordShape.Spread? {
        guard var spread = unpivot, case .mapping(let time)? = source.node("time")?.content else { return nil }
        var unread = Faults(file: file)
        let named = time.filter { $0.key == "column" || $0.key == "columns" }
            .flatMap { $0.value.texts(as: "", &unread) }.map(\.text)
        guard named.contains(spread.label) else { return nil }
        let mark = source.mark(of: "unpivot")
        precondition(columns.slot(spread.value, mark) == RecordShape.Spread.value, "nothing was wanted before")
        precondition(columns.slot(spread.label, mark) == RecordShape.Spread.label, "nothing else was wanted before")
        spread.locate(&columns)
        unpivot = nil
        return RecordShape.Spread(spread.columns.map { ($0.name, $0.slot) })
    }

    private mutating func readTime(_ source: Fields, _ columns: inout ColumnTable) -> TimeRule? {
        guard let node = source.node("time") else {
            faults.add(
                source.mark, "cannot use a source: got no key \"time\"; want {column: NAME, format: FORMAT}")
            return nil
        }
        guard let fields = Fields(node, .time, &faults) else { return nil }
        let named = fields.texts(fields.node("columns") == nil ? "column" : "columns", &faults) ?? []
        let wanted = fields.node("columns") == nil ? 1 : 2
        if named.count != wanted || (fields.node("column") != nil && wanted == 2) {
            faults.add(
                fields.mark,
                "cannot find the time: got \(named.count) columns; want column: NAME or columns: [DATE, TIME]")
        }
        let slots = named.map { columns.slot($0.text, $0.mark) }
        guard let text = fields.required("format", want: "a time format", &faults),
            let format = readFormat(text, fields)
        else { return nil }
        let zone = readZone(fields)
        var date: CivilDate?
        if let text = fields.text("date", &faults) {
            date = CivilDate(text)
            if date == nil {
                faults.add(
                    fields.node("date")?.mark, "cannot read \"date\": got \"\(text)\"; want a date as 2026-03-02")
            } else if format.hasDate {
                faults.add(fields.mark(of: "date"), "cannot use \"date\": the format \"\(text)\" tells the date itself")
            }
        }
        return TimeRule(slots: slots, format: format, zone: zone, date: date, dueAfterStart: readDue(fields))
    }

    private mutating func readFormat(_ text: String, _ fields: Fields) -> TimeFormat? {
        do {
            return try TimeFormat(text)
        } catch {
            let near = text.contains("%") ? nil : nearest(text, among: TimeFormat.names)
            faults.add(fields.node("format")?.mark, "\(error)" + (near.map { "; did you mean \"\($0)\"?" } ?? ""))
            return nil
        }
    }

    private mutating func readZone(_ fields: Fields) -> Zone {
        guard let text = fields.text("zone", &faults) else { return .utc }
        do {
            return try zones.zone(text)
        } catch {
            faults.add(fields.node("zone")?.mark, error.description)
            return .utc
        }
    }

    /// Nanoseconds from the time told to the moment a record is due.
    private mutating func readDue(_ fields: Fields) -> Int64 {
        let covers = fields.duration("covers", &faults)
        let due = fields.choice("due", of: Due.self, &faults)
        if due == .end && covers == nil {
            faults.add(fields.mark(of: "due"), "cannot use due: end: got no key \"covers\"; want the span of a record")
        }
        return due == .end ? covers ?? 0 : 0
    }

    private mutating func readUnpivot(_ node: Node) -> Unpivot? {
        guard let fields = Fields(node, .unpivot, &faults) else { return nil }
        let named = fields.texts("columns", &faults) ?? []
        if named.isEmpty { faults.add(fields.mark, "cannot unpivot: got no columns; want columns: [NAME, …]") }
        let label = fields.required("label", want: "a name for the column of names", &faults)
        let value = fields.required("value", want: "a name for the column of values", &faults)
        guard let label, let value else { return nil }
        for (key, name) in [("label", label), ("value", value)] where named.contains(where: { $0.text == name }) {
            faults.add(
                fields.node(key)?.mark, "cannot unpivot: \(key) \"\(name)\" is one of the columns; want another name")
            return nil
        }
        if label == value {
            faults.add(
                fields.node("value")?.mark, "cannot unpivot: got \"\(label)\" for both label and value; want two names")
            return nil
        }
        return Unpivot(columns: named.map { ($0.text, $0.mark, 0) }, label: label, value: value)
    }

    private mutating func readConstantLabels(_ node: Node) -> [(name: String, value: String, mark: Mark)] {
        guard case .mapping(let entries) = node.content else {
            faults.add(node.mark, "cannot read \"labels\" of a source: got \(node.kind); want NAME: VALUE")
            return []
        }
        return entries.compactMap { entry in
            entry.value.text(as: "label \"\(entry.key)\"", &faults).map { (entry.key, $0, entry.keyMark) }
        }
    }
}

/// When an aggregate is known.
private enum Due: String, CaseIterable { case start, end }
