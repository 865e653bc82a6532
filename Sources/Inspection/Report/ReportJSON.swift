import CSV
import EventTime
import Feed
import JSON
import Profile

// The report as JSON: the same numbers, not rounded.
extension Report {
    var json: JSONValue {
        var members: [JSONObject.Member] = [
            member("file", .string(paths.first ?? "")), member("files", .array(paths.map { .string($0) })),
            member("bytes", number(bytes)), member("records", number(findings.records)),
            member("rejected", .array(rejects.reasons.map(reason))),
            member("skipped", .array(rejects.skipped.map { .string($0) })),
            member("left_out", number(rejects.leftOut)),
            member("dialect", dialect),
            member("notes", object(input.notes.map { ($0.key, .string($0.text)) })),
            member("columns", .array(columns.map(column))),
        ]
        members.append(member("time", findings.time.map(time) ?? .null))
        let found = findings.duplicates
        members.append(
            member(
                "duplicates",
                object([
                    ("whole", number(found.whole)), ("whole_exact", .boolean(found.isWholeExact)),
                    ("same_key", found.sameKey.map { number($0) } ?? .null),
                    ("same_key_exact", .boolean(found.isSameKeyExact)),
                ])))
        members.append(member("totals", .array(findings.labels.map(label))))
        members.append(member("hours", findings.hours.map(hours) ?? .null))
        members.append(member("outliers", findings.outliers.map(outliers) ?? .null))
        members.append(member("means", .array(findings.means.map(outliers))))
        return .object(JSONObject(members))
    }

    private func member(_ key: String, _ value: JSONValue) -> JSONObject.Member { .init(key: key, value: value) }

    private func object(_ members: [(String, JSONValue)]) -> JSONValue {
        .object(JSONObject(members.map { .init(key: $0.0, value: $0.1) }))
    }

    private func number(_ number: Int) -> JSONValue { .number(JSONNumber(number)) }
    private func number(_ number: Double?) -> JSONValue {
        number.flatMap { JSONNumber($0) }.map { .number($0) } ?? .null
    }
    private func text(_ bytes: [UInt8]) -> JSONValue { .string(input.source.dialect.encoding.text(bytes)) }
    private func instant(_ instant: Instant) -> JSONValue { .string(iso8601(instant)) }

    private func reason(_ reason: (label: String, count: Int, first: String)) -> JSONValue {
        object([
            ("reason", .string(reason.label)), ("records", number(reason.count)), ("first", .string(reason.first)),
        ])
    }

    private var dialect: JSONValue {
        let dialect = input.source.dialect
        func byte(_ byte: UInt8) -> JSONValue { .string(String(decoding: [byte], as: UTF8.self)) }
        return object([
            ("delimiter", byte(dialect.delimiter)), ("quote", dialect.quote.map { byte($0) } ?? .null),
            ("encoding", .string(dialect.isUTF16 ? "utf-16" : dialect.encoding.rawValue)),
            ("skip_lines", number(dialect.skipLines)),
        ])
    }

