import Bytes
import CSV

/// A cell that is a number as people write them, before it is known which mark is the decimal mark.
struct NumberText {
    /// The digits with their marks and exponent.
    private(set) var core: Range<Int>
    /// The text before the number, such as a currency; empty if there is none.
    private(set) var prefix: Range<Int>
    /// The unit behind the number; empty if there is none.
    private(set) var suffix: Range<Int>
    /// Whether the sign is written as bookkeepers do.
    private(set) var isAccounting = false
    private(set) var points = 0
    private(set) var commas = 0
    /// A blank, no-break blank or apostrophe between groups of three digits.
    private(set) var otherGroup: UInt8?
    /// The digits before the first point or comma, and behind the last.
    private(set) var digitsBefore = 0
    private(set) var digitsBehind = 0
    /// The last point or comma.
    private(set) var lastMark: UInt8 = 0
    private(set) var hasExponent = false
    /// Whether a 0 is before further digits, as in codes.
    private(set) var hasLeadingZero = false

    static let units = StaticList(
        "% ‰ ° °C °F ºC C F K ms s sec secs min h hrs us µs ns d days B b KB kB MB GB TB KiB MiB GiB TiB bit "
            + "Byte Bytes bytes kByte KByte MByte GByte TByte kBit/s MBit/s Mbps kbps "
            + "Gbps bps B/s KB/s kB/s MB/s GB/s Mbit/s kbit/s V mV kV A mA W kW MW GW Wh kWh MWh GWh VA kVA Hz kHz MHz "
            + "GHz rpm m km cm mm mi ft in m/s km/h mph kn kt g kg mg t lb lbs oz l L ml mL m3 m³ m2 m² l/h l/min m³/h "
            + "Pa hPa kPa mbar bar psi inHg mmHg ppm ppb µg/m³ ug/m3 lux lx lm dB dBm dBA W/m² W/m2 mm/h J kJ "
            + "EUR USD CHF GBP JPY € $ £ ¥ kr zł Fr. Kč Ft PLN CZK HUF SEK NOK DKK RON BGN TRY RUB UAH INR CNY BRL MXN "
            + "CAD AUD NZD SGD HKD ZAR KRW THB ILS bpm x k M Mio T pcs Stk Stk. CR DR")
    static let factors = StaticList("k K M B Mio T G")
    private static let currencies = StaticList(
        "$ € £ ¥ ₹ US$ R$ A$ C$ USD EUR CHF GBP JPY Fr. Rs. Rs kr < > ~ ≈ <$ S$ HK$ ₽ ₺ ₩ zł PLN CZK HUF SEK NOK DKK "
            + "RON BGN TRY RUB UAH INR CNY BRL MXN CAD AUD NZD SGD HKD ZAR KRW THB ILS")

    /// The number in a cell without blanks around it; nil for any other text.
    init?(_ bytes: Span<UInt8>, _ cell: Range<Int>) {
        var (start, end) = (cell.lowerBound, cell.upperBound)
        if cell.count > 40 { return nil }
        var at = start
        while at < end && bytes[at] &- 0x30 > 9 { at += 1 }
        if at == end { return nil }
        // A mark that begins the number: `.5`, `-,69`.
        var first = at
        if first > start, bytes[first - 1] == UInt8(ascii: ".") || bytes[first - 1] == UInt8(ascii: ",") { first -= 1 }
        (core, prefix, suffix) = (first..<end, first..<first, end..<end)
        guard takeSign(bytes, &start, &end, first) else { return nil }
        at = first
        readCore(bytes, &at, end)
        core = first..<at
        if at > end { return nil }
        suffix = trimmedWidely(bytes, at..<end)
        if suffix.last.map({ bytes[$0] == UInt8(ascii: "-") }) == true, suffix.count == 1 {
            isAccounting = true
            suffix = at..<at
        }
        if !suffix.isEmpty && !Self.units.has(bytes, suffix) { return nil }
        if points > 1 && commas > 1 { return nil }
        if !hasSoundGroups(bytes) { return nil }
    }

