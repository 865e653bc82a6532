/// Finds columns that are one measurement of many things: the things become values of a label.
struct Wide {
    private(set) var unpivot: Unpivot?

    /// Words that say what is measured. A name with one of them is that of a measurement, not of a thing.
    private static let measuring =
        "temp temperature temperatur humidity feuchte luftfeuchte pressure druck wind rain regen speed power "
        + "leistung voltage spannung volt current strom energy energie price preis open high low close volume count "
        + "total users sessions cpu mem memory load bytes packets rate ratio percent avg mean min max sum std usage "
        + "used free time duration latency requests errors value wert field c size amount betrag level height depth "
        + "mag flow dew cloud visibility radiation solar sun snow precipitation niederschlag gust direction battery "
        + "signal rssi snr co no o pm voc lux light noise water gas heat x y z axis acc gyro adjusted change return "
        + "cases deaths confirmed recovered tests population age weight score rank index number qty quantity cost "
        + "tax discount profit sales revenue units frequency watt watts kwh wh amps ampere hours minutes seconds "
        + "days in out rx tx read write up down procs running threads swap buffers cached user system idle iowait "
        + "error bandwidth bid ask mavg dn ticks ctxt processes kb mb gb ms"

    /// `columns` are those of numbers, with the same role.
    init(_ names: [String], _ columns: [Int], _ numbers: [ColumnNumbers?], hasNames: Bool) {
        if !hasNames { return }
        if byUnit(names, columns) { return }
        guard columns.count >= 4 else { return }
        for column in columns where isMeasuring(names[column]) { return }
        let medians = columns.compactMap { numbers[$0]?.quantiles }.filter { $0.count > 4 }.map { $0[4] }
        guard medians.count == columns.count, let least = medians.min(), let greatest = medians.max() else { return }
        if least < 0 && greatest > 0 || abs(greatest) > abs(least) * 1000 && least != 0 { return }
        // A row of units says the same of all of them.
        let unit = columns.first.flatMap { numbers[$0]?.unit }
        let isCommon = columns.allSatisfy { numbers[$0]?.unit == unit }
        unpivot = Unpivot(columns: columns, label: "series", value: "value", unit: isCommon ? unit : nil)
    }

    private func isMeasuring(_ name: String) -> Bool {
        let words = Words(name)
        return words.all.isEmpty || words.has(Self.measuring)
            || words.ends("temp temperatur feuchte druck leistung spannung strom preis menge energie")
    }

    private mutating func byUnit(_ names: [String], _ columns: [Int]) -> Bool {
        var units: [(unit: String, columns: [Int])] = []
        for column in columns {
            guard let found = unitInName(names[column]) else { continue }
            if let index = units.firstIndex(where: { $0.unit == found.unit }) {
                units[index].columns.append(column)
            } else {
                units.append((found.unit, [column]))
            }
        }
        // Open and close, least and greatest of one thing are no things of one kind.
        units.removeAll { unit in
            unit.columns.count < 3
                || unit.columns.contains { column in
                    Words(unitInName(names[column])?.before ?? "").has("open high low close min max avg mean")
                }
        }
        if units.isEmpty { return false }
        let all = columns.filter { column in units.contains { $0.columns.contains(column) } }
        let unit = units.count == 1 ? units[0].unit : nil
        var found = Unpivot(columns: all, label: "series", value: "value", unit: unit)
        found.groups = units.map { unit in
            UnpivotGroup(columns: unit.columns, unit: unit.unit, word: commonWord(unit.columns.map { names[$0] }))
        }
        unpivot = found
        return true
    }

    /// The last word before the unit, if all names have it behind other words.
    private func commonWord(_ names: [String]) -> String? {
        var common: Substring?
        for name in names {
            let words = (unitInName(name)?.before ?? "").split(separator: " ")
            guard let last = words.last, words.count > 1, common == nil || common == last else { return nil }
            common = last
        }
        return common.map { String($0) }
    }
}
