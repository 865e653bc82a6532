import HTTP
import Metrics
import Pipeline
import TestSupport
import Testing

@testable import Exporter

/// Endpoints with a state beside them, asked without a socket.
enum EndpointScene {
    static func endpoints(lifecycle: Bool = true, token: LifecycleToken? = nil) -> Endpoints {
        Endpoints(telemetryPath: "/metrics", hasLifecycle: lifecycle, showsCreated: false, token: token)
    }

    static let state = ServiceState(
        version: "1", configurationFile: "a<b>.yml", waitsFor: nil,
        replay: ReplayStatus(
            state: .running, time: 1_000_000_000, start: 0, end: 9_000_000_000, speed: .infinity, passes: 2),
        telemetryPath: "/metrics")

    static let snapshot = Snapshot([
        Snapshot.Family(name: "x", help: "X.", type: .gauge, series: [Snapshot.Series(labels: "")], values: [1])
    ])

    /// Sends a request; returns status, body, and the commands it led to.
    static func send(
        _ method: String, _ target: String, _ endpoints: Endpoints = endpoints(), state: ServiceState = state,
        headers: [(String, String)] = [], body: String = "", refuse: String? = nil
    ) throws -> (status: Int, body: String, commands: [Endpoints.Command]) {
        let host = headers.contains { $0.0 == "host" } ? [] : [("host", "h:1")]
        let request = try #require(
            Request(method: method, target: target, headers: host + headers, body: Array(body.utf8)))
        var commands: [Endpoints.Command] = []
        let response = endpoints.answer(request, state, snapshot: { snapshot }) { command in
            commands.append(command)
            return refuse
        }
        var bytes: [UInt8] = []
        switch response.body {
        case .bytes(let all): bytes = all
        case .stream(let source): while case .bytes(let piece) = source.step(atMost: 1000, now: 0) { bytes += piece }
        }
        return (response.status, String(decoding: bytes, as: UTF8.self), commands)
    }
}
