import EventTime

extension TimeReading {
    /// The most records behind the last time that are taken for sums, means and notes.
    static let mostFooters = 5

    /// How many records at the end have no time: the last one whatever it says, and those before it if their cells have
    /// no digit. A cell with a digit may be a time that is wrong.
    mutating func footers(of table: Table) -> Int {
        if table.count < 3 { return 0 }
        let most = min(Self.mostFooters, max(1, table.count / 4))
        for number in 0..<most {
            let record = table.count - 1 - number
            if read(table, record) != nil || number > 0 && hasDigit(joinedCell(table, record, columns)) {
                return number
            }
        }
        return most
    }
}

private func hasDigit(_ bytes: [UInt8]) -> Bool { bytes.contains { $0 &- 0x30 <= 9 } }

extension Sniffer {
    /// Finds footers: the last records, as far as their time column has a text such as `Total`, or is empty. A text
    /// with a digit is no footer: it may be a wrong time, and a `where` that leaves it out may leave out other records.
    /// Neither is an empty cell, if cells in the middle are empty.
    mutating func findFooters(_ column: Int) {
        guard table.count > 2 else { return }
        var (texts, record): ([String], Int) = ([], table.count)
        while record > 1, times[record - 1] == nil, table.count - record < TimeReading.mostFooters,
            (table.count - record) * 4 < table.count
        {
            let text = table.text(record - 1, column)
            if hasDigit(Array(text.utf8)) { return }
            if !texts.contains(text) { texts.insert(text, at: 0) }
            record -= 1
        }
        guard !texts.isEmpty, times[record - 1] != nil || record > 1 && times[record - 2] != nil else { return }
        let isEmptyBefore = (0..<record).contains { times[$0] == nil && table.text($0, column).isEmpty }
        if isEmptyBefore { texts.removeAll { $0.isEmpty } }
        if texts.isEmpty { return }
        decisions.footers = texts
        let said = texts.filter { !$0.isEmpty }.map { "\"\($0)\"" }
        let name = "column \(table.names[column])"
        let count = table.count - record
        var evidence = count == 1 ? "the last record has " : "the last \(count) records have "
        evidence += said.isEmpty ? "no time" : said.joined(separator: " and ")
        if !said.isEmpty && texts.contains("") { evidence += ", or nothing," }
        decisions.notes.append(Note(key: .footer, evidence: "\(evidence) in \(name)"))
        if !isEmptyBefore { leaveLast(count) }
    }
}
