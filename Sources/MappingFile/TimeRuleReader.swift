import CSV
import EventTime
import Feed
import Schema
import Text
import YAML

// The block `time:` of a source.
extension ConfigurationReader {
    private static let aheadByDefault: Int64 = 86_400_000_000_000
    private static let mostColumns = 6

    /// Reads `time:`. Adds the columns of the time to `columns`.
    mutating func readTime(_ source: Fields, _ mode: Mode, _ columns: inout ColumnTable) -> TimeRule? {
        guard let node = source.node("time") else {
            faults.add(
                source.mark, "cannot use a source: got no key \"time\"; want {column: NAME, format: FORMAT}")
            return nil
        }
        guard let fields = Fields(node, .time, &faults) else { return nil }
        let zone = readZone(fields)
        if fields.boolean("arrival", &faults) == true { return readArrival(fields, mode, zone) }
        let (date, fileTime) = readDate(fields)
        if let fileTime, fields.node("column") == nil, fields.node("columns") == nil, fields.node("format") == nil {
            return readFileTime(fields, zone, fileTime)
        }
        let slots = readTimeColumns(fields, &columns)
        guard let text = fields.required("format", want: "a time format", &faults),
            let format = readFormat(text, fields)
        else { return nil }
        check(date: date, fileTime, format, fields)
        var rule = TimeRule(slots: slots, format: format, zone: zone, date: date, dueAfterStart: readDue(fields))
        rule.fileTime = fileTime
        rule.year = readYear(format, fields)
        rule.zoneNames = readZoneNames(fields, format)
        rule.twice = readTwice(fields)
        rule.ahead = readAhead(fields)
        return rule
    }

    /// The rule of `arrival: true`: no column has a time.
    private mutating func readArrival(_ fields: Fields, _ mode: Mode, _ zone: Zone) -> TimeRule? {
        if mode != .follow {
            faults.add(
                fields.mark(of: "arrival"),
                "cannot use \"arrival\": got mode \(mode.rawValue), which needs the times of the records; want "
                    + "mode: follow, or --source.mode=follow")
        }
        refuse(["column", "columns", "format", "date", "year", "covers", "due", "ahead"], beside: "arrival", fields)
        refuse(["zone_names", "twice"], beside: "arrival", fields)
        return rule(.arrival, fields, zone)
    }

    /// The rule of a source whose times are in the names of its files only.
    private mutating func readFileTime(_ fields: Fields, _ zone: Zone, _ fileTime: FileNameTime) -> TimeRule? {
        refuse(["year", "zone_names", "twice"], beside: "date", fields)
        var rule = rule(.fileName, fields, zone)
        rule?.fileTime = fileTime
        rule?.ahead = readAhead(fields)
        return rule
    }

    /// A rule without columns.
    private mutating func rule(_ origin: TimeRule.Origin, _ fields: Fields, _ zone: Zone) -> TimeRule? {
        // Only texts of other columns have this format; it is known to be right.
        guard let format = try? TimeFormat("iso8601") else { return nil }
        var rule = TimeRule(slots: [], format: format, zone: zone, date: nil, dueAfterStart: readDue(fields))
        rule.origin = origin
        return rule
    }

    private mutating func refuse(_ keys: [String], beside other: String, _ fields: Fields) {
        for key in keys where fields.node(key) != nil {
            faults.add(
                fields.mark(of: key),
                "cannot use \"\(key)\": got \"\(other)\", which gives the whole time; want one of them")
        }
    }

    private mutating func readTimeColumns(_ fields: Fields, _ columns: inout ColumnTable) -> [Slot] {
        if fields.node("column") != nil && fields.node("columns") != nil {
            faults.add(
                fields.mark(of: "columns"), "cannot find the time: got both column and columns; want one of them")
        }
        let named: [(text: String, mark: Mark)]
        if fields.node("columns") != nil {
            named = fields.texts("columns", &faults) ?? []
        } else {
            // A list of columns under `column` is a fault of its own.
            named = fields.text("column", &faults).map { [($0, fields.node("column")?.mark ?? fields.mark)] } ?? []
        }
        if named.isEmpty && fields.node("column") == nil || named.count > Self.mostColumns {
            faults.add(
                fields.mark(of: "columns"),
                "cannot find the time: got \(named.count) columns; want column: NAME, or columns: [NAME, …] with one "
                    + "to six names")
        }
        return named.map { columns.slot($0.text, $0.mark) }
    }

    private mutating func readFormat(_ text: String, _ fields: Fields) -> TimeFormat? {
        do {
            return try TimeFormat(text)
        } catch {
            let near = text.contains("%") ? nil : nearest(text, among: TimeFormat.names)
            faults.add(fields.node("format")?.mark, "\(error)" + (near.map { "; did you mean \"\($0)\"?" } ?? ""))
            return nil
        }
    }

    private mutating func readZone(_ fields: Fields) -> Zone {
        guard let text = fields.text("zone", &faults) else { return .utc }
        do {
            return try zones.zone(text)
        } catch {
            faults.add(fields.node("zone")?.mark, error.description)
            return .utc
        }
    }

