@testable import Rules

/// Scaling by 1 changes nothing; what is scaled can be scaled back and forth; a file without the rules that do not hold
/// can be read again; findings in expressions lie in them, in order.
func fuzzRules(_ bytes: [UInt8]) {
    var input = Input(bytes)
    let speed = input.choice([2.0, 60, 0.25, 1e9, 1e-9])
    let wrap = input.below(4)
    let rest = input.all()
    checkFindings(rest)
    let given = String(decoding: rest, as: UTF8.self)
    let text =
        switch wrap {
        case 0: "groups:\n- name: a\n  rules:\n  - expr: \(given)\n    for: 5m\n"
        case 1: "groups: [{rules: [{expr: \(given)"
        case 2: "groups:\n- interval: \(given)\n  rules:\n  - expr: |\n      \(given)\n"
        default: given
        }
    if let same = scaled(text, 1) {
        check(same == text, "scaled by 1: \(same.debugDescription)")
    }
    if let kept = scaled(text, 1e9, leavesOut: true) {
        check(scaled(kept, 1) == kept, "left out: \(kept.debugDescription)")
    }
    guard let fast = scaled(text, speed) else { return }
    check(scaled(fast, 1) == fast, "scaled by \(speed), then by 1: \(fast.debugDescription)")
    // Halves of doubles are exact, but for the spelling, which is settled after the first time.
    guard speed == 0.25, let back = scaled(fast, 4) else { return }
    check(scaled(back, 0.25) == fast, "there \(fast.debugDescription), back \(back.debugDescription)")
}

/// Nil if it is refused, with sentences that say where.
private func scaled(_ text: String, _ speed: Double, leavesOut: Bool = false) -> String? {
    do throws(RulesError) {
        let (scaled, warnings) = try scaleRules(
            [text], files: ["f"], speed: speed, scrapeInterval: .milliseconds(1), leavesOut: leavesOut)
        check(warnings.allSatisfy { $0.hasPrefix("f:") }, "warnings \(warnings)")
        return scaled[0]
    } catch {
        check(!error.faults.isEmpty && error.faults.allSatisfy { $0.file == "f" }, "\(error)")
        let lines = text.utf8.reduce(1) { $1 == 0x0A ? $0 + 1 : $0 }
        check(error.faults.allSatisfy { 0...lines ~= $0.line }, "\(error) in \(lines) lines")
        return nil
    }
}

private func checkFindings(_ expression: [UInt8]) {
    var end = 0
    for finding in PromQLScanner.scan(expression).findings {
        let range: Range<Int>
        switch finding {
        case .window(let found), .step(let found), .offset(let found), .number(let found):
            check(milliseconds(expression[found]) != nil, "\(finding) is no duration")
            range = found
        case .clockFunction(let found), .secondsArgument(let found), .unreadable(let found, _): range = found
        case .unfinished(let start, _): range = start..<start + 1
        }
        check(range.upperBound <= expression.count, "\(finding) in \(expression.count) bytes")
        if case .unfinished = finding { continue }
        check(range.lowerBound >= end, "\(finding) before \(end)")
        end = range.upperBound
    }
}
