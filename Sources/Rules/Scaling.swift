import Text

/// The rewriting of one file: `read`, then `complete` with what is known of all files, then `scaledText`.
final class Scaling {
    private let bytes: [UInt8]
    private let file: String
    private let speed: Double
    private let scrapeInterval: Duration
    private let leavesOut: Bool
    private var finder: ScalarFinder
    private var edits: [(range: Range<Int>, text: String)] = []
    private(set) var faults: [RulesFinding] = []
    private(set) var warnings: [RulesFinding] = []
    /// The rules, in the order of `finder.rules`.
    private(set) var rules: [Rule] = []
    /// What a configuration of Alertmanager gets.
    private var insertion = (at: 0, text: "")
    /// The rule that is read; may be past the last.
    private var current = 0

    init(_ bytes: [UInt8], file: String, speed: Double, scrapeInterval: Duration, leavesOut: Bool) {
        (self.bytes, self.file, self.speed, self.scrapeInterval) = (bytes, file, speed, scrapeInterval)
        self.leavesOut = leavesOut
        finder = ScalarFinder(bytes)
    }

    /// The file with its times rewritten. Rules that are left out become comments, so that the lines below keep their
    /// numbers.
    var scaledText: String {
        var scaled: [UInt8] = []
        var copied = 0
        var edit = 0
        func copy(to end: Int) {
            while edit < edits.count, edits[edit].range.lowerBound < end {
                let (range, text) = edits[edit]
                edit += 1
                // A rule that is left out has times, too.
                if range.lowerBound < copied { continue }
                scaled += bytes[copied..<range.lowerBound]
                scaled += text.utf8
                copied = range.upperBound
            }
            if copied < end { scaled += bytes[copied..<end] }
            copied = max(copied, end)
        }
        for index in rules.indices where rules[index].limit < .infinity {
            let entry = finder.rules[index]
            copy(to: entry.range.lowerBound)
            if entry.dash != nil {
                for place in entry.range {
                    if place == entry.range.lowerBound || bytes[place - 1] == UInt8(ascii: "\n") {
                        scaled.append(UInt8(ascii: "#"))
                    }
                    scaled.append(bytes[place])
                }
            }
            copied = max(copied, entry.range.upperBound)
        }
        copy(to: insertion.at)
        scaled += insertion.text.utf8
        copy(to: bytes.count)
        return String(decoding: scaled, as: UTF8.self)
    }

    /// Adds the names of the alerts, and an inhibit rule for each that explains others.
    func list(_ alerts: inout [String], _ inhibitRules: inout [String]) {
        for rule in rules where !rule.isRecording {
            alerts.append(rule.name)
            if rule.explains.isEmpty || rule.limit < .infinity { continue }
            inhibitRules.append(
                "{source_matchers: [alertname=\"\(rule.name)\"], "
                    + "target_matchers: [alertname=~\"\(rule.explains.joined(separator: "|"))\"], "
                    + "equal: [job, instance]}")
        }
    }

    /// Gives the rules that use a recording its limit, if that is lower. Returns whether there are any.
    func limit(users recording: Rule) -> Bool {
        var isChanged = false
        for index in rules.indices where recording.limit < rules[index].limit {
            if !rules[index].uses.contains(recording.name) { continue }
            rules[index].limit = recording.limit
            rules[index].reason = "it uses \(recording.name)"
            isChanged = true
        }
        return isChanged
    }

    /// Finds the times and the rules.
    func read() {
        if !(speed > 0 && (speed.isFinite || leavesOut)) { refuse(.speed(speed)) }
        if scrapeInterval < .milliseconds(1) { refuse(.scrapeInterval(scrapeInterval)) }
        guard faults.isEmpty else { return }
        if let place = bytes.indices.first(where: isLoneReturn) { refuse(.yaml("a lone carriage return"), at: place) }
        do throws(ScalarFinder.Unreadable) {
            try finder.scan()
        } catch {
            refuse(.yaml(error.found), at: error.at)
            return
        }
        if !finder.topLevelKeys.contains("groups"), !finder.topLevelKeys.contains("route") {
            refuse(.neitherRulesNorRoutes)
        }
        for merge in finder.merges where mayMergeTimes(merge.path) { refuse(.merge, at: merge.at) }
        for _ in finder.rules { rules.append(Rule()) }
        for scalar in finder.scalars {
            guard let role = Role(scalar.path) else { continue }
            while current < rules.count, finder.rules[current].range.upperBound <= scalar.start { current += 1 }
            if scalar.isShared, role != .recording, role != .alert {
                refuse(.shared(scalar.path.last ?? ""), at: scalar.start)
            } else {
                take(scalar, role)
            }
        }
    }