    /// Reads `zone_names: {IST: "+05:30"}`.
    private mutating func readZoneNames(_ fields: Fields, _ format: TimeFormat) -> [(name: [UInt8], offset: Int)] {
        guard let node = fields.node("zone_names") else { return [] }
        guard case .mapping(let entries) = node.content else {
            faults.add(node.mark, "cannot read \"zone_names\": got \(node.kind); want {NAME: OFFSET}")
            return []
        }
        if !format.hasZoneName {
            faults.add(
                fields.mark(of: "zone_names"),
                "cannot use \"zone_names\": got no %Z in the format \"\(format.text)\"; want %Z, which reads a name")
        }
        return entries.compactMap { entry in
            guard let text = entry.value.text(as: "an offset", &faults) else { return nil }
            guard !entry.key.isEmpty, entry.key.utf8.allSatisfy({ ($0 | 0x20) &- UInt8(ascii: "a") < 26 }) else {
                faults.add(
                    entry.keyMark, "cannot use zone name \"\(entry.key)\": want letters only, as %Z reads them")
                return nil
            }
            guard let zone = Zone(fixed: text) else {
                faults.add(
                    entry.value.mark,
                    "cannot read the offset of \"\(entry.key)\": got \"\(text)\"; want an offset such as +05:30")
                return nil
            }
            return (Array(entry.key.utf8), zone.offset(at: Instant(nanoseconds: 0)))
        }
    }

    /// Reads `date`: a day, or a pattern of file names.
    private mutating func readDate(_ fields: Fields) -> (CivilDate?, FileNameTime?) {
        guard let node = fields.node("date") else { return (nil, nil) }
        if case .mapping = node.content {
            guard let keys = Fields(node, .date, &faults),
                let pattern = keys.required("file", want: "a pattern such as sales-%Y-%m-%d.csv", &faults)
            else { return (nil, nil) }
            do {
                return (nil, try FileNameTime(pattern))
            } catch {
                faults.add(keys.node("file")?.mark, "\(error)")
                return (nil, nil)
            }
        }
        guard let text = fields.text("date", &faults) else { return (nil, nil) }
        let date = CivilDate(text)
        if date == nil {
            faults.add(
                node.mark,
                "cannot read \"date\": got \"\(text)\"; want a date such as 2026-03-02, or {file: PATTERN}")
        }
        return (date, nil)
    }

    private mutating func check(
        date: CivilDate?, _ fileTime: FileNameTime?, _ format: TimeFormat, _ fields: Fields
    ) {
        if format.hasDate && (date != nil || fileTime != nil) {
            faults.add(
                fields.mark(of: "date"),
                "cannot use \"date\": got a date in the format \"\(format.text)\", too; want the date in one of them")
        } else if let fileTime, !fileTime.hasDay {
            faults.add(
                fields.mark(of: "date"),
                "cannot use \"date\": got no day in the pattern \"\(fileTime.format.text)\"; want a day (%d), because "
                    + "the format \"\(format.text)\" has none")
        }
    }

    private mutating func readYear(_ format: TimeFormat, _ fields: Fields) -> Int? {
        let years = Instant.wholeYears
        guard fields.node("year") != nil else {
            if format.lacksYear {
                faults.add(
                    fields.node("format")?.mark,
                    "cannot use time format \"\(format.text)\": got a date without a year; want %Y in it, or "
                        + "year: 2026 beside it")
            }
            return nil
        }
        let year = fields.integer("year", atLeast: years.lowerBound, &faults)
        if let year, !years.contains(year) {
            faults.add(
                fields.node("year")?.mark,
                "cannot read \"year\": got \"\(year)\"; want a year from \(years.lowerBound) to \(years.upperBound)")
        }
        if !format.lacksYear {
            let found = format.hasDate ? "a year in the format \"\(format.text)\", too" : "a format without a date"
            faults.add(
                fields.mark(of: "year"),
                "cannot use \"year\": got \(found); want a format such as %b %d %H:%M:%S, or no year")
        }
        return year
    }

    private mutating func readTwice(_ fields: Fields) -> Twice {
        switch fields.choice("twice", of: TwiceKey.self, &faults) {
        case .first: .first
        case .second: .second
        case .inOrder: .inOrder
        case nil: .bySteps
        }
    }

    /// Nanoseconds by which a followed record may be ahead of the wall clock; nil for any.
    private mutating func readAhead(_ fields: Fields) -> Int64? {
        guard fields.node("ahead") != nil else { return Self.aheadByDefault }
        if case .scalar("never")? = fields.node("ahead")?.content { return nil }
        return fields.duration("ahead", &faults)
    }

    /// Nanoseconds from the event time of a record to the instant at which the record is due.
    private mutating func readDue(_ fields: Fields) -> Int64 {
        let covers = fields.duration("covers", &faults)
        let due = fields.choice("due", of: Due.self, &faults)
        if due == .end && fields.node("covers") == nil {
            faults.add(fields.mark(of: "due"), "cannot use due: end: got no key \"covers\"; want the span of a record")
        }
        return due == .end ? covers ?? 0 : 0
    }
}

/// When a record is due: at the start or at the end of the span that it covers.
private enum Due: String, CaseIterable { case start, end }

/// The values of `twice`.
private enum TwiceKey: String, CaseIterable {
    case first, second
    case inOrder = "in_order"
}
