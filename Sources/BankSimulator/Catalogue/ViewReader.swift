import Schema
import Synthesis
import YAML

extension CatalogueReader {
    /// The key `api`. All conditions in it are about columns of a file, by their numbers.
    mutating func readViews(_ fields: Fields, _ windows: [Window]) -> Views {
        var views = Views()
        guard let node = fields.node("api"), let api = Fields(node, .api, &faults) else { return views }
        for entry in entries(api.node("paths"), "paths") { readDoor(entry, &views) }
        for entry in entries(api.node("services"), "services") { readService(entry, &views) }
        views.attempts = api.node("failed_attempts").flatMap { readAttempts($0) }
        views.health = api.node("system_health").flatMap { readHealth($0, windows) }
        return views
    }

    private mutating func readDoor(_ entry: Entry, _ views: inout Views) {
        guard let fields = Fields(entry.value, .door, &faults), let stream = stream("of", fields) else { return }
        let isPlain = entry.key.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (0x30...0x39).contains(byte)
                || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
        }
        if !isPlain || entry.key.isEmpty {
            faults.add(
                entry.keyMark, "cannot use path \"\(entry.key)\": want small letters, digits, - and _, such as payments"
            )
        }
        let kinds = streams[stream].kindNames
        var kind = 0
        if let name = fields.text("kind", &faults) {
            kind = kinds.firstIndex(of: name) ?? 0
            if !kinds.contains(name) {
                faults.add(fields.mark(of: "kind"), unknown: name, as: "kind", among: kinds)
            }
        } else if kinds.count > 1 {
            faults.add(
                fields.mark,
                "cannot use path \"\(entry.key)\": \"\(streams[stream].name)\" has several kinds; want one as \"kind\"")
        }
        views.doors.append(Views.Door(path: entry.key, stream: stream, kind: kind))
    }

    private mutating func readService(_ entry: Entry, _ views: inout Views) {
        guard let fields = Fields(entry.value, .service, &faults), let stream = stream("of", fields) else { return }
        let columns = streams[stream].columns.map { $0.name }
        var measures: [Views.Measure] = []
        for entry in entries(fields.node("metrics"), "metrics") {
            guard let fields = Fields(entry.value, .measure, &faults) else { continue }
            let forms = ["count", "percent", "mean"].filter { fields.node($0) != nil }
            let conditions = columnConditions(fields.node("where"), stream)
            var fold: Views.Measure.Fold?
            switch forms {
            case ["count"]:
                fold = .count
                if let what = fields.text("count", &faults), what != "all" {
                    faults.add(fields.mark(of: "count"), "cannot read \"count\": got \"\(what)\"; want all")
                }
            case ["percent"]: fold = .percent(columnConditions(fields.node("percent"), stream))
            case ["mean"]: fold = column("mean", fields, columns).map { .mean($0) }
            default:
                faults.add(
                    entry.keyMark, "cannot use \"\(entry.key)\": got \(forms.count) forms; want count, percent or mean")
            }
            if let fold { measures.append(Views.Measure(name: entry.key, fold: fold, conditions: conditions)) }
        }
        views.services.append(
            Views.Service(
                name: entry.key, stream: stream, anomalyRate: streams[stream].anomalyRate, measures: measures))
    }

    private mutating func readAttempts(_ node: Node) -> Views.Attempts? {
        guard let fields = Fields(node, .attempts, &faults), let stream = stream("of", fields) else { return nil }
        let columns = streams[stream].columns.map { $0.name }
        let conditions = columnConditions(fields.node("where"), stream)
        guard let column = column("by", fields, columns) else { return nil }
        let span = fields.node("over") == nil ? 300_000 : milliseconds("over", fields, atLeast: 1000) ?? 0
        return Views.Attempts(stream: stream, column: column, conditions: conditions, span: span)
    }

    private mutating func readHealth(_ node: Node, _ windows: [Window]) -> Views.Health? {
        guard let fields = Fields(node, .health, &faults),
            let name = fields.required("of", want: "the name of a stream or window", &faults)
        else { return nil }
        let names = streams.map { $0.name } + windows.map { $0.output.name }
        guard let file = names.firstIndex(of: name) else {
            faults.add(fields.mark(of: "of"), unknown: name, as: "stream or window", among: names)
            return nil
        }
        let columns =
            file < streams.count
            ? streams[file].columns.map { $0.name } : windows[file - streams.count].output.columns.map { $0.name }
        func all(_ key: String) -> [Int] {
            var found: [Int] = []
            for (text, mark) in fields.texts(key, &faults) ?? [] {
                guard let column = self.column(text, mark, columns) else { continue }
                if found.contains(column) {
                    faults.add(mark, "cannot use column \"\(text)\" twice: want different names")
                } else {
                    found.append(column)
                }
            }
            return found
        }
        let (shown, metrics) = (all("columns"), all("metrics"))
        guard let status = column("status", fields, columns) else { return nil }
        return Views.Health(file: file, status: status, columns: shown, metrics: metrics)
    }

    private mutating func stream(_ key: String, _ fields: Fields) -> Int? {
        guard let name = fields.required(key, want: "the name of a stream", &faults) else { return nil }
        if let stream = streams.firstIndex(where: { $0.name == name }) { return stream }
        faults.add(fields.mark(of: key), unknown: name, as: "stream", among: streams.map { $0.name })
        return nil
    }

    private mutating func column(_ key: String, _ fields: Fields, _ columns: [String]) -> Int? {
        guard let name = fields.required(key, want: "the name of a column", &faults) else { return nil }
        return column(name, fields.node(key)?.mark ?? fields.mark, columns)
    }

    private mutating func column(_ name: String, _ mark: Mark, _ columns: [String]) -> Int? {
        if let column = columns.firstIndex(of: name) { return column }
        faults.add(mark, unknown: name, as: "column", among: columns)
        return nil
    }

    /// Conditions of columns of a stream's file, by their numbers.
    private mutating func columnConditions(_ node: Node?, _ stream: Int) -> [Condition] {
        var draft = streams[stream]
        defer { streams[stream] = draft }
        var conditions: [Condition] = []
        for entry in entries(node, "where") {
            guard let column = column(entry.key, entry.keyMark, draft.columns.map { $0.name }),
                let slot = draft.slot(entry.key)
            else { continue }
            conditions += tests(entry.value, entry.key, slot, &draft).map { Condition(column, $0) }
        }
        return conditions
    }
}
