import HTTP
import Service

extension Endpoints {
    /// The console's event stream.
    func stream(_ request: Request, now: Int64) -> Response {
        if let refusal = access.refusalOfReading(request) { return refusal }
        let pins = request.query.filter { $0.name == "pin" && !$0.value.isEmpty }.map { $0.value }
        let stream = streams.open(pins: pins, lastEventID: request.headers["last-event-id"], now: now)
        guard let stream else { return .text(503, streams.refusal) }
        return Response(
            status: 200,
            headers: [
                ("Content-Type", "text/event-stream; charset=utf-8"), ("Cache-Control", "no-store"),
                ("X-Accel-Buffering", "no"), ("X-Content-Type-Options", "nosniff"),
                ("Cross-Origin-Resource-Policy", "same-origin"),
            ], body: .stream(stream))
    }
}
