import CSV
import EventTime
import Mapping
import Metrics
import Schema
import Text
import YAML

extension ConfigurationReader {
    private static let types = ["counter", "gauge", "histogram", "info"]

    /// Reads `metrics:` of a source. A metric becomes one mapping, or one mapping for each unpivoted column.
    mutating func readMetrics(_ source: Fields, _ context: inout SourceContext) -> [MetricMapping] {
        guard let node = source.node("metrics") else {
            faults.add(source.mark, "cannot use a source: got no key \"metrics\"; want a list of metrics")
            return []
        }
        guard case .sequence(let items) = node.content, !items.isEmpty else {
            faults.add(node.mark, "cannot read \"metrics\": got \(node.kind); want a list of metrics")
            return []
        }
        var mappings: [MetricMapping] = []
        for item in items {
            let first = mappings.count
            mappings += readMetric(item, &context)
            if let declaration = declaration(item, first..<mappings.count, context.unpivot) {
                context.declarations.append(declaration)
            }
        }
        return mappings
    }

    private mutating func readMetric(_ node: Node, _ context: inout SourceContext) -> [MetricMapping] {
        guard let fields = Fields(node, .metric, &faults) else { return [] }
        let present = Self.types.filter { fields.node($0) != nil }
        guard present.count == 1, let key = present.first, let type = MetricType(rawValue: key) else {
            let found = present.isEmpty ? "no type" : present.joined(separator: " and ")
            faults.add(fields.mark, "cannot use a metric: got \(found); want one of counter, gauge, histogram, info")
            return []
        }
        guard let name = readName(key, type, fields) else { return [] }
        let help = fields.required("help", want: "a sentence that describes the metric", &faults) ?? ""
        checkKeys(type, fields)
        checkTable(type, key, fields, isTable: context.isTable)
        let labels = readLabels(fields, type, &context)
        let description = FamilyDescription(
            name: name, help: help, kind: readKind(type, fields), labels: labels.map(\.name),
            maximumSeries: fields.integer("max_series", atLeast: 1, &faults) ?? 10_000,
            overflow: fields.choice("overflow", of: FamilyDescription.Overflow.self, &faults) ?? .drop,
            falls: fields.choice("falls", of: FamilyDescription.Falls.self, &faults) ?? .restart,
            onePer: readOnePer(fields, labels.map(\.name)))
        checkCounter(fields)
        guard let family = families.declare(description, fields.mark(of: key), &faults) else { return [] }
        let sorted = description.labels.compactMap { name in labels.first { $0.name == name } }
        if let node = fields.node("initial") { readInitial(node, family, sorted, &context) }
        return expand(fields, type, family: family, labels: sorted, &context)
    }

    /// The mapping of a metric, or its mappings for each unpivoted column.
    private mutating func expand(
        _ fields: Fields, _ type: MetricType, family: Int, labels: [LabelPlan], _ context: inout SourceContext
    ) -> [MetricMapping] {
        let columns: [(name: String, slot: Slot)?] =
            context.unpivot.map { $0.columns.map { ($0.name, $0.slot) } } ?? [nil]
        let resetZone = fields.choice("reset", of: Reset.self, &faults) == nil ? nil : context.zone
        let expireAfter = fields.duration("expire_after", &faults)
        let dependsOnColumn = labels.contains { $0.isUnpivoted }
        var isRepeated = false
        let mappings: [MetricMapping] = columns.compactMap { column in
            // Conditions read a column of numbers as `value` does.
            context.forms = [:]
            let operation = readOperation(fields, type, unpivoted: column?.slot, &context)
            let conditions = fields.node("where").map { readFilters($0, &context, unpivoted: column) } ?? []
            guard let operation else { return nil }
            // A condition that is always false selects no record.
            if conditions.contains(where: { if case .constant(false) = $0 { true } else { false } }) { return nil }
            if case .follow(let value) = operation, let column, !dependsOnColumn {
                isRepeated = value.slot != column.slot && !conditions.contains { $0.slot == column.slot }
            }
            return MetricMapping(
                family: family, operation: operation, conditions: conditions,
                labels: labels.map { $0.source(column) },
                foldKey: families.descriptions[family].overflow == .fold ? foldKey(labels) : nil,
                resetZone: resetZone, expireAfter: expireAfter)
        }
        // Each record of a line has the same reading, which is read once: mappings are applied one after the other to
        // many records, so that the next one would begin with a reading of long ago.
        return isRepeated ? Array(mappings.prefix(1)) : mappings
    }

