private let units: [(name: String, milliseconds: Int64, onlyWhole: Bool)] = [
    ("y", 365 * 86_400_000, true), ("w", 7 * 86_400_000, true), ("d", 86_400_000, false), ("h", 3_600_000, false),
    ("m", 60_000, false), ("s", 1000, false), ("ms", 1, false),
]

/// The longest duration of Prometheus, which counts in 64 bits of nanoseconds: somewhat over 292 years.
let longestDuration = Int64.max / 1_000_000

/// Reads a duration as Prometheus writes it (`1h30m`, units from `y` to `ms`, each at most once and in this order; `0`)
/// in milliseconds, or returns nil.
func milliseconds(_ text: ArraySlice<UInt8>) -> Int64? {
    if text.elementsEqual("0".utf8) { return 0 }
    var (rest, sum, nextUnit) = (text, 0 as Int64, 0)
    if rest.isEmpty { return nil }
    while !rest.isEmpty {
        let digits = rest.prefix { isDigit($0) }
        guard let amount = Int64(String(decoding: digits, as: UTF8.self)) else { return nil }
        rest = rest.dropFirst(digits.count)
        let name = String(decoding: rest.prefix { !isDigit($0) }, as: UTF8.self)
        guard let unit = units[nextUnit...].firstIndex(where: { $0.name == name }) else { return nil }
        rest = rest.dropFirst(name.utf8.count)
        nextUnit = unit + 1
        let (product, overflows) = amount.multipliedReportingOverflow(by: units[unit].milliseconds)
        if overflows || product > longestDuration - sum { return nil }
        sum += product
    }
    return sum
}

/// Writes a duration as Prometheus does: `1m30s`, `500ms`; years and weeks only where nothing is left over.
func durationText(_ milliseconds: Int64) -> String {
    if milliseconds == 0 { return "0s" }
    var (rest, text) = (milliseconds, "")
    for unit in units where rest >= unit.milliseconds && !(unit.onlyWhole && rest % unit.milliseconds != 0) {
        text += "\(rest / unit.milliseconds)\(unit.name)"
        rest %= unit.milliseconds
    }
    return text
}

func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
