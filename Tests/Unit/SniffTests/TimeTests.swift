import Sniff
import TestSupport
import Testing

struct TimeTests {
    struct Case: Sendable {
        var cells: [String]
        var format: String
        var zone: String?
    }

    static let cases: [Case] = [
        Case(cells: (1...9).map { "2024-01-0\($0) 08:00:00" }, format: "%Y-%m-%d %H:%M:%S"),
        Case(cells: (1...9).map { "2024-01-0\($0)" }, format: "%Y-%m-%d"),
        Case(cells: (1...9).map { "2024-01-0\($0)T08:00:00Z" }, format: "iso8601", zone: "UTC"),
        Case(cells: (1...9).map { "2024-01-0\($0)T08:00:00.5+0200" }, format: "iso8601", zone: "+02:00"),
        Case(cells: (1...9).map { "2024-01-0\($0) 08:00:00 UTC" }, format: "%Y-%m-%d %H:%M:%S UTC", zone: "UTC"),
        Case(cells: (20...30).map { "\($0).01.2024" }, format: "%d.%m.%Y"),
        Case(cells: (20...30).map { "\($0).01.24" }, format: "%d.%m.%y"),
        Case(cells: (9...30).map { "1/\($0)/2024 8:05" }, format: "%-m/%-d/%Y %-H:%M"),
        Case(cells: (9...30).map { "1/\($0)/2024 1:05 PM" }, format: "%-m/%-d/%Y %-I:%M %p"),
        Case(cells: (1...9).map { "0\($0)/Nov/2017:06:58:55" }, format: "%d/%b/%Y:%H:%M:%S"),
        Case(cells: (1...9).map { "[0\($0)/Nov/2017:06:58:55 +0100]" }, format: "[%d/%b/%Y:%H:%M:%S %z]"),
        Case(
            cells: (1...9).map { "Mon, 0\($0) Jan 2024 10:00:00 GMT" }, format: "%a, %d %b %Y %H:%M:%S GMT", zone: "UTC"
        ),
        Case(cells: (1...9).map { "Jan \($0), 2024" }, format: "%b %-d, %Y"),
        Case(cells: (1...9).map { "170000000\($0)" }, format: "unix", zone: "UTC"),
        Case(cells: (1...9).map { "170000000\($0).25" }, format: "unix", zone: "UTC"),
        Case(cells: (1...9).map { "170000000\($0)000" }, format: "unix_ms", zone: "UTC"),
        Case(cells: (1...9).map { "202401010\($0)" }, format: "%Y%m%d%H"),
        Case(cells: (1...9).map { "2024010\($0)" }, format: "%Y%m%d"),
        Case(cells: (1...9).map { "2024-0\($0)" }, format: "%Y-%m"),
        Case(cells: (2000...2009).map { "\($0)-Q1" }, format: "%Y-Q%q"),
        Case(cells: (10...30).map { "2024-W\($0)" }, format: "%G-W%V"),
    ]

    @Test(arguments: cases) func `the format follows from the cells`(_ test: Case) throws {
        let found = try decisions(file("time;v", test.cells.count) { "\(test.cells[$0]);\($0),5" })
        #expect(found.time?.format == test.format, "\(found.notes)")
        #expect(found.time?.isAssumed == false)
        if let zone = test.zone {
            #expect(found.time?.zone == zone)
            #expect(found.time?.isZoneKnown == true)
        }
    }

    /// Abbreviations in cells, what a flag says, and the zone with its names; nil if it must be asked for.
    static let abbreviations: [([String], told: String?, zone: String?, names: [String], isKnown: Bool)] = [
        (["CET"], nil, "+01:00", ["CET +01:00"], false), (["EST"], nil, "-05:00", ["EST -05:00"], false),
        (["CET", "CEST"], nil, "UTC", ["CET +01:00", "CEST +02:00"], false),
        (["GMT", "WEST"], nil, "+01:00", ["WEST +01:00"], false), (["IST"], nil, nil, [], false),
        (["CST", "CDT"], nil, nil, [], false), (["ABCDE"], nil, nil, [], false),
        (["IST"], "Asia/Kolkata", "Asia/Kolkata", [], true), (["IST"], "+05:30", "+05:30", ["IST +05:30"], true),
        (["CET"], "UTC", "UTC", ["CET +00:00"], true),
    ]

