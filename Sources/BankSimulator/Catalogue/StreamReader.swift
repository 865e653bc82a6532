import EventTime
import Schema
import Synthesis
import Text
import YAML

extension CatalogueReader {
    private static let kindKeys = ["share", "shape", "repeat", "mean"]

    mutating func readStream(_ node: Node) {
        guard let fields = Fields(node, .stream, &faults),
            let name = fields.required("name", want: "a name", &faults),
            let file = fields.required("file", want: "the name of a file", &faults)
        else { return }
        checkNames(name, file, fields)
        guard let pace = readPace(fields) else { return }
        var draft = StreamDraft(name: name, file: file, pace: pace)
        readColumns(fields, &draft)
        let shape = shape("shape", fields, else: .flat)
        let common = entries(fields.node("columns_of_all"), "columns_of_all")
        let kinds = entries(fields.node("kinds"), "kinds")
        if kinds.isEmpty {
            faults.add(fields.mark, "cannot use stream \"\(name)\": got no kind; want at least one under \"kinds\"")
        }
        let oddities = items(fields.node("anomalies"), "anomalies")
        let derived = entries(fields.node("derived"), "derived")
        declareColumns(common + kinds.flatMap { kindColumns($0) } + derived, oddities, &draft)
        for entry in kinds { readKind(entry, common, shape, &draft) }
        for entry in kinds { readRepeat(entry, &draft) }
        readOddities(oddities, fields, &draft)
        draft.derived = assignments(specifications(derived), path: "\(name)/derived", &draft)
        readTruth(fields, &draft)
        readGroups(fields, &draft)
        streams.append(draft)
    }

    private mutating func checkNames(_ name: String, _ file: String, _ fields: Fields) {
        if streams.contains(where: { $0.name == name }) {
            faults.add(fields.mark(of: "name"), "cannot use stream \"\(name)\": the name is taken; want another name")
        }
        if streams.contains(where: { $0.file == file }) {
            faults.add(fields.mark(of: "file"), "cannot use file \"\(file)\": another stream has it; want another name")
        }
        checkFile(file, fields)
    }

    /// A file's name must not lead out of the output folder.
    mutating func checkFile(_ file: String, _ fields: Fields) {
        let isPlain = !file.isEmpty && !file.utf8.contains(UInt8(ascii: "/")) && !file.hasPrefix(".")
        if !isPlain {
            faults.add(
                fields.mark(of: "file"), "cannot use file \"\(file)\": want a plain name such as events.csv")
        }
    }

    private mutating func readPace(_ fields: Fields) -> Stream.Pace? {
        if let interval = milliseconds("every", fields, atLeast: 1000) {
            if fields.node("rate") != nil {
                faults.add(fields.mark(of: "rate"), "cannot use \"rate\" beside \"every\": want one of them")
            }
            return .interval(interval, batch: readBatch(fields))
        }
        if fields.node("every") != nil { return nil }
        guard fields.node("rate") != nil else {
            faults.add(fields.mark, "cannot use the stream: got neither \"rate\" nor \"every\"; want one of them")
            return nil
        }
        guard let rate = number("rate", fields) else { return nil }
        if rate < 0 || rate > maximumRate {
            faults.add(
                fields.mark(of: "rate"),
                "cannot use \"rate\": got \(rate) rows a second; want 0 to \(Int(maximumRate))")
            return nil
        }
        return .rate(rate)
    }

    private mutating func readBatch(_ fields: Fields) -> Int {
        guard let batch = number("batch", fields) else { return 1 }
        if batch < 1 || batch > maximumRate || batch != batch.rounded() {
            faults.add(
                fields.mark(of: "batch"),
                "cannot use \"batch\": got \(batch) rows; want a whole number from 1 to \(Int(maximumRate))")
            return 1
        }
        return Int(batch)
    }

    mutating func readColumns(_ fields: Fields, _ draft: inout StreamDraft) {
        let columns = fields.texts("columns", &faults) ?? []
        if columns.isEmpty {
            faults.add(fields.mark, "cannot use \"\(draft.name)\": got no columns; want the header's names")
        }
        for (text, mark) in columns {
            if draft.columns.contains(where: { $0.name == text }) {
                faults.add(mark, "cannot use column \"\(text)\" twice: want different names")
            } else if text == timeColumn {
                draft.columns.append((text, .time))
            } else {
                let slot = draft.declare(text, mark)
                draft.used.insert(slot)
                draft.columns.append((text, .cell(slot)))
            }
        }
        if let pattern = fields.text("time_format", &faults) {
            do { draft.timeFormat = try TimeFormatter(pattern, zone: .utc) } catch {
                faults.add(fields.node("time_format")?.mark, "\(error)")
            }
        }
    }

    private mutating func kindColumns(_ kind: Entry) -> [Entry] {
        entries(kind.value, "kind \"\(kind.key)\"").filter { !Self.kindKeys.contains($0.key) }
    }

    /// Declares the columns that something sets, so that all may refer to all.
    private mutating func declareColumns(_ set: [Entry], _ oddities: [Node], _ draft: inout StreamDraft) {
        var all = set
        for node in oddities {
            if case .mapping(let entries) = node.content, let set = entries.first(where: { $0.key == "set" }) {
                all += self.entries(set.value, "set")
            }
        }
        for entry in all where entry.key != timeColumn { _ = draft.declare(entry.key, entry.keyMark) }
    }

