/// All faults of a file that cannot be scaled, in the order of the file.
package struct RulesError: Error, CustomStringConvertible {
    /// At least one.
    package let faults: [RulesFinding]

    /// One line for each fault.
    package var description: String { faults.map(\.description).joined(separator: "\n") }
}

/// A fault or warning about a place in a file.
package struct RulesFinding: CustomStringConvertible, Sendable {
    /// The file's name, as given by the caller.
    package let file: String
    /// The line, from 1; 0 for the whole file.
    package let line: Int
    /// The fault or warning; `description` is its sentence.
    package let problem: Problem

    /// The kinds of faults and warnings. Times are in milliseconds.
    package enum Problem: Sendable {
        // Faults.
        case speed(Double)
        case scrapeInterval(Duration)
        case neitherRulesNorRoutes
        case yaml(String)
        case expression(String)
        case duration(found: String, in: String)
        case tooLong(found: String, in: String)
        case shared(String)
        case merge
        case window(found: String, scaled: Int64, needed: Int64, interval: Int64)
        case explanation(String)
        case inhibitRules
        // Warnings.
        case shortWindow(found: String, scaled: Int64, wanted: Int64, interval: Int64)
        case clockFunction(String)
        case secondsArgument(String)
        case numericDuration(String)
        case leftOut(String, upTo: Double, String)
        case unknownAlert(String)
    }

    /// `file:line: cannot X: got A; want B`.
    package var description: String { "\(file)\(line > 0 ? ":\(line)" : ""): \(words)" }

    private var words: String {
        switch problem {
        case .speed(let speed):
            return "cannot scale for the replay speed: got \(speed); want a finite number above 0"
        case .scrapeInterval(let interval):
            return "cannot scale for the scrape interval: got \(interval); want at least 1ms"
        case .neitherRulesNorRoutes:
            return "cannot find anything to scale: got no groups and no route at the top level; "
                + "want a Prometheus rule file or an Alertmanager configuration"
        case .yaml(let found):
            return "cannot read the YAML: got \(found); want scalars and brackets that are closed, and line feeds"
        case .expression(let found):
            return "cannot read the expression: got \(found); want PromQL"
        case .duration(let found, let place):
            return "cannot scale \(place): got \(quoted(found)); want a duration such as 5m or 1h30m"
        case .tooLong(let found, let place):
            return "cannot scale \(place): got \(quoted(found)), over 292y when scaled; want a shorter one"
        case .shared(let key):
            return "cannot scale \(key): got an anchor or an alias; want the value written out"
        case .merge:
            return "cannot scale merged keys: got a merge key (<<); want the keys written out"
        case .window(let found, let scaled, let needed, let interval):
            return "cannot scale the window [\(found)]: got \(durationText(scaled)), fewer than 5 scrapes of "
                + "\(durationText(interval)); want at least [\(durationText(needed))], a lower speed or "
                + "a shorter scrape interval"
        case .shortWindow(let found, let scaled, let wanted, let interval):
            return "the window [\(found)] becomes \(durationText(scaled)), fewer than 10 scrapes of "
                + "\(durationText(interval)), and will be noisy; use [\(durationText(wanted))] or more"
        case .clockFunction(let name):
            return "\(name)() reads the wall clock and cannot be scaled; compare metrics of the event clock instead"
        case .secondsArgument(let name):
            return "\(name)() takes a number of seconds, which is not scaled"
        case .numericDuration(let found):
            return "the number \(found) is not scaled; only windows, steps and offsets are"
        case .explanation(let found):
            return "cannot use the label explains: got \(quoted(found)); want the names of one to six alerts, of "
                + "letters, digits and _, such as A|B"
        case .inhibitRules:
            return "cannot add what causes silence: want keys in lines of their own, and entries of inhibit_rules"
        case .leftOut(let name, let speed, let reason):
            return "left out: \(name), which holds up to speed \(speedText(speed)): \(reason)"
        case .unknownAlert(let name):
            return "the label explains names \(name), and there is no such alert"
        }
    }
}

/// A speed, rounded down.
private func speedText(_ speed: Double) -> String {
    speed < 1 ? "\((speed * 100).rounded(.down) / 100)" : "\(Int64(min(speed, 1e15)))"
}

private func quoted(_ text: String) -> String { "\"\(text)\"" }

/// Sorts findings that are almost in order.
func sortByLine(_ findings: inout [RulesFinding]) {
    for end in findings.indices {
        var place = end
        while place > 0, findings[place - 1].line > findings[place].line {
            findings.swapAt(place - 1, place)
            place -= 1
        }
    }
}
