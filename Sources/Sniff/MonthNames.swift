/// Names of months in languages that no format of a mapping reads: German, French, Spanish, Italian, Portuguese, Dutch,
/// Swedish, Danish and Norwegian.
enum MonthNames {
    private static let english = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    private static let names = [
        "jan january januar jänner janvier janv enero ene gennaio gen janeiro januari",
        "feb february februar feber février fevrier févr fevr fév fev febrero febbraio fevereiro februari febr",
        "mar march märz maerz mrz mär mars marzo março marco mrt maart marts",
        "apr april avril avr abril abr aprile",
        "may mai maj maio mayo maggio mag mei",
        "jun june juni juin junio giugno giu junho",
        "jul july juli juil juillet julio luglio lug julho",
        "aug august août aout aoû agosto ago augustus augusti",
        "sep september sept septembre septiembre settembre set setembro",
        "oct october okt oktober octobre octubre ottobre ott outubro out",
        "nov november novembre noviembre novembro",
        "dec december dez dezember déc décembre decembre dic diciembre dicembre dezembro des desember",
    ]

    /// The name with its month in English, `Mar 2024` for `Mrz 2024`, and the number of the month from 0; nil if it
    /// does not begin with the name of a month.
    static func english(_ name: String) -> (name: String, month: Int)? {
        let bytes = Array(name.utf8)
        let end = bytes.firstIndex { $0 | 0x20 &- 0x61 > 25 && $0 < 0x80 } ?? bytes.count
        if end < 3 { return nil }
        let word = String(decoding: bytes[..<end].map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }, as: UTF8.self)
        guard let month = names.firstIndex(where: { isWord(word, in: $0) }) else { return nil }
        var rest = bytes[end...]
        if rest.first == UInt8(ascii: ".") { rest = rest.dropFirst() }
        // A year and nothing else.
        if rest.contains(where: { $0 | 0x20 &- 0x61 < 26 || $0 >= 0x80 }) { return nil }
        return (english[month] + String(decoding: rest, as: UTF8.self), month)
    }
}

extension Table {
    /// Gives columns that are named by the months of a year in another language the English names, which formats read.
    /// Returns the first name that has changed; nil if all may stay as they are.
    mutating func nameMonths() -> String? {
        var (found, months): ([(column: Int, name: String)], Set<Int>) = ([], [])
        for column in names.indices {
            guard let (name, month) = MonthNames.english(names[column]) else { continue }
            found.append((column, name))
            months.insert(month)
        }
        guard months.count == 12, Set(found.map { $0.name }).count == found.count else { return nil }
        // What a format reads as it is stays so: `January` and `JAN`, too.
        let english = PartColumns(months: found.map { names[$0.column] }, isNumeric: { _ in true })
        if english != nil || found.count > 12 && found.allSatisfy({ $0.name == names[$0.column] }) { return nil }
        let first = found.first { $0.name != names[$0.column] }.map { names[$0.column] }
        for (column, name) in found { rename(column, name) }
        return first
    }
}
