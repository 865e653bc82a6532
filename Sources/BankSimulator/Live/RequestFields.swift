import HTTP
import JSON
import Text

/// What a request asks for, key by key: in its query, and in a body that is one JSON object.
struct RequestFields {
    /// Texts from the query, then the members of the body. No key twice.
    let all: [JSONObject.Member]

    /// Levels of arrays and objects in a body.
    static let maximumDepth = 8

    /// Reads query and body. Throws a sentence about the first thing that is wrong.
    init(_ request: Request) throws(ControlFault) {
        var all: [JSONObject.Member] = []
        for item in request.query { try Self.add(.init(key: item.name, value: .string(item.value)), to: &all) }
        for member in try Self.body(request)?.members ?? [] { try Self.add(member, to: &all) }
        self.all = all
    }

    /// The object in the body; nil without a body.
    static func body(_ request: Request) throws(ControlFault) -> JSONObject? {
        if request.body.isEmpty { return nil }
        let value: JSONValue
        do { value = try JSONValue(parsing: request.body, maximumDepth: maximumDepth) } catch {
            throw ControlFault("cannot read the body: \(error)")
        }
        guard case .object(let object) = value else {
            throw ControlFault("got a body that is no JSON object; want one such as {\"key\": \"value\"}")
        }
        return object
    }

    /// The query alone, with these keys only, each once.
    static func query(_ request: Request, _ known: [String]) throws(ControlFault) -> [String: String] {
        var found: [String: String] = [:]
        for item in request.query {
            if !known.contains(item.name) { throw ControlFault(unknown: item.name, as: "key", among: known) }
            if found.updateValue(item.value, forKey: item.name) != nil { throw ControlFault(twice: item.name) }
        }
        return found
    }

    private static func add(_ member: JSONObject.Member, to all: inout [JSONObject.Member]) throws(ControlFault) {
        if all.contains(where: { $0.key == member.key }) { throw ControlFault(twice: member.key) }
        all.append(member)
    }
}

extension ControlFault {
    /// `found` is none of `known`.
    init(status: Int = 400, unknown found: String, as what: String, among known: [String]) {
        var sentence = "got \(what) \"\(printable(found))\"; want \(known.isEmpty ? "none" : alternatives(known))"
        if let near = nearest(found, among: known) { sentence += "; did you mean \"\(near)\"?" }
        self.init(status: status, sentence)
    }

    /// A key that has another value than `want` says.
    init(_ key: String, _ got: JSONValue, want: String) {
        var text = got.text
        if case .string(let string) = got { text = string }
        if text.utf8.count > 80 { text = String(text.prefix(80)) + "…" }
        self.init("cannot read \(key): got \"\(printable(text))\"; want \(want)")
    }

    fileprivate init(twice key: String) { self.init("got \(printable(key)) twice; want it once") }
}

extension JSONValue {
    /// A number, also as a text of a query; nil for anything else.
    var number: Double? {
        switch self {
        case .number(let number): number.double
        case .string(let text): parseNumber(text)
        default: nil
        }
    }

    /// `true` or `false`, also as a text of a query; nil for anything else.
    var boolean: Bool? {
        switch self {
        case .boolean(let value): value
        case .string("true"): true
        case .string("false"): false
        default: nil
        }
    }
}
