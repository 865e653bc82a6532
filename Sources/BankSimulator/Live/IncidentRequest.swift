import HTTP
import JSON
import Text

/// What `POST /incidents/{scenario}` asks for beside the scenario: in the query, or in a body of JSON.
struct IncidentRequest {
    /// Milliseconds; nil: as long as the catalogue says.
    var duration: Int64?
    var intensity = 1.0
    /// The only profile in which it happens; nil: in those that the catalogue says.
    var profile: String?

    private static let keys = ["duration", "intensity", "profile"]
    private static let longest: Int64 = 86_400_000

    /// As the catalogue says.
    init() {}

    /// Reads a request for a data set with these profiles. Throws a sentence about the first thing that is wrong.
    init(_ request: Request, profiles: [String]) throws(ControlFault) {
        for field in try RequestFields(request).all { try read(field.key, field.value, profiles) }
    }

    private mutating func read(_ key: String, _ value: JSONValue, _ profiles: [String]) throws(ControlFault) {
        switch key {
        case "duration":
            guard case .string(let text) = value, let nanoseconds = parseDuration(text),
                (1000...Self.longest).contains(nanoseconds / 1_000_000)
            else { throw ControlFault(key, value, want: "a text from 1s to 24h, such as \"5m\"") }
            duration = nanoseconds / 1_000_000
        case "intensity":
            guard let number = value.number, number > 0, number <= 10 else {
                throw ControlFault(key, value, want: "a number above 0, at most 10")
            }
            intensity = number
        case "profile":
            guard case .string(let name) = value else {
                throw ControlFault(key, value, want: alternatives(profiles))
            }
            if !profiles.contains(name) { throw ControlFault(unknown: name, as: "profile", among: profiles) }
            profile = name
        default: throw ControlFault(unknown: key, as: "key", among: Self.keys)
        }
    }
}
