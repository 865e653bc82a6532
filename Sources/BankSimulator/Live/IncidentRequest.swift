import HTTP
import JSON
import Text

/// What `POST /incidents/{scenario}` asks for beside the scenario: in the query, or in a body of JSON.
struct IncidentRequest {
    /// Milliseconds; nil: as long as the catalogue says.
    var duration: Int64?
    var intensity = 1.0

    private static let keys = ["duration", "intensity"]
    private static let longest: Int64 = 86_400_000

    /// Reads a request. Throws a sentence about the first thing that is wrong.
    init(_ request: Request) throws {
        for item in request.query { try read(item.name, .string(item.value)) }
        if request.body.isEmpty { return }
        guard case .object(let object) = try JSONValue(parsing: request.body, maximumDepth: 8) else {
            throw IncidentFault(status: 400, description: "got JSON that is no object; want {\"duration\": \"5m\"}")
        }
        for member in object.members { try read(member.key, member.value) }
    }

    private mutating func read(_ key: String, _ value: JSONValue) throws(IncidentFault) {
        let text = Self.text(value)
        switch key {
        case "duration":
            guard case .string = value, let nanoseconds = parseDuration(text),
                (1000...Self.longest).contains(nanoseconds / 1_000_000)
            else { throw IncidentFault("duration", text, want: "a text from 1s to 24h, such as \"5m\"") }
            duration = nanoseconds / 1_000_000
        case "intensity":
            guard let number = parseNumber(text), number > 0, number <= 10 else {
                throw IncidentFault("intensity", text, want: "a number above 0, at most 10")
            }
            intensity = number
        default:
            var sentence = "got \"\(printable(key))\"; want \(alternatives(Self.keys))"
            if let near = nearest(key, among: Self.keys) { sentence += "; did you mean \"\(near)\"?" }
            throw IncidentFault(status: 400, description: sentence)
        }
    }

    private static func text(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): text
        case .number(let number): number.text
        default: value.text
        }
    }
}

extension IncidentFault {
    fileprivate init(_ key: String, _ got: String, want: String) {
        self.init(status: 400, description: "cannot read \(key): got \"\(printable(got))\"; want \(want)")
    }
}