    private mutating func readKind(
        _ entry: Entry, _ common: [Entry], _ shape: DayShape, _ draft: inout StreamDraft
    ) {
        var kind = KindDraft(name: entry.key)
        let all = entries(entry.value, "kind \"\(entry.key)\"")
        func node(_ key: String) -> Node? { all.first { $0.key == key }?.value }
        kind.shape = shape
        if let node = node("shape"), let name = node.text(as: "\"shape\"", &faults) {
            if let own = shapes[name] {
                kind.shape = own
            } else {
                faults.add(node.mark, unknown: name, as: "shape", among: shapes.keys.sorted())
            }
        }
        if let node = node("share") { kind.share = number(node, as: "\"share\"") ?? 1 }
        if let node = node("mean") { kind.mean = number(node, as: "\"mean\"") ?? 0 }
        if kind.share < 0 || kind.mean < 0 || kind.mean > 1e9 {
            faults.add(
                entry.keyMark, "cannot use kind \"\(entry.key)\": want a share from 0, and a mean from 0 to 1000000000")
        }
        kind.specifications = merged(specifications(common), specifications(kindColumns(entry)))
        draft.kinds.append(kind)
        let cells = assignments(kind.specifications, path: "\(draft.name)/\(kind.name)", &draft)
        draft.kinds[draft.kinds.count - 1].cells = cells
    }

    private mutating func readRepeat(_ entry: Entry, _ draft: inout StreamDraft) {
        guard case .mapping(let all) = entry.value.content, let node = all.first(where: { $0.key == "repeat" })?.value,
            let fields = Fields(node, .repeat, &faults),
            let kind = draft.kinds.firstIndex(where: { $0.name == entry.key })
        else { return }
        let conditions = conditions(fields.node("where"), &draft)
        let times = integers("times", fields)
        let pause = durations("every", fields)
        var same: [Int] = []
        for (text, mark) in fields.texts("same", &faults) ?? [] {
            if let slot = slot(text, mark, &draft) { same.append(slot) }
        }
        guard let times, let pause else { return }
        for condition in conditions where !same.contains(condition.slot) { same.append(condition.slot) }
        draft.kinds[kind].followers.append(
            Follower(
                kind: kind, conditions: conditions, share: share("share", fields) ?? 1, times: times, pause: pause,
                same: same))
    }

    private mutating func readOddities(_ nodes: [Node], _ fields: Fields, _ draft: inout StreamDraft) {
        if nodes.isEmpty { return }
        let rate = share("anomaly_rate", fields) ?? 0
        draft.anomalyRate = noteAnomalyRate(fields.node("anomaly_rate"))
        var all: [(kind: Int?, weight: Double?, conditions: [Condition], cells: [Assignment])] = []
        for node in nodes {
            guard let fields = Fields(node, .anomaly, &faults) else { continue }
            var kind: Int?
            if let name = fields.text("kind", &faults) {
                kind = draft.kinds.firstIndex { $0.name == name }
                if kind == nil {
                    faults.add(fields.mark(of: "kind"), unknown: name, as: "kind", among: draft.kindNames)
                }
            }
            var weight: Double? = 1
            if fields.text("weight", &faults) == "all" { weight = nil } else { weight = number("weight", fields) ?? 1 }
            let cells = assignments(
                specifications(entries(fields.node("set"), "set")), path: "\(draft.name)/odd", &draft)
            all.append((kind, weight, conditions(fields.node("where"), &draft), cells))
        }
        for oddity in all {
            let total = all.filter { $0.kind == oddity.kind }.compactMap { $0.weight }.reduce(0, +)
            let part = oddity.weight.map { total > 0 ? $0 / total : 0 } ?? 1
            draft.oddities.append(
                Oddity(kind: oddity.kind, probability: rate * part, conditions: oddity.conditions, cells: oddity.cells))
        }
    }

    private mutating func readTruth(_ fields: Fields, _ draft: inout StreamDraft) {
        let known = ["flag"] + Block.scenarioTexts
        for entry in entries(fields.node("truth"), "truth") {
            guard let slot = slot(entry.key, entry.keyMark, &draft),
                let what = entry.value.text(as: "\"\(entry.key)\"", &faults)
            else { continue }
            if !known.contains(what) {
                faults.add(entry.value.mark, unknown: what, as: "truth", among: known)
                continue
            }
            draft.truths.append((slot, what))
        }
    }

    private mutating func integers(_ key: String, _ fields: Fields) -> ClosedRange<Int>? {
        let pair = items(fields.node(key), key).compactMap { number($0, as: "an item of \"\(key)\"") }
        guard pair.count == 2, pair[0] >= 0, pair[0] <= pair[1], pair[1] <= 1000 else {
            faults.add(
                fields.mark(of: key), "cannot read \"\(key)\": want two whole numbers from 0 to 1000 in order: [2, 5]")
            return nil
        }
        return Int(pair[0])...Int(pair[1])
    }

    /// Two durations in order. At least a second, so that rows that follow belong to a later second.
    mutating func durations(_ key: String, _ fields: Fields) -> ClosedRange<Int64>? {
        let nodes = items(fields.node(key), key)
        let pair = nodes.compactMap { milliseconds($0, as: "an item of \"\(key)\"", atLeast: 1000) }
        guard nodes.count == 2, pair.count == 2, pair[0] <= pair[1] else {
            if pair.count == nodes.count {
                faults.add(fields.mark(of: key), "cannot read \"\(key)\": want two durations in order: [4s, 20s]")
            }
            return nil
        }
        return pair[0]...pair[1]
    }
}

/// The column that shows a row's time.
let timeColumn = "timestamp"

/// Rows that a stream or an effect may make in a second.
let maximumRate = 1_000_000.0
