import Text

/// A number with three digits that count: `24.9`, `0.00123`, `18200`.
package func roundedText(_ number: Double) -> String {
    guard number.isFinite, number != 0 else { return number == 0 ? "0" : "\(number)" }
    var factor = 1.0
    while abs(number) * factor < 100 && factor < 1e12 { factor *= 10 }
    while abs(number) * factor >= 1000 && factor > 1e-15 { factor /= 10 }
    // Powers below one are inexact: divide by their inverse.
    let rounded =
        factor >= 1 ? (number * factor).rounded() / factor : (number * factor).rounded() * (1 / factor).rounded()
    return numberText(rounded)
}

/// A span of event time for people: in days from two days on, else to the second, or below a minute to the millisecond.
package func spanText(_ seconds: Double) -> String {
    if seconds >= 172_800 { return countText(Int((seconds / 86_400).rounded())) + " days" }
    if seconds < 60 { return formatDuration(Int64(seconds * 1000) * 1_000_000) }
    return formatDuration(Int64(seconds.rounded()) * 1_000_000_000)
}
