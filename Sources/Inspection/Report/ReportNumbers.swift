import EventTime
import Text

/// A number with at most so many decimals, without an exponent as long as it has at most 18 digits. With more than 22
/// decimals, whose power of ten is no double, as a mantissa with an exponent.
func decimal(_ number: Double, _ decimals: Int) -> String {
    if !number.isFinite { return number > 0 ? ">1.79e308" : "<-1.79e308" }
    if decimals > 22 && number != 0 { return scientific(number, 13) }
    var factor = 1.0
    for _ in 0..<min(decimals, 22) { factor *= 10 }
    let scaled = (number * factor).rounded()
    let rounded = scaled.magnitude < 0x1p53 ? scaled / factor : number
    if rounded == rounded.rounded() && rounded.magnitude < 1e18 { return "\(Int64(rounded))" }
    return "\(rounded)"
}

/// A number with at most six significant digits; whole numbers have all their digits.
func significant(_ number: Double) -> String {
    if number == number.rounded() && number.magnitude < 1e18 || !number.isFinite { return decimal(number, 0) }
    var (magnitude, decimals) = (number.magnitude, 5)
    if magnitude < 1e-6 { return scientific(number, 5) }
    while magnitude >= 10 && decimals > 0 {
        magnitude /= 10
        decimals -= 1
    }
    while magnitude < 1 && decimals < 12 {
        magnitude *= 10
        decimals += 1
    }
    return decimal(number, decimals)
}

/// The text of a number; with four digits and an exponent if it is longer than ten characters.
func narrow(_ number: Double, _ text: String) -> String {
    if text.count <= 10 || number == 0 || !number.isFinite { return text }
    return scientific(number, 3)
}

/// A number other than 0 as a mantissa of so many decimals and an exponent.
private func scientific(_ number: Double, _ decimals: Int) -> String {
    var (mantissa, exponent) = (number, 0)
    while mantissa.magnitude >= 9.9995 {
        mantissa /= 10
        exponent += 1
    }
    while mantissa.magnitude < 0.99995 {
        mantissa *= 10
        exponent -= 1
    }
    return "\(decimal(mantissa, decimals))e\(exponent)"
}

/// A share in per cent: two digits, so that 0.02 % is not 0 %.
func percent(_ part: Int, of all: Int) -> String {
    if all == 0 { return "0 %" }
    let share = Double(part) * 100 / Double(all)
    if part == all { return "100 %" }
    if share >= 99.95 { return ">99.9 %" }
    if share > 0 && share < 0.005 { return "<0.01 %" }
    return "\(decimal(share, share >= 10 ? 1 : 2)) %"
}

/// A share in a column of a table: all rows have one decimal, but for nothing and all.
func shareText(_ share: Double) -> String {
    if share == 0 || share == 1 { return share == 0 ? "0 %" : "100 %" }
    if share > 0.9995 && share < 1 { return ">99.9 %" }
    if share > 0 && share < 0.0005 { return "<0.1 %" }
    let text = decimal(share * 100, 1)
    return text + (text.utf8.contains(UInt8(ascii: ".")) ? "" : ".0") + " %"
}

/// A share of a count in a column, see `shareText`.
func shareText(_ part: Int, of all: Int) -> String { shareText(all == 0 ? 0 : Double(part) / Double(all)) }

/// "812 B", "1.2 MB".
func sizeText(_ bytes: Int) -> String {
    if bytes < 1000 { return "\(bytes) B" }
    if bytes < 1_000_000 { return "\(decimal(Double(bytes) / 1e3, 1)) KB" }
    if bytes < 1_000_000_000 { return "\(decimal(Double(bytes) / 1e6, 1)) MB" }
    return "\(decimal(Double(bytes) / 1e9, 1)) GB"
}

/// A length of time: as Prometheus writes it, or in smaller units.
func durationText(_ nanoseconds: UInt64) -> String {
    if nanoseconds >= 1_000_000 { return formatDuration(Int64(clamping: nanoseconds)) }
    return nanoseconds >= 1000 ? "\(nanoseconds / 1000)us" : "\(nanoseconds)ns"
}

/// Writes times as local clocks show them.
final class ClockText {
    private let formatter: TimeFormatter?
    private let hour: TimeFormatter?

    init(_ zone: Zone) {
        // The patterns are right: they are constants.
        formatter = try? TimeFormatter("%F %T", zone: zone)
        hour = try? TimeFormatter("%F %H:%M", zone: zone)
    }

    /// `2026-03-02 05:00:00`, with a fraction if there is one.
    func text(_ instant: Instant) -> String {
        var bytes: [UInt8] = []
        formatter?.append(instant, to: &bytes)
        let milliseconds = instant.parts.nanoseconds / 1_000_000
        var text = String(decoding: bytes, as: UTF8.self)
        if milliseconds > 0 { text += ".\(String("\(1000 + milliseconds)".dropFirst()))" }
        return text
    }

    /// `2026-03-02 05:00`.
    func minute(_ instant: Instant) -> String {
        var bytes: [UInt8] = []
        hour?.append(instant, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `2026-03-02 Mon`.
    func day(_ days: Int) -> String {
        var bytes: [UInt8] = []
        let start = Instant(seconds: Int64(days) * 86_400, nanoseconds: 0) ?? .earliest
        let day = try? TimeFormatter("%F %a", zone: .utc)  // as above
        day?.append(start, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Numbers for narrow columns: in units, thousands or thousandths, so that the greatest has at most three digits.
struct NarrowNumbers {
    /// The unit, as a word: `x1000`; empty for 1.
    let unit: String
    private let divisor: Double

    init(_ numbers: [Double?]) {
        let greatest = numbers.reduce(0) { max($0, ($1 ?? 0).magnitude) }
        let areWhole = numbers.allSatisfy { $0.map { $0 == $0.rounded() } ?? true }
        var (divisor, power) = (1.0, 0)
        while greatest / divisor >= 999.5 && power < 300 {
            divisor *= 1000
            power += 3
        }
        while !areWhole && greatest > 0 && greatest / divisor < 0.95 && power > -300 {
            divisor /= 1000
            power -= 3
        }
        self.divisor = divisor
        unit = power == 0 ? "" : power == 3 ? "x1000" : power == -3 ? "x0.001" : "x1e\(power)"
    }

    /// The text of a number; `.` if there is none. Numbers below 10 have a decimal.
    func text(_ number: Double?) -> String {
        guard let number else { return "." }
        let scaled = number / divisor
        return decimal(scaled, scaled.magnitude < 9.95 ? 1 : 0)
    }
}
