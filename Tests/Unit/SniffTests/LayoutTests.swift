import CSV
import Sniff
import Testing

/// Layouts of products that were once read wrong, one test for each kind.
struct LayoutTests {
    private func clock(_ minute: Int) -> String { "2024-03-14 \(two(minute / 60 % 24)):\(two(minute % 60)):00" }

    @Test func `blanks around names and cells are no part of them`() throws {
        let text = file("time, gpu name, used [MiB]") { "\(clock($0)), A\($0 % 2), \($0) MiB" }
        let found = try decisions(text)
        #expect(found.columns.map { $0.name } == ["time", "gpu name", "used [MiB]"])
        #expect(found.dialect.trims)
    }

    @Test func `blanks of tab-separated names stay, because to trim them would join empty cells`() throws {
        let found = try decisions(file("time\t debit\tv") { "\(clock($0))\t\t\($0)" })
        #expect(found.columns.map { $0.name } == ["time", " debit", "v"])
        #expect(!found.dialect.trims)
    }

    @Test func `a record that lacks half of its numbers has no names`() throws {
        let text = file("1709510402.5\t443\tudp\t-\t-") { "\(1_709_510_403 + $0).5\t53\ttcp\t0.\($0)\t\($0)" }
        #expect(try !decisions(text).hasNames)
    }

    @Test func `names in a comment are found above a comment with kinds`() throws {
        let top = "#separator \\x09\n#path\tconn\n#fields\tts\tproto\tbytes\n#types\ttime\tenum\tcount"
        let found = try decisions(file(top) { "\(1_709_510_403 + $0).5\ttcp\t\($0)" } + "#close\t2024\n")
        #expect(found.columns.map { $0.name } == ["ts", "proto", "bytes"])
        #expect(found.seen.records == 40)
    }

    @Test func `a line with more names than records have fields has the names, and says so`() throws {
        let top = "LOGGER,Time,Celsius,High,Serial\n1,\(clock(0)),21.5,30,0123"
        let found = try decisions(file(top) { "\($0 + 2),\(clock($0 + 1)),2\($0 % 9).5" })
        #expect(found.columns.map { $0.name } == ["LOGGER", "Time", "Celsius", "High", "Serial"])
        #expect(found.dialect.fillsMissingFields && found.seen.records == 41 && found.seen.rejected == 0)
        #expect(found.note(.header)?.isAssumed == true)
    }

    @Test(arguments: ["A\n1,2,3,4", "A,time,v,x\nB,2,3,4", "A,B,,D", "A,B,B,D"])
    func `a longer line that is no names leaves the columns without`(_ top: String) throws {
        let found = try decisions(file(top) { "\($0),\(clock($0)),2\($0 % 9).5" })
        #expect(!found.hasNames && found.columns.count == 3)
    }

    @Test func `facts about a file, in two columns as the table, are not its names`() throws {
        for top in ["Model,X1\nVersion,1.26\n\nHorizontal,S,\n", "Owner:,Lab\nName:,Data\n\n", "Owner:,Lab\r\n\r\n"] {
            let found = try decisions(file(top + "TIME,CH1") { "\(clock($0)),\($0).5" })
            #expect(found.columns.map { $0.name } == ["TIME", "CH1"], "\(top)")
        }
        let units = try decisions(file("time,temp\ns,C") { "\(clock($0)),\($0).5" })
        #expect(units.columns.map { $0.name } == ["time", "temp"])
    }

    @Test func `columns with numbers for names have texts where the records have times`() throws {
        let top = "Line A,,,,\nDate,Time,1,2,3\n,,Temp,Press,Flow\n,,degC,bar,l/min"
        let found = try decisions(file(top) { "2024/03/14,10:\(two($0)):00,6\($0 % 9).5,\($0),7" })
        #expect(found.columns.map { $0.name } == ["Date", "Time", "1", "2", "3"])
        #expect((found.dialect.skipLines, found.dialect.skipAfterHeader) == (1, 2))
        #expect(found.seen.records == 40)
    }

    @Test func `minutes and seconds may lack their zeros`() throws {
        let found = try decisions(file("Date,Time,v") { "14.3.2024,9:\($0):\($0 % 60).\(100 + $0),\($0)" })
        #expect(found.time?.columns == [0, 1])
        #expect(found.time?.format == "%-d.%-m.%Y %-H:%-M:%-S.%f")
        #expect(found.note(.clock) == nil)
    }

    @Test func `ratios are no clocks`() throws {
        let found = try decisions(file("time,ratio") { "\(clock($0)),\($0 % 9 + 1):\($0 % 7 + 1)" })
        #expect(found.time?.columns == [0] && found.time?.others == [])
    }

    @Test(arguments: ["Zeit", "Datum", "TIME_PERIOD", "period"])
    func `a year alone is a time under the names of times`(_ name: String) throws {
        let found = try decisions(file("Land;\(name);Wert") { "DE;\(1980 + $0);\($0),5" })
        #expect(found.time?.format == "%Y")
    }

    @Test(arguments: ["Num,Name", "Number,Event", "Code,Sample No"])
    func `names that only say which record it is do not tell more of a time`(_ names: String) throws {
        let found = try decisions(file("Date,\(names),v") { "2024-03-\(two($0 % 28 + 1)),\(1000 + $0),A,\($0)" })
        #expect(found.note(.clock) == nil)
    }