    @Test(arguments: abbreviations)
    func `an abbreviation names no zone for certain`(
        _ words: [String], told: String?, zone: String?, names: [String], isKnown: Bool
    ) throws {
        var flags = Told()
        flags.zone = told
        for form in [("2024-01-", " 08:00"), ("", " JAN 2024 08:00:00"), ("Mon Jan ", " 08:00:00")] {
            let text = file("time,v") { line in
                let year = form.0.utf8.last == 0x20 ? " 2024" : ""
                return "\(form.0)\(two(line % 28 + 1))\(form.1) \(words[line / 20 % words.count])\(year),\(line)"
            }
            let found = try decisions(text, flags)
            let time = try #require(found.time)
            #expect(time.format.contains("%Z"))
            #expect(found.undecided.map { $0.key } == (zone == nil ? [.zone] : []))
            if let zone { #expect(time.zone == zone) }
            #expect(found.undecided.map { $0.flags } == (zone == nil ? [["--time.zone=ZONE"]] : []))
            #expect(time.zoneNames.map { "\($0.name) \($0.offset)" } == names)
            #expect(time.isZoneKnown == isKnown)
            #expect((found.note(.zone)?.isAssumed ?? false) == (zone != nil && !isKnown))
        }
    }

    /// Numbers that could be seconds or nanoseconds since 1970, their column, and whether they are the time.
    static let numbers: [(name: String, isTime: Bool, number: @Sendable (Int) -> Int)] = [
        ("ts", true, { 1_700_000_000 + $0 * 7919 % 4000 }), ("c", true, { 1_700_000_000 + $0 * 60 }),
        ("c", true, { 1_700_000_000_000 - $0 * 60_000 }), ("c", false, { 1_700_000_000 + $0 * 7919 % 4000 }),
        ("account", false, { 1_100_000_000 + $0 }), ("order no", false, { 1_700_000_000_000 + $0 * 99 }),
        ("id", false, { 1_000_000_000_000_000_000 + $0 * 7_919_000_007 % 40_000_000_003 * 5_000_000 }),
        ("c", false, { 3_000_000_000 + $0 }),
    ]

    @Test(arguments: numbers) func `a number is a time if its name says so, or its order does and nothing else`(
        name: String, isTime: Bool, number: @Sendable (Int) -> Int
    ) throws {
        let found = try decisions(file("\(name),v") { "\(number($0)),\($0 * 3 % 7).5" })
        #expect((found.time != nil) == isTime)
        // Texts are times more certainly.
        let both = try decisions(
            file("\(name),seen,v") { "\(number($0)),2024-0\($0 / 28 + 1)-\(two($0 % 28 + 1)),\($0 * 3 % 7).5" })
        #expect(both.time?.columns == [name == "ts" ? 0 : 1])
    }

    @Test func `a date and a clock are one time if the date repeats`() throws {
        let found = try decisions(file("Tag;Stunde;v") { "0\($0 / 10 + 1).01.2024;0\($0 % 10):00;\($0),5" })
        #expect(found.time?.columns == [0, 1])
        #expect(found.time?.format == "%d.%m.%Y %H:%M")
    }

    /// Most days have one record: then a column of clocks may as well be of durations, such as `Arbeitszeit`.
    @Test(arguments: ["Buchungsdatum;Buchungszeit": true, "Start Date;Start Time": true, "Datum;Arbeitszeit": false])
    func `a clock is that of a date where their names are alike`(_ names: String, _ isOne: Bool) throws {
        let found = try decisions(
            file("\(names);v", 20) { record in
                // One day has two records.
                let (day, hour) = (record == 5 ? 14 : record + 10, record < 5 ? 18 : 19)
                return "\(day).01.2024;\(hour):3\(record % 10):05;\(record),5"
            })
        #expect(found.time?.columns == (isOne ? [0, 1] : [0]), "\(found.notes)")
    }

    @Test func `year, month and day may be columns`() throws {
        let found = try decisions(file("year,month,day,t") { "2024,\($0 / 20 + 1),\($0 % 20 + 1),\($0 * 7 % 11)" })
        #expect(found.time?.format == "%Y %-m %-d")
        #expect(found.values == ["t"])
    }

    @Test func `names that are times become an unpivoted label`() throws {
        let days = (1...9).map { "1/2\($0)/20" }.joined(separator: ",")
        let found = try decisions("country,\(days)\nChile,1,2,3,4,5,6,7,8,9\nKenya,1,2,3,4,5,6,7,8,9\n")
        #expect(found.time?.columns == [])
        #expect(found.time?.format == "%-m/%-d/%y")
        #expect(found.unpivot?.columns.count == 9)
        #expect(found.labelNames == ["country"])
    }

    @Test func `one day over 12 proves which part is the day`() throws {
        func days(_ last: String) throws -> Decisions {
            try decisions(
                file("date,v") { ($0 == 39 ? last : "0\(($0 * 7) % 9 + 1)/0\(($0 * 5) % 9 + 1)/2024") + ",\($0)" })
        }
        #expect(try days("13/01/2024").time?.format == "%d/%m/%Y")
        #expect(try days("01/13/2024").time?.format == "%m/%d/%Y")
        #expect(try days("13/01/2024").time?.isAssumed == false)
        let open = try days("01/01/2024")
        #expect(open.time?.ambiguity == .dayMonth)
        #expect(open.undecided.map { $0.key } == [.time])
        #expect(open.undecided.first?.flags == ["--time.day-first", "--time.month-first"])
    }

    @Test func `order decides with a note to check it, and a flag decides without`() throws {
        // The first five days of eight months: in order only if the day is first.
        let text = file("date,v") { "0\($0 % 5 + 1)/0\($0 / 5 + 1)/2024,\($0)" }
        let found = try decisions(text)
        #expect(found.time?.format == "%d/%m/%Y")
        #expect(found.time?.isAssumed == true)
        #expect(found.undecided.isEmpty)
        #expect(found.assumptions.contains { $0.key == .time })
        var told = Told()
        told.isDayFirst = false
        #expect(try decisions(text, told).time?.format == "%m/%d/%Y")
    }

    @Test func `dates that look like months and like days are asked about`() throws {
        // Monthly data, written on the first of each month: as days they are in order, too.
        let text = file("date,v", 12) { "01/\(two($0 + 1))/1980,\($0)" }
        #expect(try decisions(text).undecided.map { $0.key } == [.time])
    }

    @Test(arguments: [1, 2]) func `an hour that comes twice is told where each time has one record`(records: Int) throws
    {
        // From 25 to 27 October 2024 UTC, each hour; the hour of 02:00 twice.
        let hours = (0..<72).flatMap { $0 == 50 && records == 1 ? [$0, $0] : [$0] }
        let lines = hours.flatMap { hour in
            (0..<records).map { "2024-10-\(25 + hour / 24) \(two(hour % 24)):00,\($0 == 0 ? "a" : "b"),\(hour).5\n" }
        }
        let found = try decisions("time,site,v\n" + lines.joined())
        #expect(found.time?.clockChange == (records == 1 ? "2024-10-27" : nil))
    }

    @Test func `a step of two hours in March is told as a clock change`() throws {
        let hours = (0..<48).filter { $0 != 26 }
        let found = try decisions(
            file("time,v", 47) { "2024-03-\(30 + hours[$0] / 24) \(two(hours[$0] % 24)):00,\($0)" })
        #expect(found.time?.clockChange == "2024-03-31")
        #expect(found.time?.zone == "UTC")
    }
}

struct AgreementTests {
    private func days(_ last: String) throws -> Decisions {
        try decisions(
            file("date,v") { ($0 == 39 ? last : "0\(($0 * 7) % 9 + 1)/0\(($0 * 5) % 9 + 1)/2024") + ",\($0)" })
    }

