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
        guard 9_000_000_000 > abs(seconds) else { continue }
        let instant = seconds * 1_000_000_000
        let shown = seconds + Int64(zone.offset(at: instant))
        // Only a local time that is skipped is not shown, and then the clocks jump over it just there.
        let skipped = seconds - 1 + Int64(zone.offset(at: instant - 1)) < local && local < shown
        check(shown == local || skipped, "local \(local) is \(seconds), when clocks show \(shown)")
        if shown == local {
            let earlier = Int64(zone.offset(at: instant - 1))
            check(seconds - 1 + earlier != local, "local \(local) occurs before \(seconds)")
        }
        check(zone.startOfNextDay(after: instant) > instant, "the day after \(instant) begins before it")
    }
}

/// A file of one type without changes, its footer the rule.
private func file(rule: [UInt8]) -> [UInt8] {
    let header = Array("TZif2".utf8) + Array(repeating: 0, count: 15)
    let counts: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1]
    let body: [UInt8] = [0, 0, 0, 0, 0, 0, 0]
    return header + counts + body + header + counts + body + [0x0A] + rule + [0x0A]
}
