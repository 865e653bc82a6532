import HTTP
import JSON
import POSIX
import Service
import TestSupport
import Testing

@testable import BankSimulator

/// Live data sets with their control API, and clocks that a test sets.
final class LiveScene {
    let folder = TemporaryDirectory()
    let live: Live
    private let router: Router<LiveEndpoints>
    private let time = Time()

    private final class Time {
        var nanoseconds: Int64 = 1_772_438_400_000_000_000
    }

    /// Data sets of these catalogues, by name, from Monday 2026-03-02 08:00:00 on. With a token, requests that change
    /// something must carry it.
    init(_ catalogues: [(name: String, text: String)] = [("small", smallCatalogue)], token: String? = nil) throws {
        let first = time.nanoseconds / 1_000_000_000
        let secret = try token.map { [folder] in try LifecycleToken(file: folder.write("token", $0)) }
        let sets = try catalogues.map { [folder] name, text in
            let path = folder.write("\(name).yml", text)
            let catalogue = try CatalogueReader.compile(path, HistoryRequest(from: first, to: .max))
            try FileSystem.makeDirectory("\(folder.path)/\(name)")
            return LiveSet(
                name, catalogue, folder: "\(folder.path)/\(name)", first: first, limits: LiveFile.Limits())
        }
        let clocks = Clocks(monotonic: { [time] in time.nanoseconds }, wall: { [time] in time.nanoseconds })
        let logger = Logger(
            level: .info, format: .logfmt, output: try FileDescriptor.create("\(folder.path)/log"), timestamp: { "" })
        live = Live(sets, clocks, LiveClock(monotonic: time.nanoseconds, wall: time.nanoseconds), logger)
        let access = Access(isOpen: true, token: secret)
        let metrics = SelfMetrics(program: "bank_simulator", version: "1", startTime: 0)
        let endpoints = LiveEndpoints(
            live, { 0 }, access, metrics, ScrapeEndpoint(includesCreated: false), clocks)
        router = Router(LiveEndpoints.routes(sets), endpoints, access, metrics)
        router.answered = { endpoints.note($0, $1, now: $2) }
        run(seconds: 1)
    }

    /// Lets so many seconds pass.
    func run(seconds: Int64) {
        for _ in 0..<seconds * 10 {
            time.nanoseconds += 100_000_000
            // The first slice makes what windows look back on, and takes several.
            repeat {
                live.slice(now: time.nanoseconds, deadline: .max, hasEvents: false)
            } while !live.isReady && !live.isStopped
        }
    }

    /// Sends a request; its answer is a text if it is no JSON.
    func send(
        _ method: String, _ target: String, _ body: String = "", _ headers: [(String, String)] = []
    ) throws -> (status: Int, json: JSONValue) {
        let response = try answer(method, target, body, headers)
        guard case .bytes(let bytes) = response.body else { return (response.status, .null) }
        return (response.status, (try? JSONValue(parsing: bytes)) ?? .string(String(decoding: bytes, as: UTF8.self)))
    }

    /// Sends a request whose answer is no JSON, to an address where a prefix may be left out.
    func page(
        _ target: String, below prefix: String? = nil
    ) throws -> (status: Int, text: String, headers: [Response.Field]) {
        let response = try answer("GET", target, "", [], below: prefix)
        guard case .bytes(let bytes) = response.body else { return (response.status, "", response.headers) }
        return (response.status, String(decoding: bytes, as: UTF8.self), response.headers)
    }

    private func answer(
        _ method: String, _ target: String, _ body: String, _ headers: [(String, String)], below prefix: String? = nil
    ) throws -> Response {
        let host = headers.contains { $0.0 == "host" } ? [] : [("host", "localhost:8000")]
        let request = try #require(
            Request(method: method, target: target, headers: host + headers, body: Array(body.utf8)))
        let response = router.answer(request, below: prefix, now: time.nanoseconds)
        router.finished(
            Exchange(method: method, path: request.path, status: response.status, isComplete: true),
            now: time.nanoseconds)
        return response
    }

    /// The lines of the log that contain a text.
    func logged(_ message: String) throws -> [String] {
        let bytes = try FileDescriptor.open("\(folder.path)/log").readToEnd(maximum: 1 << 24)
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").filter { $0.contains(message) }.map(
            String.init)
    }

    /// The text of a GET's answer.
    func text(_ target: String) throws -> String { try send("GET", target).json.text }

    /// The lines of a file without the header; none if it is missing.
    func lines(_ file: String) throws -> [String] {
        let bytes = try FileDescriptor.open("\(folder.path)/\(file)").readToEnd(maximum: 1 << 24)
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropFirst().map(String.init)
    }
}

extension JSONValue {
    /// The value at a path of keys and numbers of items: `events.0.kind`.
    func at(_ path: String) -> JSONValue? {
        path.split(separator: ".").reduce(self) { value, key in
            switch value {
            case .object(let object)?: object[String(key)]
            case .array(let items)?: Int(key).flatMap { items.indices.contains($0) ? items[$0] : nil }
            default: nil
            }
        }
    }
}
