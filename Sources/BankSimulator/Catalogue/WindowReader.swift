import Schema
import Synthesis
import YAML

extension CatalogueReader {
    private static let foldKeys = ["count", "distinct", "most", "sum", "share", "last", "start", "where", "over"]
    private static let folds = ["most", "distinct", "sum", "share", "last", "count"]

    mutating func readWindows(_ fields: Fields) -> [Window] {
        items(fields.node("windows"), "windows").compactMap { readWindow($0) }
    }

    private mutating func readWindow(_ node: Node) -> Window? {
        guard let fields = Fields(node, .window, &faults),
            let name = fields.required("name", want: "a name", &faults),
            let file = fields.required("file", want: "the name of a file", &faults),
            let of = fields.node("of"), let source = of.text(as: "\"of\"", &faults),
            let interval = milliseconds("every", fields, atLeast: 1000)
        else {
            faults.add(node.mark, "cannot use the window: want name, file, of and every")
            return nil
        }
        checkFile(file, fields)
        guard let stream = streams.firstIndex(where: { $0.name == source }) else {
            faults.add(of.mark, unknown: source, as: "stream", among: streams.map { $0.name })
            return nil
        }
        var kinds: [Int]?
        for (text, mark) in fields.texts("kinds", &faults) ?? [] {
            if let kind = streams[stream].kinds.firstIndex(where: { $0.name == text }) {
                kinds = (kinds ?? []) + [kind]
            } else {
                faults.add(mark, unknown: text, as: "kind of \(source)", among: streams[stream].kindNames)
            }
        }
        var draft = StreamDraft(name: name, file: file, pace: .rate(0))
        draft.columns = [(timeColumn, .time)]
        var columns: [Window.Column] = []
        var others: [Entry] = []
        let all = entries(fields.node("columns"), "columns")
        for entry in all {
            let slot = draft.declare(entry.key, entry.keyMark)
            draft.used.insert(slot)
            draft.columns.append((entry.key, .cell(slot)))
        }
        for entry in all {
            guard case .mapping(let keys) = entry.value.content,
                keys.contains(where: { Self.folds.contains($0.key) })
            else {
                others.append(entry)
                continue
            }
            if let slot = draft.slot(entry.key), let column = column(entry.value, slot, interval, stream) {
                columns.append(column)
            }
        }
        draft.kinds = [KindDraft(name: "row")]
        draft.kinds[0].cells = assignments(specifications(others), path: name, &draft)
        return Window(
            output: draft.stream([]), stream: stream, kinds: kinds, interval: interval, columns: columns)
    }

    private mutating func column(_ node: Node, _ slot: Int, _ interval: Int64, _ stream: Int) -> Window.Column? {
        guard let fields = Fields(node, Block("a fold", keys: Self.foldKeys), &faults) else { return nil }
        var draft = streams[stream]
        defer { streams[stream] = draft }
        let conditions = conditions(fields.node("where"), &draft)
        guard let fold = fold(fields, &draft) else { return nil }
        return Window.Column(
            slot, fold, where: conditions, over: milliseconds("over", fields, atLeast: 1000) ?? interval)
    }

    private mutating func fold(_ fields: Fields, _ draft: inout StreamDraft) -> Fold? {
        if let most = fields.texts("most", &faults) {
            let slots = most.compactMap { slot($0.text, $0.mark, &draft) }
            guard slots.count == most.count else { return nil }
            if fields.node("distinct") != nil {
                return column("distinct", fields, &draft).map { .most(of: slots, .distinct($0)) }
            }
            if fields.node("sum") != nil { return column("sum", fields, &draft).map { .most(of: slots, .sum($0)) } }
            return .most(of: slots, .rows)
        }
        if fields.node("distinct") != nil { return column("distinct", fields, &draft).map { .distinct($0) } }
        if fields.node("sum") != nil { return column("sum", fields, &draft).map { .sum($0) } }
        if let node = fields.node("share") { return .share(conditions(node, &draft)) }
        if fields.node("last") != nil {
            let start = fields.text("start", &faults) ?? ""
            return column("last", fields, &draft).map { .last($0, start: Array(start.utf8)) }
        }
        if let what = fields.text("count", &faults), what != "all" {
            faults.add(fields.mark(of: "count"), "cannot read \"count\": got \"\(what)\"; want all")
        }
        return .count
    }

    private mutating func column(_ key: String, _ fields: Fields, _ draft: inout StreamDraft) -> Int? {
        guard let node = fields.node(key), let name = node.text(as: "\"\(key)\"", &faults) else { return nil }
        return slot(name, node.mark, &draft)
    }
}