    private func column(_ column: ColumnFindings) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("name", .string(column.name)),
            ("kind", .string(column.isTime ? "time" : column.numbers == nil ? "text" : "number")),
            ("filled", number(column.filled)), ("distinct", number(column.distinct)),
            ("distinct_exact", .boolean(column.isDistinctExact)),
        ]
        if let numbers = column.numbers {
            members += [
                ("numbers", number(numbers.count)), ("min", number(numbers.least)), ("p1", number(numbers.low)),
                ("median", number(numbers.median)), ("p99", number(numbers.high)), ("max", number(numbers.greatest)),
                ("mean", number(numbers.mean)), ("sum", sum(numbers)), ("rise", number(numbers.rise)),
                ("misfits", number(column.misfits)),
                (
                    "examples",
                    .array(column.examples.map { object([("place", .string(place($0))), ("text", text($0.text))]) })
                ),
            ]
        } else {
            members += [
                ("longest", number(column.longest)),
                (
                    "top",
                    .array(
                        column.top.map {
                            object([
                                ("text", text($0.text)), ("records", number($0.count)), ("exact", .boolean($0.isExact)),
                            ])
                        })
                ),
            ]
        }
        return object(members)
    }

    /// The sum with the decimals of the column: its other digits are those of binary fractions.
    private func sum(_ numbers: NumberFindings) -> JSONValue {
        if let whole = numbers.wholeSum { return number(whole) }
        return number(Double(decimal(numbers.sum, numbers.decimals)) ?? numbers.sum)
    }

    private func time(_ time: TimeFindings) -> JSONValue {
        object([
            ("columns", .array(input.timeColumns.map { .string($0) })), ("format", .string(input.timeFormat)),
            ("zone", .string(input.zone)),
            ("first", instant(time.span.lowerBound)), ("last", instant(time.span.upperBound)),
            ("order", .string(orderText(time))), ("forward", number(time.forward)),
            ("backward", number(time.backward)), ("same", number(time.same)),
            ("commonest_step_seconds", number(time.commonest.map { Double($0.step) / 1e9 })),
            ("commonest_step_count", time.commonest.map { number($0.count) } ?? .null),
            ("median_step_seconds", number(time.median)), ("gap_count", number(time.gapCount)),
            (
                "gaps",
                .array(
                    time.gaps.map {
                        object([
                            ("from", instant($0.from)), ("to", instant($0.to)),
                            ("seconds", number(Double($0.length) / 1e9)),
                        ])
                    })
            ),
            (
                "column_gaps",
                .array(
                    findings.columnGaps.map {
                        object([
                            ("column", .string(plan.columns[$0.slot].name)), ("from", instant($0.gap.from)),
                            ("to", instant($0.gap.to)), ("seconds", number(Double($0.gap.length) / 1e9)),
                        ])
                    })
            ),
            (
                "clock_changes",
                .array(
                    time.changes.map {
                        object([
                            ("day", .string(clock.day($0.day))), ("hour", number($0.hour)),
                            ("missing", .boolean($0.isMissing)), ("places", .string($0.places)),
                        ])
                    })
            ),
        ])
    }

    private func label(_ label: LabelFindings) -> JSONValue {
        let rows = label.rows.map { (text($0.text), $0) } + (label.others.map { [(.null, $0)] } ?? [])
        return object([
            ("column", .string(plan.columns[label.slot].name)),
            (
                "rows",
                .array(
                    rows.map { cell, row in
                        object([
                            ("value", cell), ("records", number(row.records)),
                            ("sums", object(zip(plan.values, row.sums).map(valueSum))),
                            ("incoming", object(incoming(row))),
                            ("first", row.span.map { instant($0.lowerBound) } ?? .null),
                            ("last", row.span.map { instant($0.upperBound) } ?? .null),
                        ])
                    })
            ),
        ])
    }

    private func valueSum(_ value: PlannedValue, _ sum: (sum: Double, count: Int)) -> (String, JSONValue) {
        let decimals = findings.columns[value.slot].numbers?.decimals ?? 0
        return (plan.columns[value.slot].name, number(Double(decimal(sum.sum, decimals)) ?? sum.sum))
    }

    private func incoming(_ row: LabelRow) -> [(String, JSONValue)] {
        zip(plan.values, row.incoming).compactMap { value, incoming in incoming.map { valueSum(value, ($0, 0)) } }
    }

    private func hours(_ hours: HourFindings) -> JSONValue {
        func amounts(_ amounts: [Double?]) -> JSONValue { .array(amounts.map { number($0) }) }
        func rows(_ rows: [(text: [UInt8]?, amounts: [Double?])]) -> JSONValue {
            .array(
                rows.map { object([("value", $0.text.map { text($0) } ?? .null), ("amounts", amounts($0.amounts))]) })
        }
        return object([
            ("label", hours.label.map { .string(plan.columns[$0].name) } ?? .null),
            ("measure", .string(measureText(hours.measure))),
            ("by", .string(hours.isDaily ? "weekday" : "hour")),
            ("rows", rows(hours.rows)), ("months", rows(hours.months)),
            (
                "days",
                .array(
                    hours.days.map { object([("day", .string(clock.day($0.day))), ("amounts", amounts($0.amounts))]) })
            ),
        ])
    }

    private func outliers(_ found: OutlierFindings) -> JSONValue {
        object([
            ("compares", .string(found.isWide ? "columns" : found.isDaily ? "days" : "hours")),
            ("measure", .string(found.isWide ? plan.columns[plan.wide[0]].name : measureText(found.measure))),
            ("others", .array(found.others.map { .string(plan.columns[$0].name) })),
            ("label", found.label.map { .string(plan.columns[$0].name) } ?? .null), ("judged", number(found.judged)),
            ("count", number(found.count)),
            (
                "told",
                .array(
                    found.told.map { outlier in
                        object([
                            ("time", instant(outlier.time)),
                            ("value", outlier.label.map { text(found.texts[$0]) } ?? .null),
                            ("amount", number(outlier.amount)), ("usual", number(outlier.usual)),
                            ("z", number(outlier.deviation)),
                        ])
                    })
            ),
        ])
    }
}
