/// Rewrites the times of a Prometheus rule file, or of an Alertmanager configuration, for a replay at `speed`. The
/// top-level key (`groups` or `route`) decides which of the two the file is.
///
/// Divides times by `speed` and rounds them to whole milliseconds, at least 1; 0 stays 0. All other bytes stay as they
/// are. The times of a rule file are `interval` and `query_offset` of a group, `for` and `keep_firing_for`, and the
/// windows, subquery steps and offsets of `expr`. Those of a route are `group_wait`, `group_interval` and
/// `repeat_interval`. A window of fewer than 5 scrapes is refused, because rates over it vary widely or are empty;
/// fewer than 10 are a warning. Warnings are sentences that begin with `file:line`. Throws all faults of the file at
/// once. O(n).
package func scaleRules(
    _ text: String, file: String, speed: Double, scrapeInterval: Duration
) throws(RulesError) -> (text: String, warnings: [String]) {
    var scaling = Scaling(Array(text.utf8), file: file, speed: speed, scrapeInterval: scrapeInterval)
    scaling.run()
    if !scaling.faults.isEmpty { throw RulesError(faults: scaling.faults) }
    return (scaling.scaledText, scaling.warnings.map(\.description))
}

/// The kind of the value at a path of keys.
private enum Role {
    case time, expression

    init?(_ path: [String]) {
        switch path {
        case ["groups", "interval"], ["groups", "query_offset"]: self = .time
        case ["groups", "rules", "for"], ["groups", "rules", "keep_firing_for"]: self = .time
        case ["groups", "rules", "expr"]: self = .expression
        default:
            guard isInRoute(path), ["group_wait", "group_interval", "repeat_interval"].contains(path.last) else {
                return nil
            }
            self = .time
        }
    }
}

/// Whether the last key of `path` belongs to an Alertmanager route.
private func isInRoute(_ path: [String]) -> Bool {
    path.first == "route" && path.dropFirst().dropLast().allSatisfy { $0 == "routes" }
}

private struct Scaling {
    private let bytes: [UInt8]
    private let file: String
    private let speed: Double
    private let scrapeInterval: Duration
    private var edits: [(range: Range<Int>, text: String)] = []
    private(set) var faults: [RulesFinding] = []
    private(set) var warnings: [RulesFinding] = []

    init(_ bytes: [UInt8], file: String, speed: Double, scrapeInterval: Duration) {
        (self.bytes, self.file, self.speed, self.scrapeInterval) = (bytes, file, speed, scrapeInterval)
    }

    /// The file with its times rewritten.
    var scaledText: String {
        var scaled: [UInt8] = []
        var copied = 0
        for edit in edits {
            scaled += bytes[copied..<edit.range.lowerBound]
            scaled += edit.text.utf8
            copied = edit.range.upperBound
        }
        return String(decoding: scaled + bytes[copied...], as: UTF8.self)
    }

    mutating func run() {
        if !(speed.isFinite && speed > 0) { refuse(.speed(speed)) }
        if scrapeInterval < .milliseconds(1) { refuse(.scrapeInterval(scrapeInterval)) }
        guard faults.isEmpty else { return }
        if let place = bytes.indices.first(where: isLoneReturn) { refuse(.yaml("a lone carriage return"), at: place) }
        var finder = ScalarFinder(bytes)
        do throws(ScalarFinder.Unreadable) {
            try finder.scan()
        } catch {
            refuse(.yaml(error.found), at: error.at)
            return
        }
        if finder.topLevelKeys.isDisjoint(with: ["groups", "route"]) { refuse(.neitherRulesNorRoutes) }
        for merge in finder.merges where mayMergeTimes(merge.path) { refuse(.merge, at: merge.at) }
        for scalar in finder.scalars {
            guard let role = Role(scalar.path) else { continue }
            if scalar.isShared {
                refuse(.shared(scalar.path.last ?? ""), at: scalar.start)
            } else {
                switch role {
                case .time: scaleTime(scalar)
                case .expression: scaleExpression(scalar)
                }
            }
        }
        faults.sort { $0.line < $1.line }
    }

    private func mayMergeTimes(_ path: [String]) -> Bool {
        isInRoute(path) || path == ["<<"] || path == ["groups", "<<"] || path == ["groups", "rules", "<<"]
    }

    private mutating func scaleTime(_ scalar: Scalar) {
        // An empty value means the default of Prometheus.
        if scalar.content.isEmpty || scalar.text == "~" || scalar.text == "null" { return }
        if milliseconds(scalar.content[...]) == nil {
            refuse(.duration(found: scalar.text, in: scalar.path.last ?? ""), at: scalar.start)
        } else {
            scale(0..<scalar.content.count, of: scalar, in: scalar.path.last ?? "")
        }
    }

    private mutating func scaleExpression(_ scalar: Scalar) {
        func text(_ range: Range<Int>) -> String { String(decoding: scalar.content[range], as: UTF8.self) }
        for finding in PromQLScanner.findings(in: scalar.content) {
            switch finding {
            case .window(let range):
                guard let scaled = scale(range, of: scalar, in: "a window") else { continue }
                check(text(range), scaled, at: scalar.origin(range).lowerBound)
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
    private mutating func scale(_ range: Range<Int>, of scalar: Scalar, in place: String) -> Int64? {
        guard let time = milliseconds(scalar.content[range]) else { return nil }
        if time == 0 { return 0 }
        let quotient = (Double(time) / speed).rounded()
        guard quotient <= Double(longestDuration) else {
            let found = String(decoding: scalar.content[range], as: UTF8.self)
            refuse(.tooLong(found: found, in: place), at: scalar.origin(range).lowerBound)
            return nil
        }
        let scaled = max(1, Int64(quotient))
        if scaled != time { edits.append((scalar.origin(range), durationText(scaled))) }
        return scaled
    }

    private mutating func check(_ found: String, _ scaled: Int64, at place: Int) {
        func clamped(_ time: Double) -> Int64 { Int64(min(time.rounded(.up), Double(longestDuration / 16))) }
        let interval = clamped(scrapeInterval / .milliseconds(1))
        func eventTime(_ scrapes: Int64) -> Int64 { clamped(Double(scrapes * interval) * speed) }
        if scaled < 5 * interval {
            refuse(.window(found: found, scaled: scaled, needed: eventTime(5), interval: interval), at: place)
        } else if scaled < 10 * interval {
            warn(.shortWindow(found: found, scaled: scaled, wanted: eventTime(10), interval: interval), at: place)
        }
    }

    private mutating func refuse(_ problem: RulesFinding.Problem, at place: Int? = nil) {
        faults.append(RulesFinding(file: file, line: line(place), problem: problem))
    }

    private mutating func warn(_ problem: RulesFinding.Problem, at place: Int) {
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