    @Test func `a day over 12 in one file decides for another with the same columns`() throws {
        let found = try agreement(of: 0, among: [days("01/01/2024"), days("13/01/2024")], Told())
        #expect(found?.told.timeFormat == "%d/%m/%Y")
        #expect(found?.proof == 1)
    }

    @Test func `files that prove different readings decide nothing for a third`() throws {
        let all = try [days("01/01/2024"), days("13/01/2024"), days("01/13/2024")]
        #expect(agreement(of: 0, among: all, Told())?.proof == nil)
        #expect(agreement(of: 1, among: all, Told())?.proof == nil)
    }

    @Test func `hours that people worked beside dates in order are asked about, hours of the day are not`() throws {
        func worked(_ time: (Int) -> Int) throws -> String? {
            try decisions(
                file("Datum;Mitarbeiter;Arbeitszeit", 60) {
                    let minutes = time($0)
                    return "\(two($0 / 3 % 20 + 1)).01.2026;m\($0 % 3);\(two(minutes / 60)):\(two(minutes % 60))"
                }
            ).note(.clock)?.evidence
        }
        let isAsked = "the dates are in order, and the times of a day are not: is Arbeitszeit a time of the day, or a "
        #expect(try worked { 400 + $0 * $0 * 37 % 200 }?.hasPrefix(isAsked) == true)
        #expect(try worked { 400 + $0 % 3 * 60 + $0 % 7 } == nil)
        #expect(try worked { 900 - $0 % 3 * 60 } == nil)
    }
}
