import EventTime
import HTTP
import JSON
import MappingFile
import Pipeline
import Text

/// Commands of `POST /api/v1/replay`.
extension ReplayCommand {
    /// Reads `action=…` with its `time`, `by` or `speed`, from the query or a form body. A seek by a distance leads
    /// from where `replay` is now.
    init(_ request: Request, _ replay: Replay?) throws {
        let items = request.query + (try request.form())
        func read<Value>(_ name: String, _ parse: (String) -> Value?, want: String) throws -> Value {
            guard let item = items.first(named: name) else {
                throw ReplayCommandError(missing: name, request, items, want: want)
            }
            if let value = parse(item.value) { return value }
            throw ReplayCommandError(unreadable: item, want: want)
        }
        guard let action = items.first(named: "action")?.value, !action.isEmpty else {
            throw ReplayCommandError(
                missing: "action", request, items, want: alternatives(ReplayCommandError.actions))
        }
        switch action {
        case "pause": self = .pause
        case "resume": self = .resume
        case "restart": self = .restart
        case "seek" where items.first(named: "by") != nil:
            if items.first(named: "time") != nil { throw ReplayCommandError.bothTimes }
            let distance = try read("by", parseDistance, want: "whole seconds such as 300, or -300 to go back")
            self = .seek(replay?.instant(by: distance) ?? .earliest)
        case "seek": self = .seek(try read("time", parseInstant, want: instantWanted))
        case "speed": self = .speed(try read("speed", parseSpeed, want: speedWanted))
        default: throw ReplayCommandError(action: action)
        }
    }

    /// The command as its request spells it, for the log.
    var pairs: [(key: String, value: String)] {
        switch self {
        case .pause: [("action", "pause")]
        case .resume: [("action", "resume")]
        case .restart: [("action", "restart")]
        case .seek(let instant): [("action", "seek"), ("time", iso8601(instant))]
        case .speed(let speed): [("action", "speed"), ("speed", speedText(speed))]
        }
    }
}

/// Reads seconds, negative if they lead back, as nanoseconds; nil if they are more than 292 years.
private func parseDistance(_ text: String) -> Int64? {
    guard let (nanoseconds, isOver) = Int64(text)?.multipliedReportingOverflow(by: 1_000_000_000) else { return nil }
    return isOver ? nil : nanoseconds
}

/// Why a request holds no replay command, as one sentence.
struct ReplayCommandError: Error, CustomStringConvertible {
    let description: String
    fileprivate static let actions = ["pause", "resume", "restart", "seek", "speed"]
    fileprivate static let bothTimes = Self(description: "got time= and by=; want one of them")

    private init(description: String) { self.description = description }

    fileprivate init(action: String) {
        description =
            "got action=\(action); want \(alternatives(Self.actions))"
            + (nearest(action, among: Self.actions).map { "; did you mean \($0)?" } ?? "")
    }

    fileprivate init(unreadable item: FormItem, want: String) {
        let hint = item.hasPlus ? "; a + in a query or form means a blank: write %2B for a plus" : ""
        description = "got \(item.name)=\(item.value); want \(want)\(hint)"
    }

    fileprivate init(missing name: String, _ request: Request, _ items: [FormItem], want: String) {
        let type = request.headers["content-type"]?.lowercased() ?? ""
        // A search for a text in a text would link the library of regular expressions, 1.4 MB.
        let isJSON = type.split { "/+; ".contains($0) }.contains { $0 == "json" }
        if isJSON || items.contains(where: { $0.name.hasPrefix("{") }) {
            description = "got no \(name)= but JSON; want a query or a form with \(name)=: \(want)"
        } else if let other = items.first(where: { !["action", "time", "by", "speed"].contains($0.name) }) {
            description = "got \(other.name)=\(other.value) instead of \(name)=; want \(name)=: \(want)"
        } else {
            description = "got no \(name)=; want \(name)=: \(want)"
        }
    }
}

extension Replay {
    static let contentType = ("Content-Type", "application/json")

    /// The instant so many nanoseconds from what is applied, within the pass.
    fileprivate func instant(by distance: Int64) -> Instant {
        guard let range, let applied else { return .earliest }
        return min(range.end, max(range.start, applied.advanced(by: distance)))
    }

    /// The answer of `/api/v1/replay`.
    var response: Response { Response(status: 200, headers: [Self.contentType], body: .bytes(stateText)) }

    /// The state as a JSON object and a newline; full speed is the string "max".
    var stateText: [UInt8] {
        let time = (applied ?? .earliest).roundedDown(to: 1_000_000)
        let (start, end) = (range?.start ?? .earliest, range?.end ?? .latest)
        let object: JSONObject = [
            "state": .string(state.rawValue), "time": .string(iso8601(time)), "start": .string(iso8601(start)),
            "end": .string(iso8601(end)), "speed": JSONNumber(plan.speed).map { .number($0) } ?? .string("max"),
            "passes": .number(JSONNumber(passes)),
        ]
        return Array((JSONValue.object(object).text + "\n").utf8)
    }
}

/// The body of an answer that waits for the records up to the time of a command.
final class LateAnswer: BodySource {
    private let ask: () -> BodyStep
    private var isSent = false

    /// Sends the first step of `ask` that has bytes, as all of the body.
    init(_ ask: @escaping () -> BodyStep) { self.ask = ask }

    func step(atMost limit: Int, now: Int64) -> BodyStep {
        if isSent { return .end }
        let step = ask()
        if case .bytes = step { isSent = true }
        return step
    }
}
