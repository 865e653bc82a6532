import CSV
import EventTime

/// Decides about a CSV file from a sample of it. Throws if it is no table.
///
/// The rules in their order: encoding, dialect, names, numbers, event time, day or month, zone, roles, labels, types. A
/// decision without proof is an assumption or is left undecided; none is made in silence. O(bytes of the sample).
package func sniff(_ sample: Sample, _ told: Told = Told()) throws(Refusal) -> Decisions {
    if let refusal = Refusal.kind(of: sample) { throw refusal }
    let coded = EncodingRule(sample.bytes)
    let search = DialectSearch(coded.text, told: told.delimiter)
    guard let best = search.candidates.first else {
        guard let delimiter = told.delimiter else { throw Refusal.oneColumn(coded.text) }
        throw .undivided(by: delimiter, want: DialectSearch(coded.text, told: nil).candidates.first?.dialect.delimiter)
    }
    if best.width > Dialect().maximumFields { throw .manyColumns(most: Dialect().maximumFields) }
    let names = NameSearch(search.text, best)
    var decisions = Decisions()
    decisions.dialect = dialect(best, names, coded.encoding, sample)
    decisions.hasNames = names.names != nil
    decisions.notes.append(Note(key: .encoding, evidence: coded.evidence))
    explain(search, names, &decisions)
    guard var table = Table(coded.text, decisions.dialect, firstBytes: sample.firstBytes), table.width > 1 else {
        throw Refusal.oneColumn(coded.text)
    }
    try told.check(table)
    if decisions.hasNames, let name = table.nameApart() {
        let found = name.isEmpty ? "several columns have no name" : "several columns are named \(name)"
        repeatNames(of: table, "\(found): they have names of their own here", &decisions)
    }
    if decisions.hasNames, let name = table.nameMonths() {
        repeatNames(of: table, "\(name) and the other months have English names here, which a format reads", &decisions)
    }
    decisions.seen = Seen(records: table.count, rejected: table.rejected, share: sample.share)
    if table.count == 0 || table.count == 1 && !decisions.hasNames && names.isAllText {
        if table.rejected == 0 && sample.share < 1 { throw .longLines }
        decisions.columns = table.names.map { Column(name: $0) }
        decisions.undecided = [
            Undecided(key: .time, sentence: lack(of: table), flags: [])
        ]
        return decisions
    }
    var sniffer = Sniffer(table, decisions, told, now: sample.now)
    try sniffer.decide(units: names.units, isServerLog: names.isServerLog)
    // Quotes that a dialect without quotes leaves in the cells.
    let isQuoted = best.dialect.quote == nil && sniffer.decisions.time == nil
    if isQuoted, let refusal = Refusal.quoted(coded.text) { throw refusal }
    return sniffer.decisions
}

/// Writes the names of the columns into the mapping, because some of them are not those in the file.
private func repeatNames(of table: Table, _ reason: String, _ decisions: inout Decisions) {
    if decisions.dialect.header == nil { decisions.dialect.skipLines = table.linesBefore }
    (decisions.dialect.header, decisions.dialect.skipAfterHeader) = (table.names, 0)
    guard let place = decisions.notes.firstIndex(where: { $0.key == .header }) else { return }
    decisions.notes[place].evidence += "; \(reason)"
}

/// Why there is no record.
private func lack(of table: Table) -> String {
    if table.rejected == 0 { return "there is a line with names, and no record below it" }
    return "there are \(table.width) names, and no line below them has as many fields"
}

/// The dialect of the mapping.
private func dialect(
    _ best: DialectSearch.Candidate, _ found: NameSearch, _ encoding: Encoding, _ sample: Sample
) -> Dialect {
    var dialect = best.dialect
    dialect.maximumFields = Dialect().maximumFields
    if dialect.quote == nil && !sample.bytes.contains(UInt8(ascii: "\"")) { dialect.quote = Dialect().quote }
    dialect.encoding = encoding
    dialect.isUTF16 = sample.isUTF16
    dialect.skipLines = found.skipLines
    dialect.skipAfterHeader = found.skipAfterHeader
    dialect.fillsMissingFields = found.isLong
    // `time, name`: the blanks are no part of names, and of no text below them.
    if found.hasBlanks { dialect.trims = true }
    if found.names == nil || found.isComment || found.isShort {
        dialect.header = found.names ?? (1...best.width).map { "c\($0)" }
    }
    return dialect
}

private func explain(_ search: DialectSearch, _ names: NameSearch, _ decisions: inout Decisions) {
    let best = search.candidates[0]
    let percent = Int(best.share * 100)
    var note = Note(
        key: .delimiter, evidence: "\(percent) % of the first \(best.records) records have \(best.width) fields")
    for other in search.candidates.dropFirst()
    where other.dialect.delimiter != best.dialect.delimiter && other.score >= best.score * 0.95 {
        note.alternatives.append(String(Character(Unicode.Scalar(other.dialect.delimiter))))
        break
    }
    decisions.notes.append(note)
    let evidence: String
    if names.isComment {
        evidence = "the names are in a comment in line \(names.skipLines + 1)"
    } else if names.isShort {
        let row = names.isGuess ? "which column has none is a guess" : "row names without a name come first"
        evidence = "line \(names.skipLines) has \(best.width - 1) names for \(best.width) fields: \(row)"
    } else if names.isLong {
        evidence = "line \(names.skipLines + 1) has more names than most records have fields: they lack the last ones"
    } else if names.names == nil {
        evidence = "the first record has no names: they are c1, c2 and so on"
    } else {
        evidence = "line \(names.skipLines + 1) has names"
    }
    decisions.notes.append(Note(key: .header, evidence: evidence, isAssumed: names.names == nil || names.isGuess))
    if names.skipAfterHeader > 0 {
        decisions.notes.append(Note(key: .skipAfterHeader, evidence: "lines behind the names are no records"))
    }
}
