import JSON
import Service

/// One endpoint of the simulator as its documents describe it. A test compares the list with the route table.
struct Operation {
    /// What an endpoint is about; the documents are in this order.
    enum Topic: String, CaseIterable {
        case incidents = "Incidents"
        case settings = "Settings"
        case records = "Records"
        case services = "Services"
        case state = "State"
        case documents = "Documents"
        case everything = "What ends everything"
    }

    /// An answer that is meant; refusals that every endpoint has are left out.
    struct Answer {
        let status: Int
        let description: String
        /// The schema of a JSON body; nil for other types.
        var schema: JSONValue?
        /// Other types than JSON.
        var types: [String] = []
        /// What can be asked for with a member of the body.
        var next: [Link] = []
    }

    /// An operation whose parameter `name` may be what `member` of an answer says.
    struct Link {
        let method: RouteMethod
        let path: String
        let name: String
        let member: String
    }

    /// A value in the path or the query.
    struct Parameter {
        let name: String
        let description: String
        let schema: JSONValue
    }

    /// The name by which programs call it: `delete_incidents_id`.
    static func name(_ method: RouteMethod, _ path: String) -> String {
        let words = path.split { "/{}.-".contains($0) }
        return ([method.rawValue.lowercased()] + (words.isEmpty ? ["state"] : words.map(String.init)))
            .joined(separator: "_")
    }

    let method: RouteMethod
    let path: String
    let topic: Topic
    /// One sentence.
    let summary: String
    /// What follows `curl`, for each example.
    let examples: [String]
    /// Parameters that the path names are in the path, others in the query.
    var parameters: [Parameter] = []
    /// The schema of a JSON body.
    var body: JSONValue?
    var needsBody = false
    var answers: [Answer]

    /// Whether it changes something, so that a token may be wanted.
    var isControl: Bool { method != .get }

    /// The curl lines; with a token a request that changes something carries it.
    func curls(hasToken: Bool) -> [String] {
        examples.map { (hasToken && isControl ? curlWithToken : "curl ") + $0 }
    }
}

/// The beginning of a curl line that carries the token.
let curlWithToken = "curl -H \"Authorization: Bearer $TOKEN\" "

extension Operation.Answer {
    /// A body of JSON that is one of the document's schemas.
    static func json(_ status: Int, _ description: String, _ schema: String) -> Operation.Answer {
        Operation.Answer(status: status, description: description, schema: reference(schema))
    }

    /// A body of other types.
    static func other(_ status: Int, _ description: String, _ types: String...) -> Operation.Answer {
        Operation.Answer(status: status, description: description, types: types)
    }

    /// A refusal.
    static func refusal(_ status: Int, _ description: String) -> Operation.Answer {
        .json(status, description, "Error")
    }
}

/// A reference to a schema of the document.
func reference(_ schema: String) -> JSONValue { .object(["$ref": .string("#/components/schemas/\(schema)")]) }

/// A text that may be one of some.
func oneOf(_ texts: [String]) -> JSONValue {
    if texts.isEmpty { return .object(["type": .string("string")]) }
    return .object(["type": .string("string"), "enum": .array(texts.map { .string($0) })])
}
