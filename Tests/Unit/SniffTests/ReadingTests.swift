import CSV
import EventTime
import Sniff
import Testing

/// Files whose times can be read in several ways, or cannot be read whole.
struct ReadingTests {
    /// A file, and what must be told about its times.
    struct Case: Sendable {
        var name: String
        var text: String
        var format: String?
        var isTold: Bool
    }

    /// A file of a row of names, and lines of these cells and a value.
    private static func one(_ names: String, _ cells: [String], _ mark: String = ",") -> String {
        file(names, cells.count) { "\(cells[$0])\(mark)\($0 % 7).5" }
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// A day of March 2025 and an hour of it, by the hours since its first.
    private static func hour(_ index: Int) -> (day: String, hour: Int) { (two(index / 24 + 1), index % 24) }

    private static func clocks(_ names: String, _ cell: (Int) -> String) -> String {
        one(names, (0..<60).map { "2025-03-\(hour($0).day),\(cell(hour($0).hour))" })
    }

    static let readings: [Case] = [
        Case(
            name: "year, month and day by a name", text: one("date,v", ["19-May-17", "20-Jan-09", "18-Feb-03"]),
            isTold: true),
        Case(
            name: "of 2031 in one reading", text: one("date,v", ["25-Dec-31", "25-Dec-30", "25-Nov-29"]),
            format: "%y-%b-%d", isTold: false),
        Case(
            name: "a day over 26 is no year that was", text: one("date,v", (1...30).map { "\(two($0))-Mar-25" }),
            format: "%d-%b-%y", isTold: false),
        Case(name: "years to come", text: one("date,v", ["01-Jan-65", "02-Jan-65", "05-Feb-66"]), isTold: true),
        Case(name: "two centuries", text: one("date,v", (60...79).map { "01/13/\($0)" }), isTold: true),
        Case(name: "a month and a year", text: one("date,v", months.map { "\($0)-25" }), isTold: true),
        Case(name: "a year and a month", text: one("date,v", months.map { "15-\($0)" }), isTold: true),
        Case(name: "a month at midnight", text: one("date,v", months.map { "\($0)-12 00.00" }), isTold: true),
        Case(name: "compact, either way", text: one("time,v", ["201203151230", "201204111230"]), isTold: true),
        Case(
            name: "compact, the day first", text: one("time,v", (0..<24).map { "14032025\(two($0))00" }),
            format: "%d%m%Y%H%M", isTold: false),
        Case(
            name: "compact, the year first", text: one("time,v", (0..<24).map { "20250314\(two($0))00" }),
            format: "%Y%m%d%H%M", isTold: false),
        Case(
            name: "a spreadsheet exchanged day and month",
            text: one(
                "date,v",
                (0..<56).map { ($0 % 28, two($0 / 28 + 2)) }.map { day, month in
                    day < 12 ? "\(month)/\(two(day + 1))/2025" : "\(two(day + 1))/\(month)/2025"
                }), isTold: true),
    ]

    static let columns: [Case] = [
        Case(name: "100 for 01:00", text: clocks("date,time,v") { "\($0 * 100)" }, isTold: true),
        Case(name: "points", text: clocks("date,time,v") { "\(two($0)).15" }, format: "%Y-%m-%d %H.%M", isTold: false),
        Case(name: "an h", text: clocks("date,time,v") { "\(two($0))h15" }, format: "%Y-%m-%d %Hh%M", isTold: false),
        Case(name: "parts of a day", text: clocks("date,time,v") { "0.\(100 + $0 * 41)" }, isTold: true),
        Case(name: "seconds of a day", text: clocks("date,time,v") { "\($0 * 3600)" }, isTold: true),
        Case(name: "an hour", text: clocks("date,hour,v") { "\($0)" }, format: "%Y-%m-%d %-H", isTold: false),
        Case(
            name: "hour, minute and second", text: clocks("date,hour,minute,second,v") { "\($0),\($0),\(59 - $0)" },
            format: "%Y-%m-%d %-H %-M %-S", isTold: false),
        Case(
            name: "a half of the day",
            text: clocks("date,time,ampm,v") { "\($0 % 12 + 1):00,\($0 < 12 ? "AM" : "PM")" },
            format: "%Y-%m-%d %-I:%M %p", isTold: false),
        Case(name: "hours of 12", text: clocks("date,time,v") { "\(two(($0 + 11) % 12 + 1)):00" }, isTold: true),
        Case(
            name: "a clock in numbers of a longer name", text: clocks("YEAR_DATE,CRS_DEP_TIME,v") { "\($0 * 100 + 7)" },
            isTold: true),
        Case(name: "half hours", text: clocks("SETTLEMENT_DATE,SETTLEMENT_PERIOD,v") { "\($0 + 1)" }, isTold: true),
        Case(
            name: "a clock of a day", text: one("date,time,v", ["2025-03-01,07:00", "2025-03-02,07:30"]), isTold: true),
        Case(
            name: "a clock of each day", text: one("date,time,v", ["2025-03-01,07:00", "2025-03-02,17:30"]),
            format: "%Y-%m-%d %H:%M", isTold: false),
        Case(name: "weeks", text: one("year,week,v", (1...52).map { "2024,\($0)" }), isTold: true),
        Case(name: "days of a year", text: one("year,doy,v", (1...99).map { "2024,\($0)" }), isTold: true),
        Case(
            name: "padded days of a year", text: one("year,doy,v", (100...199).map { "2024,\($0)" }), format: "%Y %j",
            isTold: false),
        Case(
            name: "quarters", text: one("year,quarter,v", (0..<40).map { "\(2001 + $0 / 4),\($0 % 4 + 1)" }),
            format: "%Y %q", isTold: false),
        Case(
            name: "names of months", text: one("Year,Month,v", months.map { "2024,\($0)" }), format: "%Y %b",
            isTold: false),
        Case(
            name: "short names", text: one("yyyy,mm,v", (0..<40).map { "\(1980 + $0 / 12),\($0 % 12 + 1)" }),
            format: "%Y %-m", isTold: false),
        Case(
            name: "German months", text: one("Jahr,Monat,v", ["Januar", "März", "Mai", "Juni"].map { "2024,\($0)" }),
            isTold: true),
        Case(
            name: "a date from 1970",
            text: one("time,v", ["1970-01-01 00:00:00"] + (10...30).map { "2025-03-\($0) 08:00:00" }), isTold: true),
        Case(
            name: "births", text: one("name,birthdate,v", (10...30).map { "n\($0),19\($0 + 40)-01-\($0)" }),
            isTold: true),
    ]

    @Test(arguments: readings + columns) func `a time is read as it must be, or what is doubtful is told`(
        _ test: Case
    ) throws {
        let found = try decisions(test.text)
        let open = found.undecided.contains { $0.key == .time }
        let isTold = open || found.time == nil || found.note(.time)?.isAssumed == true || found.note(.clock) != nil
        #expect(isTold == test.isTold, "\(test.name): \(found.notes) \(found.undecided)")
        if let format = test.format { #expect(found.time?.format == format, "\(test.name)") }
    }

    @Test func `a column that a flag names is no question when one format reads it`() throws {
        var told = Told()
        told.timeColumns = ["b"]
        let text = file("a,b,v", 20) { "2025-03-\(two($0 + 1)) 10:00:00,2025-03-\(two($0 + 1)) 11:00:00,\($0)" }
        let found = try decisions(text, told)
        #expect(found.time?.columns == [1])
        #expect(found.time?.isAssumed == false)
    }

    @Test func `numbers with a point before three digits are thousands or not`() throws {
        func isAssumed(_ mark: String) throws -> Bool? {
            let text = file("time\(mark)v") { "2025-03-01 00:\(two($0)):00\(mark)\($0 % 8 + 1).\(100 + $0 * 7)" }
            return try decisions(text).note(.decimal)?.isAssumed
        }
        #expect(try isAssumed(";") == true)
        #expect(try isAssumed(",") == false)
    }

    @Test func `names in angle brackets are names`() throws {
        let found = try decisions(file("<DATE>\t<TIME>\t<OPEN>") { "2025.03.01\t00:\(two($0)):00\t\($0).5" })
        #expect(found.time?.format == "%Y.%m.%d %H:%M:%S")
    }

    @Test func `a row of widths behind the names is no record`() throws {
        let text = "# made by a service\nsite\tdatetime\tlevel\n15s\t20d\t14n\n"
        let found = try decisions(text + (1...20).map { "0164\t2025-03-\(two($0)) 10:00\t\($0).5\n" }.joined())
        #expect(found.dialect.skipAfterHeader == 1)
        #expect(found.seen.records == 20)
    }

    @Test func `a title that says when the file was made is no row of names`() throws {
        let title = "Readings,Generated on,01-03-2025 10:00 UTC,Generated by,me"
        let names = "Device,Number,Device Time,Kind,Value"
        let text = title + "\n" + file(names) { "a,7,\(two($0 % 28 + 1))-02-2025 10:00,0,\($0).5" }
        let found = try decisions(text)
        #expect(found.dialect.skipLines == 1)
        #expect(found.columns.map { $0.name }.contains("Device Time"))
    }

    @Test func `a file without times whose cells are quoted is divided`() throws {
        let text = file("\"MTU (CET/CEST)\",\"Area\",\"Price\"") {
            "\"20/02/2025 \(two($0 % 23)):00:00 - 20/02/2025 \(two($0 % 23 + 1)):00:00\",\"a|b\",\"\($0).5\""
        }
        #expect(try decisions(text).undecided.map { $0.key } == [.time])
    }

    @Test func `a blank within times is no delimiter where lines have more or fewer cells`() throws {
        let ends = [",foo", "", ",foo,bar"]
        let text = file("time,v,note", 60) { "2025-03-01 \(two($0 / 30)):\(two($0 % 30)):00,\($0).5\(ends[$0 % 3])" }
        #expect(try decisions(text).dialect.delimiter == UInt8(ascii: ","))
    }
}

/// What a file says of the zone of its times, in every place.
struct ZoneTests {
    /// The name of the column of times, the zone, and whether the file tells it for certain.
    static let names: [(name: String, zone: String, isKnown: Bool)] = [
        ("timestamp", "UTC", false), ("time (UTC)", "UTC", true), ("time_utc", "UTC", true),
        ("time (UTC -3)", "-03:00", true), ("time (UTC−3)", "-03:00", true), ("Time (GMT+05:30)", "+05:30", true),
        ("UTC+05:30", "+05:30", true), ("time +02:00", "+02:00", true), ("time [Europe/Berlin]", "Europe/Berlin", true),
        ("not utc time", "UTC", false), ("local time", "UTC", false), ("Time [EST]", "-05:00", false),
        ("Datum CEST", "+02:00", false), ("MTU (CET/CEST)", "Europe/Berlin", false),
        ("Time (ET)", "America/New_York", false), ("Time (CST)", "UTC", false), ("time_est", "UTC", false),
    ]

    @Test(arguments: names) func `a zone in a name is taken, or there is a note to check it`(
        name: String, zone: String, isKnown: Bool
    ) throws {
        let found = try decisions(file("\(name);v") { "2025-03-01 00:\(two($0)):00;\($0)" })
        #expect(found.hasNames)
        #expect(found.time?.zone == zone)
        #expect(found.time?.isZoneKnown == isKnown)
        #expect(found.note(.zone)?.isAssumed == !isKnown)
    }

    /// The cells of a column beside the times, the zone, and whether it is certain.
    static let cells: [(cells: [String], zone: String, isKnown: Bool)] = [
        (["+02:00"], "+02:00", true), (["+0100", "+0200"], "UTC", true), (["Europe/Paris"], "Europe/Paris", true),
        (["UTC"], "UTC", true), (["CET"], "+01:00", false), (["UTC+3"], "+03:00", true), (["-5", "-4"], "UTC", false),
        (["Europe/Paris", "America/New_York"], "UTC", false),
    ]

    @Test(arguments: cells) func `a zone in a column is taken, or there is a note to check it`(
        cells: [String], zone: String, isKnown: Bool
    ) throws {
        for date in ["2025-03-01 ", "2025-03-01T"] {
            let found = try decisions(
                file("time,tz,v") { "\(date)00:\(two($0)):00,\(cells[$0 / 3 % cells.count]),\($0)" })
            #expect(found.time?.zone == zone)
            #expect(found.time?.isZoneKnown == isKnown)
            #expect(found.note(.zone)?.isAssumed == !isKnown)
        }
    }

    @Test func `an offset within brackets or in the middle is that of the cell`() throws {
        let log = file("time,v") { "[01/Mar/2025:00:\(two($0)):00 +0100],\($0)" }
        #expect(try decisions(log).time?.zone == "+01:00")
        let date = try decisions(file("time,v") { "Sat Mar  1 00:\(two($0)):00 UTC 2025,\($0)" })
        #expect(date.time?.isZoneKnown == true)
        var told = Told()
        told.timeFormat = "%Y%m%d%H%M%S%z"
        let compact = try decisions(file("time,v") { "202503010000\(two($0))+0300,\($0)" }, told)
        #expect(compact.time?.zone == "+03:00")
        #expect(compact.time?.isZoneKnown == true)
    }

    @Test func `a zone that cannot be looked up is an assumption`() throws {
        var found = try decisions(file("time [Europe/Foo];v") { "2025-03-01 00:\(two($0)):00;\($0)" })
        found.refuseZone()
        #expect(found.time?.zone == "UTC")
        #expect(found.time?.isZoneKnown == false)
        #expect(found.assumptions.map { $0.key } == [.zone])
    }
}
