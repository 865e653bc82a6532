import CSV
import Mapping

/// The end of a sentence about a cell that a column of numbers cannot use: the wanted cell, and the setting that would
/// read this one, if there is one.
func wantedNumber(_ cell: String, _ column: ValueColumn?) -> String {
    if column?.times != nil { return "; want a time, written as the times of the source" }
    let form = column?.form ?? NumberForm()
    let text = Array(cell.utf8)
    if let number = form.read(text.span, text.indices) {
        let scaled = number * (column?.scale ?? 1)
        return (scaled.isFinite ? "; want a number up to 3e144" : "; want a finite number")
            + (column?.scale == 1 ? "" : ", after scale")
    }
    var wanted = form.isDuration ? "; want a duration such as 00:03:25 or 1h30m" : "; want a number"
    if let group = form.format.group, text.contains(group), isDigits(text, besides: form.format) {
        wanted += " with three digits in a group"
    }
    return wanted + (setting(reading: cell, besides: form).map { "; did you mean \($0)?" } ?? "")
}

/// Whether a text has nothing but digits and the marks of a format.
private func isDigits(_ text: [UInt8], besides format: NumberFormat) -> Bool {
    text.allSatisfy { $0 &- UInt8(ascii: "0") <= 9 || $0 == format.group || $0 == format.decimal }
}

/// A setting of `value` with which a cell would be read that `form` cannot read; nil if there is none.
private func setting(reading cell: String, besides form: NumberForm) -> String? {
    let text = Array(cell.utf8)
    var grouped = form
    (grouped.format.decimal, grouped.format.group) = (0x2E, 0x2C)
    // One comma before three digits may be either mark.
    if text.filter({ $0 == 0x2C || $0 == 0x2E }) == [0x2C], grouped.read(text.span, text.indices) != nil {
        return "group: \",\" or decimal: \",\""
    }
    let candidates: [(String, (inout NumberForm) -> Void)] = [
        ("decimal: \".\"", { ($0.format.decimal, $0.format.group) = (0x2E, nil) }),
        ("decimal: \",\"", { ($0.format.decimal, $0.format.group) = (0x2C, nil) }),
        ("decimal: \",\", group: \".\"", { ($0.format.decimal, $0.format.group) = (0x2C, 0x2E) }),
        ("group: \",\"", { ($0.format.decimal, $0.format.group) = (0x2E, 0x2C) }),
        ("group: \"'\"", { $0.format.group = 0x27 }),
        (
            "group: \" \"",
            { form in
                form.format.group = 0x20
                form.wideGroups = NumberForm.noBreakBlanks
            }
        ),
        (
            "decimal: \",\", group: \" \"",
            { form in
                (form.format.decimal, form.format.group) = (0x2C, 0x20)
                form.wideGroups = NumberForm.noBreakBlanks
            }
        ),
        ("accounting: true", { $0.isAccounting = true }),
        ("non_finite: true", { $0.format.allowsNonFinite = true }),
        ("as: duration", { $0.isDuration = true }),
    ]
    for (setting, change) in candidates {
        if setting.hasPrefix("decimal: \"."), !cell.contains(".") { continue }
        if setting.hasPrefix("decimal: \","), !cell.contains(",") { continue }
        var other = form
        change(&other)
        if other.read(text.span, text.indices) != nil { return setting }
    }
    if let unit = unit(of: cell) {
        var other = form
        other.setStrip(form.strip + [Array(unit.utf8)])
        if other.read(text.span, text.indices) != nil { return "strip: [\"\(unit)\"]" }
    }
    let bare = cell.filter { $0 != " " && $0 != "\t" }
    if bare.allSatisfy({ $0 == "-" || $0 == "." || $0 == "–" || $0 == "—" })
        || ["na", "n/a", "#n/a", "null", "none", "nil", "nan"].contains(bare.lowercased())
    {
        return "null_values: [\"\(bare)\"] at the source"
    }
    return nil
}

/// The text behind, or before, the digits of a cell.
private func unit(of cell: String) -> String? {
    let characters = Array(cell)
    let isBlank = { (character: Character) in character == " " || character == "\t" || character == "\u{A0}" }
    let isDigit = { (character: Character) in "0"..."9" ~= character }
    guard let first = characters.firstIndex(where: isDigit), let last = characters.lastIndex(where: isDigit)
    else { return nil }
    let isUsed = { (character: Character) in !isBlank(character) && character != "\"" && character != "\\" }
    let behind = characters[(last + 1)...].filter(isUsed)
    let before = characters[..<first].filter { isUsed($0) && $0 != "-" && $0 != "+" }
    return behind.isEmpty ? before.isEmpty ? nil : String(before) : String(behind)
}
