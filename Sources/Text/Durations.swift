// The units of Prometheus, largest first: a year has 365 days, a week 7.
private let units: [(name: String, nanoseconds: Int64)] = [
    ("y", 31_536_000_000_000_000), ("w", 604_800_000_000_000), ("d", 86_400_000_000_000), ("h", 3_600_000_000_000),
    ("m", 60_000_000_000), ("s", 1_000_000_000), ("ms", 1_000_000),
]

/// Reads a duration as Prometheus does (`model.ParseDuration`) into nanoseconds: `1h30m`, `500ms`, `0`.
///
/// Units y, w, d, h, m, s and ms, each at most once, in this order; no sign, no fraction, no blank. Nil for anything
/// else, and for more than `Int64.max` nanoseconds (about 292 years). The result is a whole number of milliseconds.
package func parseDuration(_ text: String) -> Int64? {
    if text == "0" { return 0 }
    var rest = Substring(text)
    var allowed = units[...]
    var total: Int64 = 0
    while !rest.isEmpty {
        let digits = rest.prefix { $0 >= "0" && $0 <= "9" }
        rest = rest.dropFirst(digits.count)
        let letters = rest.prefix { $0 >= "a" && $0 <= "z" }
        rest = rest.dropFirst(letters.count)
        guard let place = allowed.firstIndex(where: { $0.name == letters }), let count = Int64(digits) else {
            return nil
        }
        let (part, overflowed) = count.multipliedReportingOverflow(by: units[place].nanoseconds)
        let (sum, overflowedToo) = total.addingReportingOverflow(part)
        if overflowed || overflowedToo { return nil }
        total = sum
        allowed = units[(place + 1)...]
    }
    return text.isEmpty ? nil : total
}

/// Writes nanoseconds as Prometheus does, so that `parseDuration` reads them back: `1h30m`, `0s`.
///
/// Parts of a millisecond are dropped, because Prometheus has no smaller unit. A negative duration, which
/// `parseDuration` refuses, has a minus sign. Years and weeks appear only where nothing smaller follows: 90d is easier
/// to read than 12w6d.
package func formatDuration(_ nanoseconds: Int64) -> String {
    var rest = nanoseconds.magnitude / 1_000_000
    if rest == 0 { return "0s" }
    var text = nanoseconds < 0 ? "-" : ""
    for unit in units {
        let milliseconds = UInt64(unit.nanoseconds / 1_000_000)
        let mustBeExact = unit.name == "y" || unit.name == "w"
        guard rest >= milliseconds, !mustBeExact || rest % milliseconds == 0 else { continue }
        text += "\(rest / milliseconds)\(unit.name)"
        rest %= milliseconds
    }
    return text
}

/// A duration for people: whole seconds below ten minutes, whole minutes above.
package func durationText(_ seconds: Double) -> String {
    let unit = seconds < 600 ? 1.0 : 60.0
    return formatDuration(seconds: (seconds / unit).rounded(.up) * unit)
}

/// A duration of `seconds`, not negative, to the millisecond; from 292 years on, only that it is longer.
package func formatDuration(seconds: Double) -> String {
    // So many days fit into 64 bits of nanoseconds.
    let longest: Int64 = 106_751 * 86_400
    if seconds > Double(longest) { return "more than " + formatDuration(longest * 1_000_000_000) }
    return formatDuration(Int64(seconds * 1000) * 1_000_000)
}
