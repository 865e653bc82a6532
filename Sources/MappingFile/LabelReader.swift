import CSV
import EventTime
import Mapping
import Metrics
import Schema
import YAML

/// A label of a metric. If the source is unpivoted, the label becomes a `LabelSource` for each unpivoted column.
struct LabelPlan {
    enum Value {
        case source(LabelSource)
        /// The name of the unpivoted column, after a transformation.
        case unpivotedName(Transform)
        /// The cell of the unpivoted column, after a transformation.
        case unpivotedCell(Transform)
    }

    let name: String
    let value: Value

    /// Whether the unpivoted column decides on the value.
    var isUnpivoted: Bool {
        switch value {
        case .source: false
        case .unpivotedName, .unpivotedCell: true
        }
    }

    /// The source of the label value, in the mapping of the unpivoted column `column`.
    func source(_ column: (name: String, slot: Slot)?) -> LabelSource {
        switch value {
        case .source(let source): source
        case .unpivotedName(let transform): .constant(transform.applied(to: column?.name ?? ""))
        case .unpivotedCell(let transform): .column(column?.slot ?? 0, transform)
        }
    }
}

extension ConfigurationReader {
    /// Reads the labels of a metric: first the labels of its source, then `labels:`.
    mutating func readLabels(_ fields: Fields, _ type: MetricType, _ context: inout SourceContext) -> [LabelPlan] {
        var plans = context.labels.map { label in
            check(label.name, type, label.mark)
            return LabelPlan(name: label.name, value: .source(.constant(Array(label.value.utf8))))
        }
        guard let node = fields.node("labels") else { return plans }
        guard case .mapping(let entries) = node.content else {
            faults.add(node.mark, "cannot read \"labels\": got \(node.kind); want NAME: COLUMN")
            return plans
        }
        for entry in entries {
            check(entry.key, type, entry.keyMark)
            if plans.contains(where: { $0.name == entry.key }) {
                faults.add(entry.keyMark, "cannot use label \"\(entry.key)\": the source has it for all its metrics")
            } else if let value = readLabel(entry, &context) {
                plans.append(LabelPlan(name: entry.key, value: value))
            }
        }
        return plans
    }

    private mutating func check(_ label: String, _ type: MetricType, _ mark: Mark) {
        if let reason = reasonAgainst(label: label, of: type) {
            faults.add(mark, "cannot use label \"\(label)\": \(reason); want another name")
        }
    }

    private mutating func readLabel(_ entry: Entry, _ context: inout SourceContext) -> LabelPlan.Value? {
        if case .scalar(let column) = entry.value.content {
            return value(of: column, entry.value.mark, Transform(), isWhole: true, &context)
        }
        guard let fields = Fields(entry.value, .label, &faults) else { return nil }
        let kinds = ["column", "time", "file", "constant"].filter { fields.node($0) != nil }
        guard kinds.count == 1 else {
            let found = kinds.isEmpty ? "no source" : kinds.joined(separator: " and ")
            faults.add(
                fields.mark, "cannot use label \"\(entry.key)\": got \(found); want one of column, time, file, constant"
            )
            return nil
        }
        if fields.node("column") == nil {
            for key in ["split", "case", "trim", "ranges", "map", "other", "default"] where fields.node(key) != nil {
                faults.add(
                    fields.mark(of: key), "cannot use \"\(key)\" without a column: want column: NAME beside \(key)")
            }
        }
        switch kinds[0] {
        case "time": return readTimeLabel(fields, context.zone).map { .source($0) }
        case "file":
            guard let part = fields.choice("file", of: FilePart.self, &faults) else { return nil }
            return .source(.file(part))
        case "constant": return fields.text("constant", &faults).map { .source(.constant(Array($0.utf8))) }
        default:
            guard let node = fields.node("column"), let column = node.text(as: "a column", &faults) else { return nil }
            return value(of: column, node.mark, readTransform(fields, column, context), &context)
        }
    }

    private func value(
        of column: String, _ mark: Mark, _ transform: Transform, isWhole: Bool = false, _ context: inout SourceContext
    ) -> LabelPlan.Value {
        if column == context.unpivot?.label { return .unpivotedName(transform) }
        var transform = transform
        transform.nullValues = context.nullValues
        transform.encoding = context.encoding
        if column == context.unpivot?.value { return .unpivotedCell(transform) }
        return .source(.column(context.columns.slot(column, mark, isLabel: isWhole), transform))
    }

