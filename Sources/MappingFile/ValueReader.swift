import CSV
import EventTime
import Feed
import Mapping
import Metrics
import Schema
import Text
import YAML

extension ConfigurationReader {
    /// Reads the effect of a metric's records: its type with `value` and `weight`.
    mutating func readOperation(
        _ fields: Fields, _ type: MetricType, unpivoted: Slot?, _ context: inout SourceContext
    ) -> MetricMapping.Operation? {
        if type == .info { return fields.node("one_per") == nil ? .info : .show }
        let isAbsolute = fields.boolean("absolute", &faults) == true
        guard let node = fields.node("value") else {
            if type == .counter && !isAbsolute { return .count }
            var unread = Faults(file: file)
            if type == .gauge && fields.text("aggregate", &unread) == "count" { return .countInGauge }
            faults.add(fields.mark, "cannot use this \(type): got no key \"value\"; want the column with the numbers")
            return nil
        }
        if case .mapping(let entries) = node.content, let entry = entries.first(where: { $0.key == "time" }) {
            return readRecordTime(node, entry, type)
        }
        guard let value = readValue(node, use(type, fields), unpivoted: unpivoted, &context) else { return nil }
        switch type {
        case .counter: return isAbsolute ? .follow(value) : .add(value)
        case .gauge: return .set(value)
        case .histogram:
            guard let weight = fields.node("weight") else { return .observe(value, weight: nil) }
            return .observe(value, weight: readValue(weight, .increment, unpivoted: unpivoted, &context))
        case .info: return .info
        }
    }

    private mutating func use(_ type: MetricType, _ fields: Fields) -> ValueColumn.Use {
        var unread = Faults(file: file)
        switch type {
        case .counter, .info: return .increment
        case .gauge: return fields.text("aggregate", &unread) == "sum" ? .summand : .level
        case .histogram:
            guard case .sequence(let buckets)? = fields.node("buckets")?.content,
                let first = buckets.first?.number(as: "", &unread)
            else { return .observation }
            return first < 0 ? .signedObservation : .observation
        }
    }

    /// Reads `value: {time: unix}`.
    private mutating func readRecordTime(
        _ node: Node, _ entry: Entry, _ type: MetricType
    ) -> MetricMapping.Operation? {
        guard let fields = Fields(node, .recordTime, &faults) else { return nil }
        if let text = fields.text("time", &faults), text != "unix" {
            faults.add(entry.value.mark, unknown: text, as: "time", among: ["unix"])
        }
        if type == .gauge { return .setTime }
        faults.add(
            entry.keyMark,
            "cannot use the event time as the value of a \(type): want a gauge, or the column of a number")
        return nil
    }

    private mutating func readValue(
        _ node: Node, _ use: ValueColumn.Use, unpivoted: Slot?, _ context: inout SourceContext
    ) -> ValueColumn? {
        var form = context.numbers
        var (scale, missing) = (1.0, ValueColumn.Missing.skip)
        var column = node
        var times: TimeReader?
        if case .mapping = node.content {
            guard let fields = Fields(node, .value, &faults) else { return nil }
            guard let named = fields.node("column") else {
                faults.add(node.mark, "cannot use a value: got no key \"column\"; want the column with the numbers")
                return nil
            }
            column = named
            form = readForm(fields, from: form)
            form.format.allowsNonFinite = fields.boolean("non_finite", &faults) ?? false
            form.words = readWords(fields)
            scale = fields.number("scale", &faults) ?? 1
            missing = fields.choice("missing", of: ValueColumn.Missing.self, &faults) ?? .skip
            let kind = fields.choice("as", of: Kind.self, &faults) ?? .number
            form.isDuration = kind == .duration
            if kind == .time { times = readTimes(fields, context) }
        }
        guard let name = column.text(as: "a column", &faults) else { return nil }
        if context.forms[name] == nil { context.forms[name] = times == nil ? .number(form) : .time }
        let slot: Slot
        if let unpivoted, name == context.unpivot?.value {
            slot = unpivoted
        } else {
            slot = context.columns.slot(name, column.mark)
        }
        return ValueColumn(
            slot: slot, form: form.encoded(by: context.encoding), scale: scale, missing: missing, use: use,
            nullValues: context.nullValues,
            times: times)
    }

    /// The reader of a value that is written like the times of the source.
    private mutating func readTimes(_ fields: Fields, _ context: SourceContext) -> TimeReader? {
        for key in ["decimal", "group", "strip", "accounting", "map", "non_finite"] where fields.node(key) != nil {
            faults.add(fields.mark(of: key), "cannot use \"\(key)\" with as: time: want as: number")
        }
        guard case .columns = context.time.origin else {
            faults.add(
                fields.mark(of: "as"),
                "cannot read a value as a time: got a source without a column for the time; want time: {column: …, "
                    + "format: …}")
            return nil
        }
        if context.time.format.hasDate {
            return context.time.reader(date: nil)
        }
        faults.add(
            fields.mark(of: "as"),
            "cannot read a value as a time: got the format \"\(context.time.format.text)\", which has no date; want a "
                + "time format with a date")
        return nil
    }
}

/// How the cells of a value become numbers.
private enum Kind: String, CaseIterable { case number, duration, time }
