import EventTime
import JSON
import Metrics

// JSON as the stream has it: one line, valid UTF-8 whatever the texts are.
extension [UInt8] {
    mutating func append(_ text: String) { append(contentsOf: text.utf8) }

    /// A text, or null.
    mutating func appendQuoted(_ text: String?) { append(text.map { quoted($0) } ?? "null") }

    /// A label's value.
    mutating func appendQuoted(utf8 bytes: ArraySlice<UInt8>) { append(quoted(String(decoding: bytes, as: UTF8.self))) }

    /// Seconds since 1970 with at most three decimals, or null.
    mutating func append(_ instant: Instant?) {
        guard let instant else { return append("null") }
        let milliseconds = instant.milliseconds
        let (whole, part) = milliseconds.magnitude.quotientAndRemainder(dividingBy: 1000)
        append("\(milliseconds < 0 ? "-" : "")\(whole)")
        if part == 0 { return }
        let digits = String(1000 + part).dropFirst()
        append(".")
        append(contentsOf: digits.utf8)
    }

    /// The shortest number that reads back as `value`; `"NaN"`, `"+Inf"` and `"-Inf"` as texts; null for what a scrape
    /// does not show.
    mutating func append(_ value: Double) {
        if value.magnitude < 0x1p53, value == value.rounded(.towardZero), value != 0 || value.sign == .plus {
            var rest = UInt64(value.magnitude)
            if value < 0 { append(UInt8(ascii: "-")) }
            let start = count
            repeat {
                append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
                rest /= 10
            } while rest > 0
            self[start...].reverse()
        } else if value.isFinite {
            append("\(value)")
        } else if value.bitPattern == Family.notShown.bitPattern {
            append("null")
        } else {
            append(value.isNaN ? "\"NaN\"" : value > 0 ? "\"+Inf\"" : "\"-Inf\"")
        }
    }

    /// One value, or an array of several.
    mutating func append(values: ArraySlice<Double>) {
        if values.count == 1, let value = values.first { return append(value) }
        append(list: values) { $0.append($1) }
    }

    /// An array of what `item` writes.
    mutating func append<Items: Sequence>(list items: Items, item: (inout [UInt8], Items.Element) -> Void) {
        append("[")
        let start = count
        for element in items {
            if count > start { append(",") }
            item(&self, element)
        }
        append("]")
    }

    /// Ends an event: `data` is on one line. It has no room to grow, because it may wait long for a slow browser.
    mutating func endEvent() {
        append("\n\n")
        self = Array(self[...])
    }
}
