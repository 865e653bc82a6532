/// The path of keys to the rules of a group.
let rulesPath = ["groups", "rules"]

/// The kind of the value at a path of keys.
enum Role {
    case time, expression, recording, alert, explanation

    init?(_ path: [String]) {
        switch path {
        case ["groups", "interval"], ["groups", "query_offset"]: self = .time
        case ["groups", "rules", "for"], ["groups", "rules", "keep_firing_for"]: self = .time
        case ["groups", "rules", "expr"]: self = .expression
        case ["groups", "rules", "record"]: self = .recording
        case ["groups", "rules", "alert"]: self = .alert
        case ["groups", "rules", "labels", "explains"]: self = .explanation
        default:
            guard isInRoute(path), ["group_wait", "group_interval", "repeat_interval"].contains(path.last) else {
                return nil
            }
            self = .time
        }
    }
}

/// Whether the last key of `path` belongs to an Alertmanager route.
func isInRoute(_ path: [String]) -> Bool {
    path.first == "route" && path.dropFirst().dropLast().allSatisfy { $0 == "routes" }
}

/// A rule of a rule file.
final class Rule {
    /// The name of the recording or alert.
    var name = ""
    var isRecording = false
    /// The names in the expression: metrics, and words that are none.
    var uses: [String] = []
    /// The highest speed at which the windows of the rule, and of the recordings that it uses, hold enough scrapes;
    /// infinite if they do at the replay's speed. A rule with a limit is left out.
    var limit = Double.infinity
    /// Why the limit is not higher.
    var reason = ""
    /// The names of the alerts that it explains.
    var explains: [String] = []
    /// The place of the label `explains`.
    var explanation = 0
}