    private mutating func readName(_ key: String, _ type: MetricType, _ fields: Fields) -> MetricName? {
        guard let text = fields.text(key, &faults) else { return nil }
        let mark = fields.node(key)?.mark
        guard let name = MetricName(text) else {
            faults.add(
                mark, "cannot use metric name \"\(text)\": want letters, digits, _ and :, and no digit at the start")
            return nil
        }
        for prefix in ["csv_exporter_", "process_"] where text.hasPrefix(prefix) {
            faults.add(
                mark, "cannot use metric name \"\(text)\": names that begin with \(prefix) belong to the exporter")
        }
        let suffix = type == .counter ? "_total" : type == .info ? "_info" : ""
        if !text.hasSuffix(suffix) {
            faults.add(
                mark,
                "cannot use metric name \"\(text)\": a \(type) ends in \(suffix); did you mean \"\(text)\(suffix)\"?")
        }
        return name
    }

    private mutating func checkKeys(_ type: MetricType, _ fields: Fields) {
        let allowed: [(key: String, types: [MetricType])] = [
            ("absolute", [.counter]), ("aggregate", [.gauge]), ("buckets", [.histogram]), ("expire_after", [.gauge]),
            ("falls", [.counter]), ("overflow", [.counter, .histogram]), ("one_per", [.gauge, .info]),
            ("reset", [.gauge]),
            ("value", [.counter, .gauge, .histogram]), ("weight", [.histogram]),
        ]
        for (key, types) in allowed where fields.node(key) != nil && !types.contains(type) {
            let wanted = alternatives(types.map(\.rawValue))
            faults.add(fields.mark(of: key), "cannot use \"\(key)\" with a \(type): want a \(wanted)")
        }
    }

    private mutating func checkCounter(_ fields: Fields) {
        var unread = Faults(file: file)
        let isAbsolute = fields.boolean("absolute", &unread) == true
        if fields.node("falls") != nil && !isAbsolute && fields.node("counter") != nil {
            faults.add(
                fields.mark(of: "falls"),
                "cannot use \"falls\" with a counter that adds its column: want absolute: true beside falls")
        }
        if isAbsolute && fields.text("overflow", &unread) == "fold" {
            faults.add(
                fields.mark(of: "overflow"),
                "cannot fold an absolute counter: totals of several series are no total; want overflow: drop")
        }
    }

    /// The key of the series that takes samples over the series limit: constants stay, other labels are `other`.
    private func foldKey(_ labels: [LabelPlan]) -> [UInt8] {
        let values = labels.map { label in
            if case .source(.constant(let value)) = label.value { value } else { Array("other".utf8) }
        }
        return Array(values.joined(separator: [labelSeparator]))
    }

    /// The labels of which each combination of values has one series at most.
    private mutating func readOnePer(_ fields: Fields, _ labels: [String]) -> [String]? {
        guard let names = fields.texts("one_per", &faults) else { return nil }
        for (name, mark) in names where !labels.contains(name) {
            faults.add(mark, unknown: name, as: "label", among: labels)
        }
        for index in names.indices where names[..<index].contains(where: { $0.text == names[index].text }) {
            faults.add(names[index].mark, "cannot use label \"\(names[index].text)\" twice: want each label once")
        }
        var unread = Faults(file: file)
        if fields.text("aggregate", &unread) == "count" {
            faults.add(
                fields.mark(of: "one_per"),
                "cannot use \"one_per\" with aggregate: count: of records that count, none takes the place of another")
        }
        return names.map(\.text)
    }

    private mutating func readKind(_ type: MetricType, _ fields: Fields) -> FamilyDescription.Kind {
        switch type {
        case .counter: fields.boolean("absolute", &faults) == true ? .absoluteCounter : .counter
        case .gauge: .gauge(fields.choice("aggregate", of: FamilyDescription.Aggregate.self, &faults) ?? .last)
        case .histogram: .histogram(bounds: readBuckets(fields))
        case .info: .info
        }
    }

    private mutating func readBuckets(_ fields: Fields) -> [Double] {
        guard let node = fields.node("buckets"), case .sequence(let items) = node.content, !items.isEmpty else {
            faults.add(
                fields.mark(of: "buckets"), "cannot use a histogram: want buckets: [NUMBER, …], ascending, without +Inf"
            )
            return []
        }
        var bounds: [Double] = []
        for item in items {
            guard let bound = item.number(as: "a bucket", &faults) else { continue }
            if let last = bounds.last, bound <= last {
                faults.add(item.mark, "cannot use bucket \(bound): it does not exceed \(last); want ascending buckets")
            }
            bounds.append(bound)
        }
        return bounds
    }
}

/// When a gauge ends.
private enum Reset: String, CaseIterable { case day }
