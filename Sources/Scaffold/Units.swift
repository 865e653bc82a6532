/// A unit in the base form of the naming guide, or as people write it where nobody reads the base form.
package struct Unit: Sendable, Equatable {
    /// What the name of a metric ends in: `seconds`.
    package var suffix: String
    /// What a number in the written unit is multiplied by.
    package var scale: Double
    /// The unit of Grafana: `s`.
    package var display: String
    /// Why the unit is not a base unit, or what the factor is; nil if there is nothing to say.
    package var comment: String?
}

extension Unit {
    /// The unit that a file writes so; nil for an empty text.
    init?(written text: String) {
        // `mW` and `MW` differ: case counts first.
        let known = Self.written.first { names($0, text, isExact: true) }
        if let row = known ?? Self.written.first(where: { names($0, text, isExact: false) }) {
            self.init(suffix: row.suffix, scale: row.scale, display: row.display, comment: row.comment)
            return
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { snakeCase(String($0)) }
        let suffix = parts.filter { !$0.isEmpty }.joined(separator: "_per_")
        if suffix.isEmpty { return nil }
        self.init(suffix: suffix, scale: 1, display: "short", comment: nil)
    }

    /// The unit that a name ends in: `duration_ms`. Only words that are nothing else: `temp_min` is no duration. Bytes
    /// are the unit wherever the name says so, but for a rate: `bytes_sent`.
    static func ending(_ name: String) -> String? {
        let words = snakeCase(name).split(separator: "_").map { String($0) }
        guard let last = words.last else { return nil }
        if unitWords.contains(last) { return last }
        if last == "b" && words.contains("size") { return last }
        if words.contains("per") || words.contains("rate") { return nil }
        return words.first { $0 == "bytes" || $0 == "byte" }
    }

    /// The words with which a file may write a unit, and what they become.
    private static let written: [UnitRow] = [
        ("s sec secs second seconds sek sekunde sekunden", "seconds", 1, "s", nil),
        ("ms msec msecs millis millisecond milliseconds millisekunden", "seconds", 0.001, "s", nil),
        ("us µs μs usec microsecond microseconds", "seconds", 0.000_001, "s", nil),
        ("ns nsec nanosecond nanoseconds", "seconds", 0.000_000_001, "s", nil),
        ("min mins minute minutes minuten", "seconds", 60, "s", nil),
        ("h hr hrs hour hours stunden", "seconds", 3600, "s", nil),
        ("d day days tage", "seconds", 86_400, "s", nil),
        ("% percent pct prozent", "ratio", 0.01, "percentunit", nil),
        ("B byte bytes", "bytes", 1, "bytes", nil),
        ("kB KB kbyte kbytes", "bytes", 1000, "bytes", decimalBytes),
        ("MB mbyte mbytes", "bytes", 1_000_000, "bytes", decimalBytes),
        ("GB gbyte gbytes", "bytes", 1_000_000_000, "bytes", decimalBytes),
        ("KiB", "bytes", 1024, "bytes", nil),
        ("MiB", "bytes", 1_048_576, "bytes", nil),
        ("GiB", "bytes", 1_073_741_824, "bytes", nil),
        ("°C ºC C degC celsius", "celsius", 1, "celsius", nil),
        ("°F F degF fahrenheit", "fahrenheit", 1, "fahrenheit", nil),
        ("W watt watts", "watts", 1, "watt", nil),
        ("mW", "watts", 0.001, "watt", nil),
        ("kW kilowatt kilowatts", "watts", 1000, "watt", nil),
        ("MW megawatt megawatts", "watts", 1_000_000, "watt", nil),
        ("V volt volts", "volts", 1, "volt", nil),
        ("mV", "volts", 0.001, "volt", nil),
        ("A amp amps ampere amperes", "amperes", 1, "amp", nil),
        ("mA", "amperes", 0.001, "amp", nil),
        ("Hz hertz", "hertz", 1, "hertz", nil),
        ("kHz", "hertz", 1000, "hertz", nil),
        ("MHz", "hertz", 1_000_000, "hertz", nil),
        ("Wh", "wh", 1, "watth", householdEnergy),
        ("kWh", "kwh", 1, "kwatth", householdEnergy),
        ("MWh", "mwh", 1, "short", householdEnergy),
        ("€ EUR euro euros", "eur", 1, "currencyEUR", money),
        ("$ USD dollar dollars", "usd", 1, "currencyUSD", money),
        ("£ GBP", "gbp", 1, "currencyGBP", money),
        ("¥ JPY", "jpy", 1, "currencyJPY", money),
        ("CHF Fr. SFr.", "chf", 1, "short", money),
        ("lx lux", "lux", 1, "lux", nil),
    ]
    private static let decimalBytes = "a thousand bytes; 1024 if the program that wrote the file counts so"
    private static let householdEnergy = "as written: nobody reads joules of a household"
    private static let money = "as written: a currency is its own base unit"
}

private let unitWords = [
    "ms", "msec", "us", "usec", "ns", "sec", "secs", "seconds", "minutes", "hours", "percent", "pct", "bytes", "kb",
    "mb",
    "gb", "kib", "mib", "gib", "celsius", "fahrenheit", "watts", "kw", "volts", "hz", "mhz", "eur", "euro", "usd",
    "gbp",
    "chf", "lux",
]

/// The words for a unit, separated by blanks, and what they become.
private typealias UnitRow = (words: String, suffix: String, scale: Double, display: String, comment: String?)

private func names(_ row: UnitRow, _ text: String, isExact: Bool) -> Bool {
    let wanted = isExact ? text : lowercased(text)
    return row.words.split(separator: " ").contains { (isExact ? String($0) : lowercased(String($0))) == wanted }
}

/// The text with ASCII capitals made small.
func lowercased(_ text: String) -> String {
    String(decoding: text.utf8.map { 0x41...0x5A ~= $0 ? $0 + 32 : $0 }, as: UTF8.self)
}
