import Bytes
import CSV
import EventTime

/// Columns that may hold the event time, with the formats that read them.
struct TimeCandidate {
    var columns: [Int]
    /// The formats that read nearly all of some cells, the likely ones first. Several of them are readings of the same
    /// digits in another order.
    var formats: [String]
    var rank = 0.0
    /// Whether the format has an hour.
    var hasClock = false
    /// Whether the times of the sample repeat.
    var repeats = false
    /// Whether the times of the sample go one way, and whether some are in the future.
    var isOrdered = false
    var isFuture = false
    /// Whether the clock beside the date may be a duration.
    var isDuration = false
    /// The column that says the zone.
    var zone: ZoneColumn?
}

/// Finds the columns that may hold the event time.
struct TimeColumns {
    let table: Table
    let profiles: [ColumnProfile]
    let words: [Words]
    let now: Instant
    var candidates: [TimeCandidate] = []

    static let good =
        "time timestamp date datetime ts zeit datum zeitstempel zeitpunkt heure fecha hora data ora dag tid tijd tag "
        + "day "
        + "uhrzeit created start started pickup begin beginn von from utc event opened occurred transaction recorded "
        + "logged observed when at jour messzeit month monat mois quarter week year jahr period buchung gmt epoch unix "
        + "starttime startdate dt fechahora datahora kl klokken czas godzina anno año année annee jaar år"
    static let bad =
        "end ende bis to updated modified dropoff valuta value wertstellung closed close expires expiry due birth "
        + "geburtsdatum dob last stop finish finished ended arrival arrived post posting posted shipped delivered "
        + "updatedate duration dauer sunrise sunset until changed"
    /// Names of columns whose numbers of four digits are years.
    private static let years =
        "year jahr anno año ano année rok yr date datum fecha data time zeit tid tijd period zeitraum periode période"
    static let durations =
        "duration dauer elapsed length runtime uptime laufzeit dauern latency took lasted sunshine "
        + "fahrzeit spielzeit reisezeit wartezeit pausenzeit bearbeitungszeit worktime overtime überstunden"

    init(_ table: Table, _ profiles: [ColumnProfile], now: Instant) {
        self.table = table
        self.profiles = profiles
        self.now = now
        words = table.names.map { Words($0) }
        for column in profiles.indices where !words[column].has(Self.durations) {
            if let found = single(column) { candidates.append(found) }
        }
        addParts()
        addClocks()
        candidates.sort { $0.rank > $1.rank }
    }

    /// Looks for a column that says the zone of the best time, and reads it with the time if a format can.
    mutating func findZone(isTold: Bool) {
        guard let best = candidates.first, best.hasClock, let last = best.columns.last else { return }
        let parts = directives(best.formats[0])
        if best.formats[0].utf8.starts(with: "unix".utf8) || parts.contains(where: { [0x7A, 0x5A, 0x73].contains($0) })
        {
            return
        }
        for column in words.indices where !best.columns.contains(column) {
            guard let zone = ZoneColumn(table, column, words[column], isNext: column == last + 1) else { continue }
            candidates[0].zone = zone
            guard let directive = zone.directive, !isTold else { return }
            let isISO = best.formats[0] == "iso8601"
            let formats = isISO ? ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S.%f"] : best.formats
            guard let joined = surviving(best.columns + [column], formats.map { "\($0) \(directive)" }) else { return }
            (candidates[0].columns, candidates[0].formats) = (joined.columns, joined.formats)
            return
        }
    }

    func likelyFormats(_ column: Int) -> [String] {
        profiles[column].isTimes ? textFormats([column]) : numberFormats(column, true)
    }

    func isNamedAsTime(_ column: Int) -> Bool { Self.isNamed(words[column]) }

    /// Whether a name or its ending is one of times.
    static func isNamed(_ words: Words) -> Bool {
        // `Event ID` and `Time Zone` are no times.
        if words.lastIs("id ids nr no num number count code name type key zone timezone zeitzone") { return false }
        return words.has(good) || words.ends("date time datum zeit zeitpunkt tag timestamp fecha")
    }

