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
    /// The data set, where several have the scenario; nil: the first of them.
    var set: String?

    private static let keys = ["duration", "intensity", "profile", "set"]
    private static let longest: Int64 = 86_400_000

    /// As the catalogue says.
    init() {}

    /// Reads a request for a scenario that these data sets have. Throws a sentence about the first thing that is wrong.
    init(_ request: Request, of owners: [LiveSet]) throws(ControlFault) {
        let fields = try RequestFields(request).all
        if let field = fields.first(where: { $0.key == "set" }) {
            set = try Self.name(field.key, field.value, among: owners.map { $0.name })
        }
        let owner = owners.first { $0.name == set } ?? owners[0]
        let profiles = owner.catalogue.profiles.map { $0.name }
        for field in fields where field.key != "set" { try read(field.key, field.value, profiles) }
    }

    private static func name(
        _ key: String, _ value: JSONValue, among known: [String]
    ) throws(ControlFault) -> String {
        guard case .string(let name) = value else { throw ControlFault(key, value, want: alternatives(known)) }
        if !known.contains(name) { throw ControlFault(unknown: name, as: key, among: known) }
        return name
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
            profile = try Self.name(key, value, among: profiles)
        default: throw ControlFault(unknown: key, as: "key", among: Self.keys)
        }
    }
}
