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

    /// Whether the name or the unit says that the numbers are amounts of the time between two readings.
    static func isAmount(_ words: Words, _ numbers: ColumnNumbers) -> Bool {
        if numbers.least < 0 || numbers.greatest == 0 || climbs(numbers) || words.has(ratios) || words.has(present) {
            return false
        }
        if let unit = numbers.unit, isWord(unit, in: amountUnits) { return true }
        return isTotal(words) || words.has(amounts) || words.ends("anzahl zahl menge stück verbrauch ertrag umsatz")
    }

    /// Whether numbers whose name says nothing can be counts: whole ones that go up and down.
    static func mayBeCounted(_ words: Words, _ numbers: ColumnNumbers) -> Bool {
        guard numbers.isWhole, numbers.least >= 0, numbers.greatest > numbers.least, !climbs(numbers) else {
            return false
        }
        return numbers.unit == nil && !words.has(levels) && !words.has(ratios) && !words.has(present)
    }

    /// Whether the numbers seldom fall and go far: a meter whose readings stumble, no amounts.
    private static func climbs(_ numbers: ColumnNumbers) -> Bool {
        numbers.notFalling >= 0.9 && numbers.quantiles.count > 4 && numbers.quantiles[1] < numbers.quantiles[4]
    }

    private static let amounts =
        "pieces piece pcs items item units orders order visitors visits visit guests customers clients anzahl stück "
        + "stueck stk menge quantity qty volume sold sales sale views clicks hits calls tickets transactions "
        + "transaktionen bookings buchungen bestellungen besucher kunden passengers fahrgäste passagiere cars "
        + "vehicles fahrzeuge bikes riders trips rides rentals departures arrivals casual registered parcels pakete "
        + "packages downloads uploads installs registrations signups logins messages mails emails events incidents "
        + "alerts failures faults failed rejected scrap ausschuss births cases deaths new consumption consumed "
        + "verbrauch production produced produktion generation erzeugung ertrag einspeisung bezug kwh wh mwh umsatz "
        + "revenue precipitation rain rainfall niederschlag regen pièces unités commandes visiteurs ventes piezas "
        + "unidades pedidos visitantes ventas pezzi ordini visitatori vendite attempts retries timeouts drops "
        + "dropped sessions jobs runs starts stops cycles pulses impulse"
    private static let amountUnits = "Wh kWh MWh GWh"
    private static let ratios =
        "percent percentage pct ratio rate share avg mean average median std deviation per min max minimum maximum "
        + "anteil quote durchschnitt mittel"
    private static let present =
        "active concurrent current present online connected connections pending waiting open unique distinct top limit "
        + "capacity available aktiv gleichzeitig offen"
    private static let levels =
        "temp temperature temperatur humidity hum feuchte luftfeuchte pressure baro druck speed level stand bestand "
        + "inventory stock balance saldo battery signal rssi snr load cpu mem memory ram disk used free available "
        + "cached score rating note rank index age alter height depth weight price preis kurs open high low close "
        + "direction dir heading angle bearing voltage current power leistung spannung strom co no pm voc aqi uv lux "
        + "light noise uptime size queue backlog pending occupancy belegung auslastung threads procs "
        + "processes running bpm pulse heart puls soc year month day hour week quarter jahr "
        + "monat tag stunde elevation altitude visibility cloud clouds cover ping latency duration time zeit id"

    static func rises(_ numbers: ColumnNumbers) -> Bool {
        numbers.notFalling >= 0.985 && numbers.least >= 0 && numbers.greatest > numbers.least
    }
}

/// The unit in a name such as `Biomasse [MWh]`, `Temp (°C)` or `power_w`; nil if there is none.
package func unitInName(_ name: String) -> (unit: String, before: String)? {
    let bytes = Array(name.utf8)
    for (open, close) in [(UInt8(ascii: "["), UInt8(ascii: "]")), (UInt8(ascii: "("), UInt8(ascii: ")"))] {
        guard let end = bytes.lastIndex(of: close), let start = bytes[..<end].lastIndex(of: open), end - start > 1
        else {
            continue
        }
        let unit = bytes[(start + 1)..<end]
        // `(1-5)` is a scale, and `(2024)` a year.
        let isWordOrSign = unit.contains {
            $0 | 0x20 &- 0x61 < 26 || $0 >= 0x80 || $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "$")
        }
        if unit.count > 12 || !isWordOrSign { continue }
        return (String(decoding: unit, as: UTF8.self), String(decoding: bytes[..<start], as: UTF8.self))
    }
    if bytes.last == UInt8(ascii: "%") { return ("%", String(decoding: bytes.dropLast(), as: UTF8.self)) }
    return nil
}