    /// Tells which rules are left out, checks what causes explain, and adds the inhibit rules to a configuration of
    /// Alertmanager.
    func complete(_ alerts: [String], _ inhibitRules: [String]) {
        for index in rules.indices {
            let (rule, range) = (rules[index], finder.rules[index].range)
            if rule.limit < .infinity {
                forgetWarnings(in: range)
                warn(.leftOut(rule.name, upTo: rule.limit, rule.reason), at: range.lowerBound)
                for anchor in finder.anchors where range.contains(anchor) {
                    refuse(.shared("a rule that is left out"), at: anchor)
                }
            } else if !rule.explains.isEmpty, !isAlertName(rule.name) {
                refuse(.explanation(rule.name), at: rule.explanation)
            } else {
                for name in rule.explains where !alerts.contains(name) {
                    warn(.unknownAlert(name), at: rule.explanation)
                }
            }
        }
        if finder.topLevelKeys.contains("route"), !inhibitRules.isEmpty { insert(inhibitRules) }
        sortByLine(&faults)
        sortByLine(&warnings)
    }

    private func forgetWarnings(in range: Range<Int>) {
        let (first, last) = (line(range.lowerBound), line(range.upperBound - 1))
        var kept: [RulesFinding] = []
        for warning in warnings where warning.line < first || warning.line > last { kept.append(warning) }
        warnings = kept
    }

    /// Adds entries to the list `inhibit_rules`, or the list.
    private func insert(_ inhibitRules: [String]) {
        let list = finder.inhibitRules
        var (at, dash) = (bytes.count, "  - ")
        if let list, list.value < at, bytes[list.value] == UInt8(ascii: "[") {
            (at, dash) = (list.value + 1, "")
        } else if let first = list?.first {
            (at, dash) = (first.line, String(repeating: " ", count: first.dash) + "- ")
        } else if list == nil, !finder.levels.isEmpty, !finder.topLevelKeys.contains("inhibit_rules") {
            if bytes.last != UInt8(ascii: "\n") { insertion.text = "\n" }
            insertion.text += "inhibit_rules:\n"
        } else {
            return refuse(.inhibitRules, at: list?.value)
        }
        insertion.at = at
        for rule in inhibitRules { insertion.text += dash + rule + (dash.isEmpty ? ", " : "\n") }
    }

    private func mayMergeTimes(_ path: [String]) -> Bool {
        isInRoute(path) || path == ["<<"] || path == ["groups", "<<"] || path == ["groups", "rules", "<<"]
    }

    private func take(_ scalar: Scalar, _ role: Role) {
        switch role {
        case .time: scaleTime(scalar)
        case .expression: scaleExpression(scalar)
        case .recording, .alert:
            guard isInRule(scalar) else { return }
            rules[current].name = scalar.text
            rules[current].isRecording = role == .recording
        case .explanation:
            var names = [""]
            for byte in scalar.content {
                if byte == UInt8(ascii: "|") {
                    names.append("")
                } else {
                    names[names.count - 1].unicodeScalars.append(Unicode.Scalar(byte))
                }
            }
            guard isInRule(scalar), names.count <= 6, names.allSatisfy(isAlertName) else {
                return refuse(.explanation(scalar.text), at: scalar.start)
            }
            (rules[current].explains, rules[current].explanation) = (names, scalar.start)
        }
    }

    private func isInRule(_ scalar: Scalar) -> Bool {
        current < rules.count && finder.rules[current].range.contains(scalar.start)
    }

    private func scaleTime(_ scalar: Scalar) {
        // An empty value means the default of Prometheus.
        if scalar.content.isEmpty || scalar.text == "~" || scalar.text == "null" { return }
        if milliseconds(scalar.content[...]) == nil {
            refuse(.duration(found: scalar.text, in: scalar.path.last ?? ""), at: scalar.start)
        } else {
            scale(0..<scalar.content.count, of: scalar, in: scalar.path.last ?? "")
        }
    }

