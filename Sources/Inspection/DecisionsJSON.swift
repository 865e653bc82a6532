import CSV
import JSON
import Sniff

/// The decisions about a file in the form of `--format=json`. Measurements read it: keys may be added, and none may go.
struct DecisionsJSON {
    private let decisions: Decisions
    private var members: [JSONObject.Member] = []

    /// The decisions about the file at `path`, and what a mapping by them does with it; nil if there is none.
    init(_ decisions: Decisions, path: String, _ proof: Proof?) {
        self.decisions = decisions
        add("file", .string(path))
        add("written", .boolean(false))
        add("undecided", .array(decisions.undecided.map { question in .string(question.key.rawValue) }))
        addDialect()
        addTime()
        addColumns()
        add("seen", seen)
        add("check", proof.map { check($0) } ?? .null)
        add("questions", .array(decisions.undecided.map { question in self.question(question) }))
    }

    private func check(_ proof: Proof) -> JSONValue {
        if proof.read == nil { return .null }
        return object([
            ("records", .number(JSONNumber(proof.records))), ("rejected", .number(JSONNumber(proof.rejected))),
            ("series", .number(JSONNumber(proof.series))),
        ])
    }

    /// One object.
    var value: JSONValue { .object(JSONObject(members)) }

    private mutating func add(_ key: String, _ value: JSONValue) { members.append(.init(key: key, value: value)) }

    /// A decision with its evidence.
    private mutating func add(_ key: Key, _ value: JSONValue) {
        let isOpen = decisions.undecided.contains { question in question.key == key }
        var object = [JSONObject.Member(key: "value", value: isOpen ? .null : value)]
        if let note = decisions.note(key) {
            object.append(.init(key: "evidence", value: .string(note.evidence)))
            object.append(.init(key: "assumed", value: .boolean(note.isAssumed)))
            if note.isTold { object.append(.init(key: "told", value: .boolean(true))) }
            if !note.alternatives.isEmpty { object.append(.init(key: "alternatives", value: list(note.alternatives))) }
        }
        add(key.rawValue, .object(JSONObject(object)))
    }

    private func object(_ members: [(String, JSONValue)]) -> JSONValue {
        .object(JSONObject(members.map { member in JSONObject.Member(key: member.0, value: member.1) }))
    }

    private func list(_ texts: [String]) -> JSONValue { .array(texts.map { text in .string(text) }) }

    private func names(_ columns: [Int]) -> JSONValue { list(columns.map { column in decisions.columns[column].name }) }

    private func text(_ byte: UInt8?) -> JSONValue {
        guard let byte else { return .null }
        return .string(String(Character(Unicode.Scalar(byte))))
    }

    private mutating func addDialect() {
        let dialect = decisions.dialect
        add(.encoding, .string(dialect.isUTF16 ? "utf-16" : dialect.encoding.rawValue))
        add(.delimiter, text(dialect.delimiter))
        add(.quote, text(dialect.quote))
        add("escape", text(dialect.escape))
        add("trim", .boolean(dialect.trims))
        add(.comment, text(dialect.comment.first))
        add(.skipLines, .number(JSONNumber(dialect.skipLines)))
        add(.header, .boolean(decisions.hasNames))
        add(.skipAfterHeader, .number(JSONNumber(dialect.skipAfterHeader)))
        add("columns", list(decisions.columns.map { column in column.name }))
        add("columns_listed", .boolean(dialect.header != nil))
        add(.decimal, text(decisions.numbers.decimal))
        add(.group, text(decisions.numbers.group))
        add("accounting", .boolean(decisions.numbers.isAccounting))
        add("null_values", list(decisions.nullValues))
        add("footer", decisions.footers.first.map { text in .string(text) } ?? .null)
    }