    @Test func `minutes in a column mm beside a month mm are minutes`() throws {
        let text = file("YY MM DD hh mm v") { "2024 03 14 \(two($0 / 6)) \($0 % 6)0 \($0).5" }
        let found = try decisions(text)
        #expect(found.time?.columns == [0, 1, 2, 3, 4])
        #expect(found.time?.stepSeconds == 600)
        let years = try decisions(file("yr mo dy hr mn v") { "2024 03 14 \(two($0 / 6)) \($0 % 6)0 \($0).5" })
        #expect(years.time?.columns == [0, 1, 2, 3, 4])
    }

    @Test func `columns that are filled up with blanks are named as such, with the way out`() throws {
        let text = file("time        v     w") { "\(1_709_510_403 + $0)  \($0 % 7)     \($0).5" }
        let refusal = #expect(throws: Refusal.self) { try decisions(text) }
        #expect(refusal?.sentence.hasPrefix("has columns that are filled up with blanks; want one") == true)
    }

    @Test func `a title over all columns, and rows without a time, are no records`() throws {
        let title = try decisions(file("A b,,,\nC,,,\n,ID,Datetime,Amount") { ",\(9000 + $0),\(clock($0)),\($0).5" })
        #expect(title.columns.map { $0.name } == ["", "ID", "Datetime", "Amount"])
        let top = ";SN: 21;SN: 21\n;SB;SB\n;2100;2100\n;Yield;Power\ndd/MM/yyyy;kWh;kW"
        let inverter = try decisions(file(top) { "\(two($0 % 28 + 1))/02/2024;\($0),5;\($0 % 7),5" })
        #expect((inverter.dialect.skipLines, inverter.seen.records, inverter.seen.rejected) == (4, 40, 0))
    }

    @Test func `the names of a web cache's log have blanks between them, and its records tabs`() throws {
        let text = file("#Version: 1.0\n#Fields: date time sc-bytes") { "2024-03-14\t10:00:\(two($0))\t\($0)" }
        let found = try decisions(text)
        #expect(found.columns.map { $0.name } == ["date", "time", "sc-bytes"])
        #expect(found.time?.isZoneKnown == true)
    }

    @Test func `a month or quarter with a letter belongs to its year, and other periods are told`() throws {
        let months = try decisions(file("id,year,period,v") { "A,\(2010 + $0 / 12),M\(two($0 % 12 + 1)),\($0)" })
        #expect(months.time?.columns == [1, 2] && months.time?.format == "%Y M%m")
        let quarters = try decisions(file("id,year,period,v") { "A,\(2010 + $0 / 4),Q\($0 % 4 + 1),\($0)" })
        #expect(quarters.time?.format == "%Y Q%q")
        let halves = try decisions(file("id,year,period,v") { "A,\(2000 + $0 / 2),S0\($0 % 2 + 1),\($0)" })
        #expect(halves.time?.format == "%Y" && halves.note(.clock)?.isAssumed == true)
    }

    @Test(arguments: [
        ("lat,timezone,x\n48.8,Europe/Paris,CET\n\n", "Europe/Paris", "line 2 says Europe/Paris"),
        ("Time zone: UTC+1\n", "+01:00", "line 1 says +01:00"),
        ("# Times in GMT\n# Timezone: UTC-03:30\n", "UTC", "line 1 says UTC, perhaps not of these times"),
        ("Made 2024-03-15 10:00 UTC+02:00\n", "UTC", "line 1 says +02:00, perhaps not of these times"),
        ("Zeitzone;MEZ/MESZ\n", "Europe/Berlin", "line 1 says Europe/Berlin"),
        ("Site: A/B\n", "UTC", "the file does not say"),
    ])
    func `a zone above the table is an assumption to check`(_ top: String, _ zone: String, _ why: String) throws {
        let found = try decisions(file(top + "time;temp;hum") { "\(clock($0));\($0).5;\($0)" })
        #expect(found.time?.zone == zone)
        #expect(found.time?.isZoneKnown == false)
        #expect(found.note(.zone)?.isAssumed == true)
        #expect(found.note(.zone)?.evidence == why)
    }

    @Test func `times with offsets need no zone from above the table`() throws {
        let found = try decisions(file("Zone: Europe/Paris\ntime,v") { "2024-03-14T10:00:\(two($0))Z,\($0)" })
        #expect(found.time?.zone == "UTC" && found.time?.isZoneKnown == true)
    }

    @Test func `two byte order marks are told, with the way out`() throws {
        let refusal = #expect(throws: Refusal.self) {
            try decisions("\u{FEFF}\u{FEFF}" + file("time,v") { "\(clock($0)),\($0)" })
        }
        #expect(refusal?.sentence == "begins with two byte order marks; want one: tail -c +4 FILE writes it")
    }

    @Test func `a second table without times, and as long, is told`() throws {
        let text = file("time,v,k") { "\(clock($0)),\($0),a" } + "\nname;x\n" + file("n;m", 90) { "a\($0);\($0)" }
        let found = try decisions(text)
        #expect(found.undecided.first?.sentence.contains("does the file have several tables?") == true)
    }

    @Test(arguments: ["\"time,v\n", "time,v\n\"2025-03-04 10:00:00,1\n", "time,v\n2025-03-04 10:00:00,\"1\n"])
    func `a quote that nothing closes takes no more than its line`(_ top: String) throws {
        let text = top + (0..<500).map { "2025-03-05 \(two($0 / 60)):\(two($0 % 60)):00,\($0)\n" }.joined()
        let found = try decisions(text)
        #expect(found.dialect.quote == nil && found.columns.count == 2)
        #expect(found.seen.records >= 499 && found.seen.records + found.dialect.skipAfterHeader <= 501)
        #expect(found.time?.columns == [0])
    }
}
