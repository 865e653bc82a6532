import HTTP
import JSON

/// The errors of the simulator's API, those of the server and of the access rules too: `{"detail": "one sentence"}`.
func jsonError(_ response: Response) -> Response {
    let isText = response.headers.contains { $0.name == "Content-Type" && $0.value.hasPrefix("text/plain") }
    guard isText, case .bytes(let bytes) = response.body else { return response }
    var sentence = String(decoding: bytes, as: UTF8.self)
    if sentence.hasSuffix("\n") { sentence.removeLast() }
    let others = response.headers.filter { $0.name != "Content-Type" }.map { ($0.name, $0.value) }
    return Response(
        status: response.status, headers: [("Content-Type", "application/json")] + others,
        body: .bytes(Array((JSONValue.object(["detail": .string(sentence)]).text + "\n").utf8)))
}