    private mutating func addTime() {
        guard let time = decisions.time else { return add("time", .null) }
        let isOpen = decisions.undecided.contains { question in question.key == .time }
        let isZoneOpen = decisions.undecided.contains { question in question.key == .zone }
        var zone: [JSONObject.Member] = [
            .init(key: "value", value: isZoneOpen ? .null : .string(time.zone)),
            .init(key: "known", value: .boolean(time.isZoneKnown)),
        ]
        if !time.zoneNames.isEmpty {
            let names = time.zoneNames.map { name in JSONObject.Member(key: name.name, value: .string(name.offset)) }
            zone.append(.init(key: "names", value: .object(JSONObject(names))))
        }
        if let note = decisions.note(.zone) { zone.append(.init(key: "evidence", value: .string(note.evidence))) }
        let ambiguity: JSONValue = time.ambiguity.map { both in .string(both.rawValue) } ?? .null
        let isDoubtful = time.isAssumed || time.date != nil || decisions.note(.clock) != nil
        var object: [JSONObject.Member] = [
            .init(key: "columns", value: names(time.columns)),
            .init(key: "format", value: isOpen ? .null : .string(time.format)),
            .init(key: "zone", value: .object(JSONObject(zone))),
            .init(key: "ambiguous", value: ambiguity),
            .init(key: "assumed", value: .boolean(isDoubtful)),
            .init(key: "order", value: .string(time.order.rawValue)),
        ]
        if let year = time.year { object.append(.init(key: "year", value: .number(JSONNumber(year)))) }
        if let note = decisions.note(.time) {
            object.append(.init(key: "evidence", value: .string(note.evidence)))
            if !note.alternatives.isEmpty { object.append(.init(key: "alternatives", value: list(note.alternatives))) }
        }
        if let note = decisions.note(.clock) { object.append(.init(key: "doubt", value: .string(note.evidence))) }
        add("time", .object(JSONObject(object)))
    }

    private mutating func addColumns() {
        add("shape", .string(decisions.shape.rawValue))
        // A state is the label of a metric of its own.
        add("labels", names(decisions.labels + decisions.states))
        add("states", names(decisions.states))
        var (values, numbers): ([JSONObject.Member], [JSONObject.Member]) = ([], [])
        var (leftOut, reasons): ([String], [JSONObject.Member]) = ([], [])
        var known: Set<String> = []
        for column in decisions.columns where known.insert(column.name).inserted {
            switch column.role {
            case .value(let measure), .unpivoted(let measure):
                values.append(.init(key: column.name, value: .string(measure.rawValue)))
                if let known = column.numbers { numbers.append(.init(key: column.name, value: self.numbers(known))) }
            case .leftOut(let reason):
                leftOut.append(column.name)
                reasons.append(.init(key: column.name, value: .string(reason.rawValue)))
            case .time, .label, .state: break
            }
        }
        add("left_out", list(leftOut))
        add("reasons", .object(JSONObject(reasons)))
        add("values", .object(JSONObject(values)))
        add("numbers", .object(JSONObject(numbers)))
        guard let unpivot = decisions.unpivot else { return add("unpivot", .null) }
        add(
            "unpivot",
            object([
                ("columns", names(unpivot.columns)), ("label", .string(unpivot.label)),
                ("value", .string(unpivot.value)),
                ("time_format", unpivot.timeFormat.map { text in .string(text) } ?? .null),
            ]))
    }

    private func numbers(_ numbers: ColumnNumbers) -> JSONValue {
        let quantiles: [JSONValue] = numbers.quantiles.compactMap { number in JSONNumber(number).map { .number($0) } }
        let unit: JSONValue = numbers.unit.map { unit in .string(unit) } ?? .null
        return object([
            ("unit", unit), ("strip", list(numbers.strip)), ("duration", .boolean(numbers.isDuration)),
            ("quantiles", .array(quantiles)),
        ])
    }

    private var seen: JSONValue {
        let seen = decisions.seen
        let share: JSONValue = JSONNumber(seen.share).map { share in .number(share) } ?? .null
        return object([
            ("records", .number(JSONNumber(seen.records))), ("rejected", .number(JSONNumber(seen.rejected))),
            ("share", share),
        ])
    }

    private func question(_ question: Undecided) -> JSONValue {
        object([
            ("key", .string(question.key.rawValue)), ("sentence", .string(question.sentence)),
            ("flags", list(question.flags)),
        ])
    }
}
