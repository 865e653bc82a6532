import EventTime

// A format reads many other numbers by chance. Most of them then lie far from the present, so far times do not count.
extension TimeColumns {
    /// 2100, from which on no time is likely.
    static let latest: Int64 = 4_102_444_800

    /// Why columns that a format reads are no times: a sentence about the first of them whose name says that it is one;
    /// nil if there is none.
    func outOfRange() -> String? {
        for column in table.names.indices where isNamedAsTime(column) {
            if let sentence = outOfRange([column], likelyFormats(column)) { return sentence }
        }
        return nil
    }

    /// Why columns that one of the formats reads are no times: too many are before or behind the likely ones.
    func outOfRange(_ columns: [Int], _ formats: [String]) -> String? {
        if surviving(columns, formats) != nil { return nil }
        let year = CivilDate(daysSince1970: Int(now.parts.seconds / 86_400)).year
        for format in formats {
            guard var reading = TimeReading(format, table, columns, year: year) else { continue }
            let first = earliest(of: format)
            var (cells, known, far) = (0, 0, -1)
            for record in table.spread(200) where !isEmpty(record, columns) {
                cells += 1
                let time = reading.read(table, record)?.parts.seconds
                let isLikely = time.map { (first..<Self.latest).contains($0) }
                guard isLikely != nil || reading.isBeyond(table, record) else { continue }
                known += 1
                if isLikely != true && far < 0 { far = record }
            }
            if far < 0 || known * 100 < cells * 97 { continue }
            let cell = String(decoding: joinedCell(table, far, columns), as: UTF8.self)
            let name = columns.map { table.names[$0] }.joined(separator: " + ")
            let years = "\(CivilDate(daysSince1970: Int(first / 86_400)).year) to 2099"
            return "\(name) has \"\(cell)\"\(table.place(far)), a time out of the years \(years), by \(format)"
        }
        return nil
    }

    /// The seconds since 1970 from which on times of a format are likely. Years of four digits may be older; other
    /// digits are times by chance more often.
    func earliest(of format: String) -> Int64 {
        if format == "excel" { return 315_532_800 }
        return isYearFirst(format) ? -8_520_336_000 : -2_208_988_800
    }

    private func isYearFirst(_ format: String) -> Bool {
        format == "iso8601" || format == "%Y" || format.utf8.starts(with: "%Y-".utf8)
            || format.utf8.starts(with: "%Y/".utf8)
    }
}
