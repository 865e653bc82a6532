/// Reads a finite decimal number: `60`, `-0.5`, `1e3`, `.5`. Nil for anything else.
///
/// `Double(_: String)` also takes `0x10`, `inf` and `nan`, which nobody means in a flag or a mapping file.
package func parseNumber(_ text: String) -> Double? {
    let isDecimal = text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }
    guard isDecimal, let number = Double(text), number.isFinite else { return nil }
    return number
}

/// Reads a replay speed, event seconds per wall second: a number above 0, or infinity for `max`. Nil for anything else.
package func parseSpeed(_ text: String) -> Double? {
    if text == "max" { return .infinity }
    return parseNumber(text).flatMap { $0 > 0 ? $0 : nil }
}

/// Writes a replay speed so that `parseSpeed` reads it back: `60`, `0.5`, `max` for infinity.
package func speedText(_ speed: Double) -> String {
    if speed == .infinity { return "max" }
    return speed == speed.rounded() && speed < 1e15 ? "\(Int(speed))" : "\(speed)"
}

/// Writes bytes as millions of bytes with one decimal, rounded down: `1.2` for 1 299 999.
package func megabytes(_ bytes: Int) -> String { "\(bytes / 1_000_000).\(bytes / 100_000 % 10)" }

private let byteUnits = [
    ("B", 1), ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("KB", 1000), ("MB", 1_000_000),
    ("GB", 1_000_000_000),
]

/// Reads a number of bytes: `64MiB`, `1GB`, `4096`. Units are B, KiB, MiB and GiB, and KB, MB and GB of a thousand
/// each. Nil for anything else, and for more than `Int.max`.
package func parseBytes(_ text: String) -> Int? {
    let digits = text.prefix { $0 >= "0" && $0 <= "9" }
    let unit = digits.endIndex == text.endIndex ? "B" : text[digits.endIndex...]
    guard let count = Int(digits), let factor = byteUnits.first(where: { $0.0 == unit })?.1 else { return nil }
    let (bytes, overflowed) = count.multipliedReportingOverflow(by: factor)
    return overflowed ? nil : bytes
}
