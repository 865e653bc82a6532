import CSV

extension Sniffer {
    /// How the numbers of a column are written, if its own cells, or those of other columns with units, prove it and
    /// the other numbers of the file are written otherwise; nil if they are written alike. Programs write numbers with
    /// units for people, and others for programs.
    mutating func marks(of column: Int) -> Numbers? {
        let profile = profiles[column]
        let mark = decisions.numbers.decimal == UInt8(ascii: ".") ? 0 : 1
        if profile.decimals[mark] > 0 { return nil }
        var marks = decisions.numbers
        marks.decimal = mark == 0 ? UInt8(ascii: ",") : UInt8(ascii: ".")
        marks.group = decisions.numbers.decimal
        let name = table.names[column]
        if profile.groups[mark] > 0 {
            decisions.add(
                .marks,
                "\(cell(profile.groupProof[mark], column)) in \(name) has groups of digits, other numbers do not",
                isAssumed: false)
            return marks
        }
        if told.decimal == nil, profile.decimals[1 - mark] > 1 {
            if profile.either[mark] == 0 { marks.group = nil }
            decisions.add(
                .marks, "\(cell(profile.decimalProof[1 - mark], column)) in \(name) has another decimal mark",
                isAssumed: false)
            return marks
        }
        guard told.decimal == nil, profile.either[mark] > 0, profile.hasUnits, let proof = proof(against: mark) else {
            return nil
        }
        decisions.add(
            .marks,
            "the marks in \(name) are before thousands, as in \(cell(profiles[proof].groupProof[mark], proof)) "
                + "in \(table.names[proof])", isAssumed: true)
        return marks
    }

    /// A column with units in which the decimal mark of the file divides groups of digits, if it does so in all columns
    /// with units that prove anything.
    private func proof(against mark: Int) -> Int? {
        let others = profiles.indices.filter { profiles[$0].isNumeric && profiles[$0].hasUnits }
        if others.contains(where: { profiles[$0].decimals[mark] > 0 }) { return nil }
        return others.first { profiles[$0].groups[mark] > 0 }
    }

    private func cell(_ record: Int, _ column: Int) -> String {
        "\"\(table.text(record, column))\"\(table.place(record))"
    }
}
