import Schema
import Synthesis
import Text
import YAML

extension CatalogueReader {
    /// The forms of a value that has keys: the key that tells the form, and the keys beside it.
    private static let forms: [(key: String, others: [String])] = [
        ("choice", []), ("quantiles", numberKeys), ("range", numberKeys), ("number", numberKeys),
        ("id", ["from", "to", "of", "pool", "per"]), ("uuid", []), ("hex", []), ("ip", ["of", "pool"]),
        ("same", ["by", "decimals"]), ("lookup", ["in", "else"]), ("text", []), ("counter", []), ("profile", []),
        ("first", ["else"]), ("total", ["parts", "at_least"]), ("count", ["before", "days", "decimals"]),
        ("scenario", []), ("shape", ["from", "to", "noise"] + numberKeys),
    ]
    private static let numberKeys = ["round", "scaled", "decimals"]

    /// A value. Adds the slots of the cells that it needs to `needs`. `path` names a pool that has no name of its own.
    mutating func value(
        _ node: Node, path: String, _ needs: inout [Int], _ draft: inout StreamDraft
    ) -> Value? {
        switch node.content {
        case .scalar(let text): return .text(Array(text.utf8))
        case .sequence: return choice(node).map { .choice($0) }
        case .mapping(let entries):
            let names = Self.forms.map { $0.key }
            guard let form = Self.forms.first(where: { form in entries.contains { $0.key == form.key } }) else {
                let found = entries.first?.key ?? ""
                faults.add(entries.first?.keyMark ?? node.mark, unknown: found, as: "form of a value", among: names)
                return nil
            }
            guard let fields = Fields(node, Block("a value with \(form.key)", keys: [form.key] + form.others), &faults)
            else { return nil }
            return value(form.key, fields, path: path, &needs, &draft)
        }
    }

    private mutating func value(
        _ form: String, _ fields: Fields, path: String, _ needs: inout [Int], _ draft: inout StreamDraft
    ) -> Value? {
        switch form {
        case "choice": return fields.node("choice").flatMap { choice($0) }.map { .choice($0) }
        case "quantiles", "range", "number", "shape": return numberRule(form, fields).map { .number($0) }
        case "id": return identity(fields, path: path, &needs, &draft).map { .identity($0) }
        case "uuid": return .uuid
        case "hex":
            guard let count = fields.integer("hex", atLeast: 1, &faults), count <= 64 else { return nil }
            return .hexadecimal(count)
        case "ip": return .address(pool(fields, path: path))
        case "same": return same(fields, &needs, &draft)
        case "lookup": return lookup(fields, path: path, &needs, &draft)
        case "text": return template(fields, &needs, &draft)
        case "counter": return fields.integer("counter", atLeast: 0, &faults).map { .rowNumber(first: Int64($0)) }
        case "profile": return .profile
        case "first": return first(fields, path: path, &needs, &draft)
        case "total": return total(fields, &needs, &draft)
        case "count": return count(fields, draft)
        default: return scenarioText(fields)
        }
    }

    /// A choice: a list, weights by text, or the name of a table of weights.
    private mutating func choice(_ node: Node) -> Choice? {
        var source = node
        if case .scalar(let name) = node.content {
            guard let table = tables[name] else {
                faults.add(node.mark, unknown: name, as: "table", among: tables.keys.sorted())
                return nil
            }
            source = table
        }
        var texts: [[UInt8]] = []
        var weights: [Double] = []
        if case .mapping(let entries) = source.content {
            for entry in entries {
                guard let weight = number(entry.value, as: "the weight of \"\(entry.key)\"") else { return nil }
                if weight < 0 {
                    faults.add(
                        entry.value.mark, "cannot use the weight of \"\(entry.key)\": got \(weight); want 0 or more")
                    return nil
                }
                texts.append(Array(entry.key.utf8))
                weights.append(weight)
            }
        } else {
            texts = source.texts(as: "a choice", &faults).map { Array($0.text.utf8) }
            weights = texts.map { _ in 1 }
        }
        guard weights.contains(where: { $0 > 0 }) else {
            faults.add(source.mark, "cannot use the choice: got no weight above 0; want at least one")
            return nil
        }
        return Choice(texts, weights: weights)
    }