    private func single(_ column: Int) -> TimeCandidate? {
        let profile = profiles[column]
        let isNamed = isNamedAsTime(column)
        guard profile.isTimes || profile.numbers * 10 >= profile.filled * 9 && profile.filled > 0 else { return nil }
        var formats: [String] = []
        if profile.isTimes {
            formats = textFormats([column])
        } else {
            formats = numberFormats(column, isNamed)
        }
        guard var found = surviving([column], asWeeks(column, formats)) else { return nil }
        if !profile.isTimes && !isNamed {
            // A number is a time by chance more easily than a text is: an account, a telephone, a random key.
            let isNumber = words[column].has(Roles.identifiers) || words[column].ends("id nummer nr")
            if isNumber || !found.isOrdered || found.isFuture || profile.digitCount == 4 { return nil }
            found.rank -= 3
        }
        guard let format = try? TimeFormat(found.formats[0]), format.hasDate else {
            // A clock alone is a duration as well; it needs a name.
            if !isNamed || words[column].has(Self.durations) { return nil }
            found.rank -= 6
            found.rank += nameRank(column)
            return found
        }
        found.rank += nameRank(column) + Double(profile.filled) / Double(max(1, profile.cells)) - Double(column) * 0.01
        if profile.filled * 2 < profile.cells { found.rank -= 3 }
        return found
    }

    /// The formats with a week for the month, if the name of the column says that it is one.
    private func asWeeks(_ column: Int, _ formats: [String]) -> [String] {
        guard words[column].has("week woche kw wk yearweek isoweek semaine semana kalenderwoche") else {
            return formats
        }
        return formats.map { format in
            let parts = directives(format)
            if !parts.contains(UInt8(ascii: "m")) || parts.contains(UInt8(ascii: "d")) { return format }
            let weeks = format.utf8.map { $0 == UInt8(ascii: "Y") ? 0x47 : $0 == UInt8(ascii: "m") ? 0x56 : $0 }
            return String(decoding: weeks, as: UTF8.self)
        }
    }

    private func nameRank(_ column: Int) -> Double {
        if words[column].has(Self.bad) { return -3 }
        return isNamedAsTime(column) ? 3 : 0
    }

    /// The formats of numbers of digits only.
    private func numberFormats(_ column: Int, _ isNamed: Bool) -> [String] {
        let bytes = table.bytes
        for record in table.spread(20) {
            let cell = table.cell(record, column)
            guard let number = NumberText(bytes.span, cell), number.prefix.isEmpty, number.suffix.isEmpty else {
                continue
            }
            if number.points + number.commas > 0 {
                if number.digitsBefore == 10 { return ["unix"] }
                return isNamed && number.digitsBefore == 5 ? ["excel"] : []
            }
            switch number.digitsBefore {
            case 4: return words[column].has(Self.years) ? ["%Y"] : []
            case 5: return isNamed ? ["excel"] : []
            case 6: return isNamed ? TimeText.compact(6) : []
            // A zero in front is no count of seconds.
            case 10: return TimeText.compact(10) + (number.hasLeadingZero ? [] : ["unix"])
            case 13: return ["unix_ms"]
            case 16: return ["unix_us"]
            case 19: return ["unix_ns"]
            default: return TimeText.compact(number.digitsBefore)
            }
        }
        return []
    }

    /// The formats that some cells of the columns suggest.
    func textFormats(_ columns: [Int]) -> [String] {
        var (formats, shapes): ([String], [[UInt8]]) = ([], [])
        for record in table.spread(200) where shapes.count < 12 {
            let cell = joinedCell(table, record, columns)
            let range = trimmed(cell.span, cell.indices)
            let shape = range.map { cell[$0] &- 0x30 <= 9 ? UInt8(0x30) : cell[$0] }
            if shapes.contains(shape) { continue }
            shapes.append(shape)
            for format in TimeText.formats(cell.span, range) {
                for variant in [format, unpadded(format)] where !formats.contains(variant) { formats.append(variant) }
            }
        }
        if formats.contains(where: { $0.utf8.starts(with: "%Y-%m-%d".utf8) || $0.utf8.starts(with: "%Y%m%dT".utf8) }) {
            formats.append("iso8601")
        }
        return formats
    }