    private mutating func readTransform(
        _ fields: Fields, _ column: String, _ context: SourceContext
    ) -> Transform {
        var transform = Transform()
        transform.trims = fields.boolean("trim", &faults) ?? false
        transform.letters = fields.choice("case", of: Transform.Case.self, &faults)
        transform.fallback = fields.text("default", &faults).map { Array($0.utf8) }
        transform.other = fields.text("other", &faults).map { Array($0.utf8) }
        if transform.other != nil && fields.node("map") == nil && fields.node("ranges") == nil {
            faults.add(
                fields.mark(of: "other"),
                "cannot use \"other\" without a map: want map: {TEXT: TEXT} or ranges beside other, or {constant: TEXT}"
            )
        }
        readSplit(fields, &transform)
        readRanges(fields, column, context, &transform)
        if let node = fields.node("map") {
            if case .mapping(let entries) = node.content {
                transform.map = entries.compactMap { entry in
                    entry.value.text(as: "a mapped value", &faults).map { (TextPattern(entry.key), Array($0.utf8)) }
                }
            } else {
                faults.add(node.mark, "cannot read \"map\": got \(node.kind); want {FROM: TO}")
            }
        }
        return transform
    }

    private mutating func readSplit(_ fields: Fields, _ transform: inout Transform) {
        guard let separator = fields.text("split", &faults) else {
            if fields.node("part") != nil {
                faults.add(fields.mark(of: "part"), "cannot use \"part\" without a split: want split: TEXT beside part")
            }
            return
        }
        guard !separator.isEmpty, let part = fields.integer("part", atLeast: 1, &faults) else {
            if separator.isEmpty || fields.node("part") == nil {
                faults.add(fields.mark(of: "split"), "cannot use \"split\": want a text, and part: 1 or more beside it")
            }
            return
        }
        transform.split = (Array(separator.utf8), part)
    }

    /// Reads names of ranges of numbers. The column's numbers are read as its values are.
    private mutating func readRanges(
        _ fields: Fields, _ column: String, _ context: SourceContext, _ transform: inout Transform
    ) {
        guard let node = fields.node("ranges") else { return }
        if let map = ["map", "case"].first(where: { fields.node($0) != nil }) {
            faults.add(
                fields.mark(of: map), "cannot use \"\(map)\" beside ranges: names of ranges are as they are written")
        }
        guard case .mapping(let entries) = node.content, !entries.isEmpty else {
            faults.add(node.mark, "cannot read \"ranges\": got \(node.kind); want {NAME: {below: 1000}}")
            return
        }
        guard case .number(let form) = context.forms[column] ?? .number(context.numbers) else {
            faults.add(node.mark, "cannot use \"ranges\" of \"\(column)\": its value is read as a time")
            return
        }
        transform.form = form.encoded(by: context.encoding)
        for entry in entries {
            guard let range = Fields(entry.value, .range, &faults) else { continue }
            guard let bounds = readBounds(range) else {
                if faults.isEmpty {
                    faults.add(entry.value.mark, "cannot use an empty range: want below, above, at_least or at_most")
                }
                continue
            }
            transform.ranges.append((bounds.least, bounds.most, Array(entry.key.utf8)))
        }
    }

    private mutating func readTimeLabel(_ fields: Fields, _ zone: Zone) -> LabelSource? {
        guard let pattern = fields.text("time", &faults) else { return nil }
        do {
            return .time(try TimeFormatter(pattern, zone: zone))
        } catch {
            faults.add(fields.node("time")?.mark, "\(error)")
            return nil
        }
    }

    /// Reads `initial:`. Each combination of the listed values becomes a series from the start.
    mutating func readInitial(_ node: Node, _ family: Int, _ labels: [LabelPlan], _ context: inout SourceContext) {
        guard case .mapping(let entries) = node.content else {
            faults.add(node.mark, "cannot read \"initial\": got \(node.kind); want {LABEL: [VALUE, …]}")
            return
        }
        for entry in entries where !labels.contains(where: { $0.name == entry.key }) {
            if labels.isEmpty {
                faults.add(
                    entry.keyMark,
                    "cannot use label \"\(entry.key)\": the metric has no labels; want labels: {\(entry.key): COLUMN}")
            } else {
                faults.add(entry.keyMark, unknown: entry.key, as: "label", among: labels.map(\.name))
            }
        }
        var keys: [[UInt8]] = [[]]
        for (index, label) in labels.enumerated() {
            var values: [[UInt8]] = []
            if let entry = entries.first(where: { $0.key == label.name }) {
                values = entry.value.texts(as: "initial values", &faults).map { Array($0.text.utf8) }
            } else if case .source(.constant(let value)) = label.value {
                values = [value]
            } else {
                faults.add(node.mark, "cannot make initial series: got no values for label \"\(label.name)\"")
            }
            keys = keys.flatMap { key in values.map { index == 0 ? $0 : key + [labelSeparator] + $0 } }
        }
        context.initial += keys.map { (family, $0) }
    }
}