    private mutating func identity(
        _ fields: Fields, path: String, _ needs: inout [Int], _ draft: inout StreamDraft
    ) -> Identity? {
        guard let prefix = fields.text("id", &faults), let low = number("from", fields), let high = number("to", fields)
        else {
            faults.add(fields.mark, "cannot use the id: want from and to, its lowest and highest number")
            return nil
        }
        guard low >= 0, low <= high, high < 1e18 else {
            faults.add(fields.mark(of: "to"), "cannot use the id: got \(low) to \(high); want whole numbers in order")
            return nil
        }
        var source = Identity.Source.range
        if let node = fields.node("per") {
            guard let name = node.text(as: "\"per\"", &faults), let slot = slot(name, node.mark, &draft),
                let count = poolCount(fields)
            else { return nil }
            needs.append(slot)
            source = .owned(by: slot, count: count)
        } else if let pool = pool(fields, path: path) {
            source = .pool(pool)
        }
        return Identity(prefix: Array(prefix.utf8), numbers: Int(low)...Int(high), source: source)
    }

    /// The pool of a value; nil without `of` and `pool`. A pool with a name is declared where `of` says its size, and
    /// can be named without it from there on.
    private mutating func pool(_ fields: Fields, path: String) -> Pool? {
        let name = fields.text("pool", &faults)
        if fields.node("of") == nil {
            guard let name else { return nil }
            if let count = pools[name] { return Pool(name: poolKey("pool/" + name), count: count) }
            faults.add(fields.node("pool")?.mark ?? fields.mark, unknown: name, as: "pool", among: pools.keys.sorted())
            return nil
        }
        guard let count = poolCount(fields) else { return nil }
        guard let name else { return Pool(name: poolKey(path), count: count) }
        if let known = pools[name], known != count {
            faults.add(
                fields.mark(of: "of"),
                "cannot use pool \"\(name)\" with \(count) values: it has \(known); want one number")
        }
        pools[name] = count
        return Pool(name: poolKey("pool/" + name), count: count)
    }

    private func poolKey(_ name: String) -> Key { Key(seed: request.seed).with(profile).with(name) }

    private mutating func poolCount(_ fields: Fields) -> Int? {
        guard let count = number("of", fields) else { return nil }
        if count >= 1 && count <= 1e9 { return Int(count) }
        faults.add(fields.mark(of: "of"), "cannot use \"of\": got \(count); want a whole number from 1")
        return nil
    }

    private mutating func same(_ fields: Fields, _ needs: inout [Int], _ draft: inout StreamDraft) -> Value? {
        guard let node = fields.node("same"), let name = node.text(as: "\"same\"", &faults),
            let slot = slot(name, node.mark, &draft)
        else { return nil }
        needs.append(slot)
        guard let by = fields.node("by") else { return .same(slot) }
        let decimals = fields.integer("decimals", atLeast: 0, &faults) ?? 0
        if case .scalar = by.content {
            return number(by, as: "\"by\"").map { .product(slot, NumberRule(.constant($0)), decimals: decimals) }
        }
        var none: [Int] = []
        guard case .number(let rule)? = value(by, path: "", &none, &draft) else {
            faults.add(by.mark, "cannot use \"by\": want a number or {range: [1.5, 2.5]}")
            return nil
        }
        return .product(slot, rule, decimals: decimals)
    }

    private mutating func lookup(
        _ fields: Fields, path: String, _ needs: inout [Int], _ draft: inout StreamDraft
    ) -> Value? {
        guard let node = fields.node("lookup"), let name = node.text(as: "\"lookup\"", &faults),
            let slot = slot(name, node.mark, &draft)
        else { return nil }
        needs.append(slot)
        var table = fields.node("in")
        if case .scalar(let name)? = table?.content {
            guard let known = tables[name] else {
                faults.add(table?.mark ?? node.mark, unknown: name, as: "table", among: tables.keys.sorted())
                return nil
            }
            table = known
        }
        var cases: [(cell: [UInt8], value: Value)] = []
        for entry in entries(table, "in") {
            guard let value = value(entry.value, path: "\(path)/\(entry.key)", &needs, &draft) else { return nil }
            cases.append((Array(entry.key.utf8), value))
        }
        let otherwise = fields.node("else").map { value($0, path: path, &needs, &draft) } ?? .text([])
        return otherwise.map { .lookup(slot, cases, otherwise: $0) }
    }

