import EventTime
import HTTP
import JSON

/// An answer in JSON.
func json(_ status: Int, _ object: JSONObject) -> Response {
    Response(
        status: status, headers: [("Content-Type", "application/json")],
        body: .bytes(Array((JSONValue.object(object).text + "\n").utf8)))
}

/// An answer that says what is wrong.
func refusal(_ status: Int, _ sentence: String) -> Response { json(status, ["detail": .string(sentence)]) }

/// The answer that `body` makes, or the sentence that it throws.
func answer(_ body: () throws(ControlFault) -> Response) -> Response {
    do { return try body() } catch { return refusal(error.status, error.description) }
}

/// A number; null if JSON cannot express it.
func number(_ number: Double) -> JSONValue { JSONNumber(number).map { .number($0) } ?? .null }

/// An instant in milliseconds since 1970.
func time(_ milliseconds: Int64) -> String { iso8601(Instant(nanoseconds: milliseconds * 1_000_000)) }