    /// The formats that read nearly all cells of a sample, in likely times; at least `share` of a hundred.
    /// Times out of the likely range are none, unless `isAny`.
    func surviving(_ columns: [Int], _ formats: [String], share: Int = 97, isAny: Bool = false) -> TimeCandidate? {
        var best = TimeCandidate(columns: columns, formats: [])
        var reads: [Int] = []
        var likely: [Int] = []
        let year = CivilDate(daysSince1970: Int(now.parts.seconds / 86_400)).year
        for format in formats where !best.formats.contains(format) {
            guard var reading = TimeReading(format, table, columns, year: year) else { continue }
            var (read, cells, up, down, equal) = (0, 0, 0, 0, 0)
            let first = earliest(of: format)
            var (past, previous): (Int, Instant?) = (0, nil)
            for record in table.spread(200) {
                if isEmpty(record, columns) { continue }
                cells += 1
                guard let time = reading.read(table, record),
                    isAny || (first..<Self.latest).contains(time.parts.seconds)
                else { continue }
                read += 1
                if time < now.advanced(by: 86_400_000_000_000) { past += 1 }
                if let previous {
                    if time > previous { up += 1 } else if time < previous { down += 1 } else { equal += 1 }
                }
                previous = time
            }
            // The last lines may be sums.
            guard read > 0, read * 100 >= cells * share || read + reading.footers(of: table) >= cells else { continue }
            best.formats.append(format)
            reads.append(read)
            likely.append(past)
            if best.formats.count == 1 {
                best.isOrdered = up + down > 0 && max(up, down) * 100 >= (up + down) * 98
                best.isFuture = past < read
                if best.isOrdered { best.rank += 1 }
                best.repeats = equal * 5 > read
                best.hasClock = hasClock(format)
            }
        }
        guard !best.formats.isEmpty else { return nil }
        best.formats = preferred(best.formats, reads, likely)
        best.hasClock = hasClock(best.formats[0])
        if best.hasClock { best.rank += 2 }
        return best
    }

    /// Leaves out formats that read the same as a better one does.
    private func preferred(_ formats: [String], _ reads: [Int], _ likely: [Int]) -> [String] {
        var kept: [Int] = []
        let most = reads.max() ?? 0
        for index in formats.indices {
            let format = formats[index]
            let twin = formats.firstIndex { $0 != format && unpadded($0) == unpadded(format) }
            if let twin, reads[twin] > reads[index] || reads[twin] == reads[index] && twin < index { continue }
            kept.append(index)
        }
        // Digits without marks: the past wins over the future, which seconds since 1970 of years such as 2024 are in.
        if formats.contains("%Y%m%d%H"), kept.contains(where: { likely[$0] == most }) {
            kept = kept.filter { likely[$0] == most }
        }
        if formats[kept[0]].utf8.starts(with: "%Y%m%dT".utf8) { kept = [kept[0]] }
        if let iso = kept.first(where: { formats[$0] == "iso8601" }) {
            let others = kept.filter { $0 != iso }
            let best = others.max { reads[$0] < reads[$1] }
            guard let best, reads[best] >= reads[iso], !isISO(formats[best]) else { return ["iso8601"] }
            kept = others
        }
        return kept.map { formats[$0] }
    }

    /// Whether a format is one that `iso8601` says better: with a T, or with an offset.
    private func isISO(_ format: String) -> Bool {
        guard let last = format.utf8.last else { return false }
        return format.utf8.starts(with: "%Y-%m-%dT".utf8) || last == UInt8(ascii: "z") || last == UInt8(ascii: "Z")
    }

    func isEmpty(_ record: Int, _ columns: [Int]) -> Bool {
        let bytes = table.bytes
        switch CellKind(bytes.span, table.range(record, columns[0])) {
        case .empty, .missing: return true
        case .number, .time, .text: return false
        }
    }
}
