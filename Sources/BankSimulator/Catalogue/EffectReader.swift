import Schema
import Synthesis
import Text
import YAML

extension CatalogueReader {
    private static let verbs = ["add", "change", "scale", "drop"]

    /// A stream, or one of its kinds: `events`, `events/*`, `events/login`. Nil, with a fault, if there is none.
    mutating func kindPath(
        _ text: String, _ mark: Mark, _ draft: StreamDraft? = nil
    ) -> (stream: Int, kind: Int?)? {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let known = streams + (draft.map { [$0] } ?? [])
        guard let stream = known.firstIndex(where: { $0.name == parts[0] }) else {
            faults.add(mark, unknown: parts[0], as: "stream", among: known.map { $0.name })
            return nil
        }
        if parts.count == 1 || parts[1] == "*" { return (stream, known[stream].kinds.count == 1 ? 0 : nil) }
        guard let kind = known[stream].kinds.firstIndex(where: { $0.name == parts[1] }) else {
            faults.add(mark, unknown: parts[1], as: "kind of \(parts[0])", among: known[stream].kindNames)
            return nil
        }
        return (stream, kind)
    }

    /// The effects of a list. Those of other profiles are at work in incidents that somebody wants in this one.
    mutating func effects(_ nodes: [Node]) -> [Effect] { nodes.compactMap { effect($0) } }

    /// The profiles that the effects of a list name; nil if one of them is at work in all.
    mutating func profiles(of nodes: [Node]) -> [String]? {
        var names: [String] = []
        for node in nodes {
            guard let own = Fields(node, .effect, &faults)?.texts("profiles", &faults) else { return nil }
            names += own.map { $0.text }
        }
        return names
    }

    private mutating func effect(_ node: Node) -> Effect? {
        guard let fields = Fields(node, .effect, &faults) else { return nil }
        let named = Self.verbs.filter { fields.node($0) != nil }
        guard named.count == 1, let verb = named.first, let target = fields.node(verb),
            let text = target.text(as: "\"\(verb)\"", &faults)
        else {
            faults.add(
                fields.mark, "cannot use the effect: got \(named.count) verbs; want one of \(alternatives(Self.verbs))")
            return nil
        }
        guard let (stream, kind) = kindPath(text, target.mark) else { return nil }
        guard let change = readVerb(verb, stream, kind, fields) else { return nil }
        var effect = Effect(
            stream: stream, kind: kind, verb: change, delay: milliseconds("after", fields) ?? 0,
            duration: milliseconds("lasts", fields), ramp: milliseconds("ramp", fields) ?? 0)
        guard let profiles = fields.texts("profiles", &faults) else { return effect }
        for (text, mark) in profiles where !allProfiles.contains(text) {
            faults.add(mark, unknown: text, as: "profile", among: allProfiles)
        }
        effect.isElsewhere = !profiles.contains { $0.text == profile }
        return effect
    }

    private mutating func readVerb(_ verb: String, _ stream: Int, _ kind: Int?, _ fields: Fields) -> Effect.Verb? {
        let set = specifications(entries(fields.node("set"), "set"))
        var draft = streams[stream]
        defer { streams[stream] = draft }
        switch verb {
        case "add":
            guard let kind else {
                faults.add(
                    fields.mark(of: verb),
                    "cannot add to stream \"\(draft.name)\": it has several kinds; want one such as "
                        + "\(draft.name)/\(draft.kinds.first?.name ?? "")")
                return nil
            }
            guard let amount = amount(fields) else { return nil }
            let specifications = merged(draft.kinds[kind].specifications, set)
            let path = "\(draft.name)/\(draft.kinds[kind].name)"
            return .add(kind: kind, amount, cells: assignments(specifications, path: path, &draft))
        case "change":
            let conditions = conditions(fields.node("where"), &draft)
            let path = "\(draft.name)/" + (kind.map { draft.kinds[$0].name } ?? "*")
            let cells = assignments(set, path: path, &draft)
            return .change(
                share: fields.node("share") == nil ? nil : share("share", fields), conditions: conditions, cells: cells)
        case "scale":
            guard let by = number("by", fields), by >= 0 else {
                faults.add(fields.mark(of: "by"), "cannot scale: want by, a factor from 0")
                return nil
            }
            return .scale(by: by)
        default: return .drop(share: fields.node("share") == nil ? nil : share("share", fields))
        }
    }

    private mutating func amount(_ fields: Fields) -> Effect.Amount? {
        if let rate = number("per_minute", fields) {
            if rate < 0 || rate > maximumRate * 60 {
                faults.add(fields.mark(of: "per_minute"), "cannot use \"per_minute\": got \(rate); want 0 to 60000000")
                return nil
            }
            return .rate(rate / 60)
        }
        if let part = number("per_event", fields) {
            if part < 0 || part > 1000 {
                faults.add(fields.mark(of: "per_event"), "cannot use \"per_event\": got \(part); want 0 to 1000")
                return nil
            }
            return .part(part)
        }
        if fields.node("per_minute") == nil && fields.node("per_event") == nil {
            faults.add(fields.mark, "cannot add: got neither \"per_minute\" nor \"per_event\"; want one of them")
        }
        return nil
    }
}
