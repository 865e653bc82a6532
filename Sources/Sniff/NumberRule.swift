import CSV

/// Decides how the numbers of a file are written, from proofs in all its columns of numbers.
struct NumberRule {
    private(set) var numbers = Numbers()
    private(set) var notes: [Note] = []
    private(set) var undecided: Undecided?
    /// The decimal mark of a flag is not that of the file.
    private(set) var refusal: Refusal?

    private static let marks: [UInt8] = [UInt8(ascii: "."), UInt8(ascii: ",")]

    /// `profiles` are those of all columns; `isTime` says which hold times.
    init(_ table: Table, _ profiles: [ColumnProfile], isTime: [Bool], delimiter: UInt8, told: UInt8?) {
        var (decimals, groups, either) = ([0, 0], [0, 0], [0, 0])
        var (isBeside, isLong, accounting, other) = ([false, false], [false, false], 0, UInt8?.none)
        var proof: [(record: Int, column: Int)] = [(-1, 0), (-1, 0)]
        var groupProof = proof
        for (column, profile) in profiles.enumerated() where profile.isNumeric && !isTime[column] {
            accounting += profile.accounting
            other = other ?? profile.otherGroup
            for mark in 0...1 {
                decimals[mark] += profile.decimals[mark]
                groups[mark] += profile.groups[mark]
                either[mark] += profile.either[mark]
                if profile.either[mark] > 0 {
                    if profile.hasLongUnmarked {
                        isLong[mark] = true
                    } else if profile.unmarked > 0 {
                        isBeside[mark] = true
                    }
                }
                if proof[mark].record < 0 { proof[mark] = (profile.decimalProof[mark], column) }
                if groupProof[mark].record < 0 { groupProof[mark] = (profile.groupProof[mark], column) }
            }
        }
        numbers.isAccounting = accounting > 0
        var mark = decimals[1] > decimals[0] ? 1 : 0
        let isProven = decimals[0] + decimals[1] > 0
        if let told {
            mark = told == UInt8(ascii: ",") ? 1 : 0
            if decimals[1 - mark] * 20 > decimals[mark], decimals[1 - mark] > 0 {
                let (record, column) = proof[1 - mark]
                let (wrong, right) = mark == 1 ? (",", ".") : (".", ",")
                refusal = Refusal(
                    sentence: "has numbers such as \"\(table.text(record, column))\"\(table.place(record)), which "
                        + "--decimal=\(wrong) cannot read; want --decimal=\(right)")
            }
        } else if !isProven {
            if groups[0] + groups[1] > 0 {
                mark = groups[0] > groups[1] ? 1 : 0
            } else if either[0] > 0 && either[1] == 0 {
                mark = isBeside[0] && !isLong[0] && delimiter == UInt8(ascii: ";") ? 1 : 0
            } else if either[1] > 0 {
                // `1,234` alone: groups of three digits, unless a number without a mark has four.
                mark = isLong[1] ? 1 : 0
                if !isLong[1] && !isBeside[1] && delimiter != UInt8(ascii: ",") { ask(table, profiles, isTime) }
            }
        }
        numbers.decimal = Self.marks[mark]
        if groups[1 - mark] + either[1 - mark] > 0 {
            numbers.group = Self.marks[1 - mark]
        } else {
            numbers.group = other
        }
        explain(table, mark, told != nil, proof[mark], groupProof[1 - mark], decimals, either, delimiter)
    }

    private mutating func explain(
        _ table: Table, _ mark: Int, _ isTold: Bool, _ proof: (record: Int, column: Int),
        _ groupProof: (record: Int, column: Int), _ decimals: [Int], _ either: [Int],
        _ delimiter: UInt8
    ) {
        func cell(_ proof: (record: Int, column: Int)) -> String {
            "\"\(table.text(proof.record, proof.column))\"\(table.place(proof.record))"
        }
        var note = Note(key: .decimal, evidence: "no number has a fraction", isTold: isTold)
        if isTold {
            note.evidence = ""
        } else if proof.record >= 0 {
            let more = decimals[mark] > 1 ? " and \(decimals[mark] - 1) more" : ""
            note.evidence = cell(proof) + more
            if decimals[1 - mark] > 0 {
                note.alternatives = [String(Character(Unicode.Scalar(Self.marks[1 - mark])))]
                note.isAssumed = decimals[1 - mark] * 20 > decimals[mark]
            }
        } else if groupProof.record >= 0 {
            note.evidence = "groups of digits in " + cell(groupProof)
        } else if either[0] + either[1] > 0 {
            note.evidence = "all marks have three digits behind them"
            // In files of people who write `1,5`, a point is before thousands.
            note.isAssumed = either[1 - mark] > 0 || delimiter != UInt8(ascii: ",")
        }
        notes.append(note)
        guard let group = numbers.group else { return }
        let isSeen = groupProof.record >= 0
        let mark = String(Character(Unicode.Scalar(group)))
        notes.append(
            Note(key: .group, evidence: isSeen ? cell(groupProof) : "\"\(mark)\" is before three digits only"))
    }

    private mutating func ask(_ table: Table, _ profiles: [ColumnProfile], _ isTime: [Bool]) {
        var question = Undecided(
            key: .decimal,
            sentence: "all numbers with a comma have three digits behind it: 1,234 may be 1234 or 1.234",
            flags: ["--decimal=.", "--decimal=,"])
        for (column, profile) in profiles.enumerated() where profile.either[1] > 0 && !isTime[column] {
            for record in table.spread(3) where question.cells.count < 3 {
                let text = table.text(record, column)
                let parts = text.utf8.split(separator: UInt8(ascii: ","))
                guard parts.count == 2 else { continue }
                let (whole, rest) = (
                    String(decoding: parts[0], as: UTF8.self), String(decoding: parts[1], as: UTF8.self)
                )
                question.cells.append((text, [whole + rest, whole + "." + rest]))
            }
        }
        undecided = question
    }
}
