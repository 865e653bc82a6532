import HTTP
import JSON
import Service
import Text

extension LiveEndpoints {
    /// What starts and stops the records.
    static func controlRoutes() -> [Route<LiveEndpoints>] {
        [Route(.post, "/control", access: .control, LiveEndpoints.control)]
    }

    private func control(_ request: Request, now: Int64) -> Response {
        answer { () throws(ControlFault) in
            let actions = ["start", "stop"]
            var action: String?
            for field in try RequestFields(request).all {
                if field.key != "action" { throw ControlFault(unknown: field.key, as: "key", among: ["action"]) }
                guard case .string(let text) = field.value else {
                    throw ControlFault("action", field.value, want: alternatives(actions))
                }
                action = text
            }
            guard let action else {
                throw ControlFault(status: 422, "got no action; want {\"action\": \"start\"} or {\"action\": \"stop\"}")
            }
            switch action {
            case "start":
                let message = live.isStopped ? "records are made from the next second on" : "records are made already"
                live.start()
                return json(200, ["status": .string("started"), "message": .string(message)])
            case "stop":
                let message =
                    live.isStopped
                    ? "no records are made already" : "all incidents end, and no records are made after this second"
                live.stop()
                return json(200, ["status": .string("stopped"), "message": .string(message)])
            default: throw ControlFault(unknown: action, as: "action", among: actions)
            }
        }
    }
}