    private mutating func takeSign(_ bytes: Span<UInt8>, _ start: inout Int, _ end: inout Int, _ first: Int) -> Bool {
        func passSign() {
            start = trimmedWidely(bytes, start..<end).lowerBound
            guard start < first else { return }
            if bytes[start] == UInt8(ascii: "-") || bytes[start] == UInt8(ascii: "+") {
                start += 1
            } else if bytes[start] == UInt8(ascii: "("), bytes[end - 1] == UInt8(ascii: ")") {
                (start, end, isAccounting) = (start + 1, end - 1, true)
            } else if bytes[start] == 0xE2, start + 3 <= first, bytes[start + 1] == 0x88, bytes[start + 2] == 0x92 {
                (start, isAccounting) = (start + 3, true)
            }
        }
        passSign()
        if start < first {
            var text = trimmedWidely(bytes, start..<first)
            if let last = text.last, bytes[last] == UInt8(ascii: "-") { text = text.lowerBound..<last }
            prefix = text
            if !text.isEmpty && !Self.currencies.has(bytes, text) { return false }
        }
        return start <= first && end > first
    }

    private mutating func readCore(_ bytes: Span<UInt8>, _ at: inout Int, _ end: Int) {
        var digits = 0
        let first = at
        while at < end {
            let byte = bytes[at]
            if byte &- 0x30 <= 9 {
                digits += 1
                if lastMark == 0 { digitsBefore += 1 } else { digitsBehind += 1 }
            } else if byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",") {
                // `5.` as Fortran writes it.
                let isLast = at + 1 == end && digits > 0 && byte == UInt8(ascii: ".") && lastMark == 0
                if !isLast && (at + 1 == end || bytes[at + 1] &- 0x30 > 9) { break }
                if byte == UInt8(ascii: ".") { points += 1 } else { commas += 1 }
                (lastMark, digitsBehind) = (byte, 0)
            } else if byte == UInt8(ascii: "'") || byte == 0x20 || byte == 0xC2 || byte == 0xE2 {
                guard lastMark == 0, digits > 0, let width = groupWidth(bytes, at, end) else { break }
                otherGroup =
                    byte == UInt8(ascii: "'") || byte == 0xE2 && bytes[at + 2] == 0x99 ? UInt8(ascii: "'") : 0x20
                at += width
                continue
            } else if byte | 0x20 == UInt8(ascii: "e"), digits > 0, exponentEnd(bytes, at + 1, end) > at + 1 {
                hasExponent = true
                at = exponentEnd(bytes, at + 1, end)
                break
            } else {
                break
            }
            at += 1
        }
        hasLeadingZero = digitsBefore > 1 && bytes[first] == 0x30
    }

    /// The bytes of a mark before exactly three digits; nil if there is none.
    private func groupWidth(_ bytes: Span<UInt8>, _ at: Int, _ end: Int) -> Int? {
        var width = 1
        if bytes[at] == 0xC2 { width = 2 }
        if bytes[at] == 0xE2 { width = 3 }
        if width == 2 && !(at + 1 < end && bytes[at + 1] == 0xA0) { return nil }
        if width == 3, !(at + 2 < end && bytes[at + 1] == 0x80) { return nil }
        if width == 3, ![0xAF, 0x89, 0x87, 0x99].contains(bytes[at + 2]) { return nil }
        var digits = 0
        while at + width + digits < end, bytes[at + width + digits] &- 0x30 <= 9 { digits += 1 }
        return digits == 3 ? width : nil
    }

    private func exponentEnd(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
        var at = start
        if at < end, bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") { at += 1 }
        let digits = at
        while at < end, bytes[at] &- 0x30 <= 9 { at += 1 }
        return at == digits ? start : at
    }

    /// Whether each mark that occurs twice, or before the other mark, has groups of two or three digits behind it.
    private func hasSoundGroups(_ bytes: Span<UInt8>) -> Bool {
        if points + commas < 2 { return true }
        if lastMark == UInt8(ascii: "."), points > 1, commas > 0 { return false }
        if lastMark == UInt8(ascii: ","), commas > 1, points > 0 { return false }
        let mark: UInt8 = points > 0 && commas > 0 ? (lastMark == 0x2E ? 0x2C : 0x2E) : lastMark
        var (digits, groups) = (0, 0)
        for index in core {
            if bytes[index] == mark {
                if groups > 0 && digits != 3 && digits != 2 || digits > 3 || digits == 0 { return false }
                (digits, groups) = (0, groups + 1)
            } else if bytes[index] &- 0x30 <= 9 {
                digits += 1
            } else {
                break
            }
        }
        return digits == 3
    }
}