    private func scaleExpression(_ scalar: Scalar) {
        func text(_ range: Range<Int>) -> String { String(decoding: scalar.content[range], as: UTF8.self) }
        let (findings, names) = PromQLScanner.scan(scalar.content)
        if isInRule(scalar) { rules[current].uses = names }
        for finding in findings {
            switch finding {
            case .window(let range):
                guard let scaled = scale(range, of: scalar, in: "a window") else { continue }
                check(scalar, range, scaled)
            case .step(let range): scale(range, of: scalar, in: "a step")
            case .offset(let range): scale(range, of: scalar, in: "an offset")
            case .number(let range): warn(.numericDuration(text(range)), at: scalar.origin(range).lowerBound)
            case .clockFunction(let range): warn(.clockFunction(text(range)), at: scalar.origin(range).lowerBound)
            case .secondsArgument(let range): warn(.secondsArgument(text(range)), at: scalar.origin(range).lowerBound)
            case .unreadable(let range, let place):
                refuse(.duration(found: text(range), in: place), at: scalar.origin(range).lowerBound)
            case .unfinished(let start, let found):
                refuse(.expression(found), at: scalar.origin(start..<start + 1).lowerBound)
            }
        }
    }

    /// Rewrites the duration in `range` of the scalar. Returns the new duration, or adds a fault and returns nil.
    @discardableResult
    private func scale(_ range: Range<Int>, of scalar: Scalar, in place: String) -> Int64? {
        guard let time = milliseconds(scalar.content[range]) else { return nil }
        if time == 0 { return 0 }
        let quotient = (Double(time) / speed).rounded()
        guard quotient <= Double(longestDuration) else {
            let found = String(decoding: scalar.content[range], as: UTF8.self)
            refuse(.tooLong(found: found, in: place), at: scalar.origin(range).lowerBound)
            return nil
        }
        var scaled = max(1, Int64(quotient))
        // Between two scrapes there is nothing new.
        if place == "interval" { scaled = max(scaled, min(time, clamped(scrapeInterval / .milliseconds(1)))) }
        if scaled != time { edits.append((scalar.origin(range), durationText(scaled))) }
        return scaled
    }

    /// Checks that a window holds enough scrapes.
    private func check(_ scalar: Scalar, _ range: Range<Int>, _ scaled: Int64) {
        let found = String(decoding: scalar.content[range], as: UTF8.self)
        let place = scalar.origin(range).lowerBound
        let interval = clamped(scrapeInterval / .milliseconds(1))
        func eventTime(_ scrapes: Int64) -> Int64 { clamped(Double(scrapes * interval) * speed) }
        if scaled < 5 * interval {
            let problem = RulesFinding.Problem.window(
                found: found, scaled: scaled, needed: eventTime(5), interval: interval)
            guard leavesOut, isInRule(scalar), let time = milliseconds(scalar.content[range]) else {
                return refuse(problem, at: place)
            }
            // What is scaled is rounded: half a millisecond less is enough.
            let limit = Double(time) / (Double(5 * interval) - 0.5)
            if limit < rules[current].limit {
                rules[current].limit = limit
                rules[current].reason = "[\(found)] becomes \(durationText(scaled)), fewer than 5 scrapes"
            }
        } else if scaled < 10 * interval {
            warn(.shortWindow(found: found, scaled: scaled, wanted: eventTime(10), interval: interval), at: place)
        }
    }

    private func refuse(_ problem: RulesFinding.Problem, at place: Int? = nil) {
        faults.append(RulesFinding(file: file, line: line(place), problem: problem))
    }

    private func warn(_ problem: RulesFinding.Problem, at place: Int) {
        warnings.append(RulesFinding(file: file, line: line(place), problem: problem))
    }

    private func isLoneReturn(_ place: Int) -> Bool {
        bytes[place] == UInt8(ascii: "\r") && (place + 1 == bytes.count || bytes[place + 1] != UInt8(ascii: "\n"))
    }

    private func line(_ place: Int?) -> Int {
        guard let place else { return 0 }
        return 1 + bytes[..<place].count { $0 == UInt8(ascii: "\n") }
    }
}

private func clamped(_ milliseconds: Double) -> Int64 {
    Int64(min(milliseconds.rounded(.up), Double(longestDuration / 16)))
}

/// Whether an alert of this name can be named in a matcher without quotes.
private func isAlertName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.allSatisfy { isLetter($0) || isDigit($0) }
}
