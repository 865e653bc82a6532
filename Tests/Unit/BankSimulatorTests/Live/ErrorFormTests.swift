import HTTP
import Testing

@testable import BankSimulator

@Suite("Errors of the live API")
struct ErrorFormTests {
    @Test("a text becomes the detail of a JSON object, and other headers stay")
    func text() throws {
        let formed = jsonError(.text(405, "got \"a\"; want b", headers: [("Allow", "GET, HEAD")]))
        #expect(formed.status == 405)
        #expect(
            formed.headers.map { "\($0.name): \($0.value)" } == ["Content-Type: application/json", "Allow: GET, HEAD"])
        guard case .bytes(let bytes) = formed.body else { throw CommandFault("no bytes") }
        #expect(String(decoding: bytes, as: UTF8.self) == "{\"detail\":\"got \\\"a\\\"; want b\"}\n")
    }

    @Test("what is JSON already stays as it is")
    func object() throws {
        let body = Array("{\"detail\":\"x\"}\n".utf8)
        let formed = jsonError(
            Response(status: 404, headers: [("Content-Type", "application/json")], body: .bytes(body)))
        guard case .bytes(let bytes) = formed.body else { throw CommandFault("no bytes") }
        #expect(bytes == body)
    }
}
