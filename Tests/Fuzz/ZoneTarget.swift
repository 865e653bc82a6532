import EventTime

/// A zone file, or a file made of a rule, is refused or keeps the promises of `Zone`.
func fuzzZone(_ bytes: [UInt8]) {
    var input = Input(bytes)
    let isRule = input.below(2) == 0
    let probe = Int64(bitPattern: input.word()) >> 26
    let file = isRule ? file(rule: input.all()) : input.all()
    guard let zone = try? Zone(tzif: file, name: "x") else { return }  // What is no zone file is refused.
    var before = Int64.min
    for local in [probe - 90_000, probe - 3600, probe - 1, probe, probe + 1, probe + 3600, probe + 90_000] {
        let seconds = zone.seconds(localSeconds: local)
        check(seconds >= before, "local \(local) is \(seconds), and before it was \(before)")
        before = seconds
        guard let instant = Instant(seconds: seconds, nanoseconds: 0), let previous = instant.previous else { continue }
        let shown = seconds + Int64(zone.offset(at: instant))
        // Only a local time that is skipped is not shown, and then the clocks jump over it just there.
        let earlier = seconds - 1 + Int64(zone.offset(at: previous))
        let skipped = earlier < local && local < shown
        check(shown == local || skipped, "local \(local) is \(seconds), when clocks show \(shown)")
        if shown == local { check(earlier != local, "local \(local) occurs before \(seconds)") }
        if let next = zone.startOfNextDay(after: instant) {
            check(next > instant, "the day after \(instant) begins before it")
        } else {
            check(instant.adding(4 * 86_400_000_000_000) == nil, "no day begins after \(instant)")
        }
    }
}

/// A file of one type without changes, its footer the rule.
private func file(rule: [UInt8]) -> [UInt8] {
    let header = Array("TZif2".utf8) + Array(repeating: 0, count: 15)
    let counts: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1]
    let body: [UInt8] = [0, 0, 0, 0, 0, 0, 0]
    return header + counts + body + header + counts + body + [0x0A] + rule + [0x0A]
}
