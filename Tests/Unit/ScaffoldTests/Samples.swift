import CSV
import EventTime
import Scaffold

@testable import Sniff

/// Decisions about a bank statement, as a person would make them.
func bankStatement() -> Decisions {
    var decisions = Decisions()
    decisions.dialect.delimiter = UInt8(ascii: ";")
    decisions.dialect.encoding = .windows1252
    decisions.dialect.skipLines = 3
    decisions.numbers = Numbers(decimal: UInt8(ascii: ","), group: UInt8(ascii: "."))
    decisions.nullValues = ["-"]
    var amount = ColumnNumbers()
    amount.unit = "EUR"
    amount.least = -900
    amount.greatest = 2500
    amount.quantiles = [-900, -200, -80, -30, -12.5, 5, 100, 900, 2400, 2500]
    var duration = ColumnNumbers()
    duration.unit = "ms"
    duration.least = 3
    duration.greatest = 4100
    duration.quantiles = [3, 5, 8, 12, 24.9, 60, 180, 400, 1500, 4000]
    decisions.columns = [
        Column(name: "Datum", role: .time, filled: 100, distinct: 90),
        Column(name: "Uhrzeit", role: .time, filled: 100, distinct: 80),
        Column(name: "Status", role: .label, filled: 100, distinct: 4, examples: ["offen"]),
        Column(name: "Kunde", role: .leftOut(.manyValues), filled: 100, distinct: 9312),
        Column(name: "Filiale", role: .leftOut(.constant), filled: 100, distinct: 1, examples: ["Nord: \"1\""]),
        Column(name: "Betrag", role: .value(.gauge), filled: 100, distinct: 95, numbers: amount),
        Column(name: "Dauer ms", role: .value(.histogram), filled: 100, distinct: 70, numbers: duration),
        Column(name: "Notiz", role: .leftOut(.empty)),
    ]
    decisions.labels = [2]
    decisions.labelSets = 4
    var time = Time(columns: [0, 1], format: "%d.%m.%Y %H:%M")
    time.first = parseInstant("2024-01-01T00:03:00Z")
    time.last = parseInstant("2024-03-31T23:58:00Z")
    time.order = .ascending
    time.stepSeconds = 420
    decisions.time = time
    decisions.seen = Seen(records: 18_204, rejected: 0, share: 1)
    decisions.notes = [
        Note(key: .delimiter, evidence: "all lines have 8 fields", alternatives: [","]),
        Note(key: .header, evidence: "its names do not occur below"),
        Note(key: .time, evidence: "the day is first: 31.01.2024 in line 2214"),
        Note(key: .zone, evidence: "the file does not say; UTC is assumed", isAssumed: true),
        Note(key: .shape, evidence: "times repeat (4 %)"),
    ]
    return decisions
}

/// A plan for decisions about one file.
func planned(_ decisions: Decisions, _ name: String = "orders") -> Plan {
    plan(name, [SourceFiles(files: ["\(name).csv"], decisions: decisions)])
}
