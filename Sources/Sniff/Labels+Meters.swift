/// Texts beside a meter that rises over the whole file.
extension Labels {
    private static let notes =
        "note notes notiz bemerkung bemerkungen kommentar comment comments hinweis remark remarks"

    /// Leaves out columns that would divide a meter: each time has one record, the readings rise from record to record
    /// whatever the column says, and its texts come again among others. Beside other values, only a column without a
    /// name, one of notes, or one that is mostly empty is no label.
    static func marks(_ roles: Roles, _ meters: [Int], _ candidates: [Roles.LabelCandidate]) -> [Int] {
        if meters.isEmpty { return [] }
        let values = roles.columns.count { $0.role == .value(.gauge) }
        return candidates.map { $0.column }.filter { column in
            let texts = roles.texts[column].numbers
            if texts.isEmpty { return false }
            let kinds = Int(texts.max() ?? 0)
            let changes = zip(texts, texts.dropFirst()).count { $0 != $1 }
            if changes <= kinds { return false }
            let words = roles.words[column]
            let isMark =
                words.all.isEmpty || words.has(notes) || words.all == ["column"]
                || roles.texts[column].filled * 2 < roles.table.count
            return isMark || meters.count == values && !words.has(States.thingNames)
        }
    }
}