    /// A text with the cells of other columns in braces.
    private mutating func template(_ fields: Fields, _ needs: inout [Int], _ draft: inout StreamDraft) -> Value? {
        guard let node = fields.node("text"), let text = node.text(as: "\"text\"", &faults) else { return nil }
        var pieces: [Value.Piece] = []
        var rest = Substring(text)
        while let open = rest.firstIndex(of: "{") {
            guard let close = rest[open...].firstIndex(of: "}") else {
                faults.add(node.mark, "cannot read \"text\": got a brace that stays open; want {COLUMN}")
                return nil
            }
            let name = String(rest[rest.index(after: open)..<close])
            guard let slot = slot(name, node.mark, &draft) else { return nil }
            needs.append(slot)
            if open > rest.startIndex { pieces.append(.text(Array(rest[..<open].utf8))) }
            pieces.append(.cell(slot))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { pieces.append(.text(Array(rest.utf8))) }
        return .template(pieces)
    }

    private mutating func first(
        _ fields: Fields, path: String, _ needs: inout [Int], _ draft: inout StreamDraft
    ) -> Value? {
        var rules: [(conditions: [Condition], value: Value)] = []
        for node in items(fields.node("first"), "first") {
            guard let rule = Fields(node, Block("a rule", keys: ["where", "then"]), &faults) else { return nil }
            let conditions = conditions(rule.node("where"), &draft)
            needs += conditions.map { $0.slot }
            guard let then = rule.node("then"), let value = value(then, path: "\(path)/\(rules.count)", &needs, &draft)
            else {
                faults.add(rule.mark, "cannot use the rule: want where and then")
                return nil
            }
            rules.append((conditions, value))
        }
        let otherwise = fields.node("else").map { value($0, path: path, &needs, &draft) } ?? .text([])
        return otherwise.map { .first(rules, otherwise: $0) }
    }

    private mutating func total(_ fields: Fields, _ needs: inout [Int], _ draft: inout StreamDraft) -> Value? {
        guard let start = number("total", fields) else { return nil }
        var parts: [(slot: Int, above: Double, times: Double)] = []
        for entry in entries(fields.node("parts"), "parts") {
            guard let slot = slot(entry.key, entry.keyMark, &draft),
                let part = Fields(entry.value, Block("a part", keys: ["above", "times"]), &faults)
            else { continue }
            needs.append(slot)
            parts.append((slot, number("above", part) ?? 0, number("times", part) ?? 1))
        }
        let least = fields.node("at_least") == nil ? -Double.greatestFiniteMagnitude : number("at_least", fields) ?? 0
        return .total(Total(start: start, parts: parts, least: least))
    }

    private mutating func count(_ fields: Fields, _ draft: StreamDraft) -> Value? {
        var kinds: [KindPath] = []
        for (text, mark) in fields.texts("count", &faults) ?? [] {
            if text == "self" {
                kinds.append(KindPath(stream: streams.count, kind: draft.kinds.count - 1))
            } else if let path = kindPath(text, mark, draft), let kind = path.kind {
                kinds.append(KindPath(stream: path.stream, kind: kind))
            }
        }
        if kinds.isEmpty { return nil }
        let days = fields.integer("days", atLeast: 1, &faults) ?? 1
        return .count(
            Count(
                kinds: kinds, before: milliseconds("before", fields) ?? 0, days: days,
                decimals: fields.integer("decimals", atLeast: 0, &faults) ?? 0))
    }

    /// A text of the scenario whose cells are read.
    private mutating func scenarioText(_ fields: Fields) -> Value? {
        guard let node = fields.node("scenario"), let key = node.text(as: "\"scenario\"", &faults) else { return nil }
        guard Block.scenarioTexts.contains(key) else {
            faults.add(node.mark, unknown: key, as: "text of a scenario", among: Block.scenarioTexts)
            return nil
        }
        guard let texts = presentScenario?.texts[key], !texts.isEmpty else { return .text([]) }
        let bytes = texts.map { Array($0.utf8) }
        return bytes.count == 1 ? .text(bytes[0]) : .choice(Choice(bytes, weights: bytes.map { _ in 1 }))
    }
}
