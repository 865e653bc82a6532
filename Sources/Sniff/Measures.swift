import CSV

/// Chooses the type of the metric for each column of numbers.
struct Measures {
    private static let totals =
        "total totals count counter bytes packets ticks confirmed cumulative cum cumul sum deaths recovered errors "
        + "requests reads writes octets gesamt zählerstand stand meter odometer import export kumuliert"
    private static let spreads =
        "duration dauer latency seconds sec secs ms millis milliseconds elapsed size length amount betrag price preis "
        + "fare distance time response runtime took total cost kosten tip quantity menge trip"
    private static let sums = "bytes debit cancelled canceled credit sent received"

    /// The type for a column of a series.
    static func ofSeries(_ words: Words, _ numbers: ColumnNumbers) -> Measure {
        isTotal(words) && rises(numbers) ? .absolute : .gauge
    }

    /// The type for a column of events.
    static func ofEvents(_ words: Words, _ numbers: ColumnNumbers) -> Measure {
        if numbers.least < 0 { return .gauge }
        if words.has(sums) && numbers.isWhole { return .counter }
        if numbers.isDuration || words.has(spreads) || words.ends("dauer betrag preis zeit") { return .histogram }
        return .gauge
    }

    /// Whether the numbers are money that moves, or the money that there is.
    static func meaning(_ words: Words) -> Meaning? {
        if words.has("saldo balance kontostand solde") || words.ends("saldo kontostand balance") { return .balance }
        return words.has("betrag amount umsatz montant importe") || words.ends("betrag umsatz") ? .payment : nil
    }

    static func isTotal(_ words: Words) -> Bool { words.has(totals) || words.ends("bytes packets total stand count") }

    static func rises(_ numbers: ColumnNumbers) -> Bool {
        numbers.notFalling >= 0.985 && numbers.least >= 0 && numbers.greatest > numbers.least
    }
}

/// The unit in a name such as `Biomasse [MWh]`, `Temp (°C)` or `power_w`; nil if there is none.
func unitInName(_ name: String) -> (unit: String, before: String)? {
    let bytes = Array(name.utf8)
    for (open, close) in [(UInt8(ascii: "["), UInt8(ascii: "]")), (UInt8(ascii: "("), UInt8(ascii: ")"))] {
        guard let end = bytes.lastIndex(of: close), let start = bytes[..<end].lastIndex(of: open), end - start > 1
        else {
            continue
        }
        let unit = bytes[(start + 1)..<end]
        if unit.count > 12 { continue }
        return (String(decoding: unit, as: UTF8.self), String(decoding: bytes[..<start], as: UTF8.self))
    }
    if bytes.last == UInt8(ascii: "%") { return ("%", String(decoding: bytes.dropLast(), as: UTF8.self)) }
    return nil
}
