import Sniff
import Testing

/// Times of which a column says more than a format reads, and texts that look like months and are none: each is read,
/// asked for or told to check, and never read in silence as something else.
struct SlotTests {
    /// How a file is decided: read by a format, asked for, or noted to check.
    private func outcome(_ names: String, _ count: Int, _ line: (Int) -> String) throws -> String {
        let found = try decisions(file("\(names),v", count) { "\(line($0)),\($0 % 7).5" })
        guard let time = found.time, found.undecided.isEmpty else { return "asked" }
        return found.note(.clock) == nil ? time.format : "check"
    }

    private func day(_ number: Int) -> String { "2024-01-\(two(number + 1))" }

    @Test(arguments: [
        ("Q@/2024", "Q%q/%Y"), ("2024-Q@", "%Y-Q%q"), ("2024-H@", "asked"), ("2024-T@", "asked"),
        ("T@/2024", "asked"), ("H@/2024", "asked"), ("0@/2024", "%m/%Y"),
    ])
    func `a letter before a number says that it is no month`(_ form: String, _ want: String) throws {
        let found = try outcome("date", 32) { line in
            String(form.map { $0 == "@" ? Character("\(line % 2 + 1)") : $0 }.map { String($0) }.joined())
                .replacing("2024", with: "\(2000 + line / 2)")
        }
        #expect(found == want)
    }

    @Test(arguments: [("KW", "%m/%Y"), ("week", "%Y%m"), ("yearweek", "%Y-%m"), ("month", "%Y-%m")])
    func `weeks of the first months are no months`(_ name: String, _ form: String) throws {
        let found = try outcome(name, 11) { line in
            switch form {
            case "%m/%Y": "\(two(line + 1))/2024"
            case "%Y%m": "2024\(two(line + 1))"
            default: "2024-\(two(line + 1))"
            }
        }
        let weeks = ["%m/%Y": "%V/%G", "%Y%m": "%G%V", "%Y-%m": "%G-%V"]
        #expect(found == (name == "month" ? form : weeks[form]))
    }

    @Test func `a year with the next one is told`() throws {
        #expect(try outcome("season", 10) { "\(2001 + $0)-\(two($0 + 2))" } == "check")
        #expect(try outcome("season", 30) { "\(2001 + $0 / 12)-\(two($0 % 12 + 1))" } == "%Y-%m")
    }

    @Test(arguments: ["SP", "block", "x", "MTU"])
    func `a column that counts the parts of each day is told`(_ name: String) throws {
        for size in [24, 48, 96] {
            #expect(try outcome("date,\(name)", 400) { "\(day($0 / size)),\($0 % size + 1)" } == "check", "\(size)")
        }
        // Sensors in the order of their numbers are no parts of a day.
        #expect(try outcome("date,x", 100) { "\(day($0 / 5)),\($0 % 5 + 1)" } == "%Y-%m-%d")
    }

    @Test func `shifts, halves of days, ranges of hours and counts of seconds are told`() throws {
        #expect(try outcome("date,shift", 60) { "\(day($0 / 3)),\($0 % 3 + 1)" } == "check")
        #expect(try outcome("date,half", 60) { "\(day($0 / 2)),\($0 % 2 == 0 ? "AM" : "PM")" } == "check")
        #expect(try outcome("date,hours", 200) { "\(day($0 / 24)),\($0 % 24)-\($0 % 24 + 1)" } == "check")
        #expect(try outcome("date,seconds", 200) { "\(day($0 / 20)),\($0 % 20 * 900)" } == "check")
        #expect(try outcome("date,minutes", 200) { "\(day($0 / 20)),\($0 % 20 * 60)" } == "check")
        // Amounts in any order, and ages, are none.
        #expect(try outcome("date,minutes", 200) { "\(day($0 / 20)),\($0 * 7 % 90)" } == "%Y-%m-%d")
        #expect(try outcome("date,age", 200) { "\(day($0 / 20)),\($0 % 6 * 10)-\($0 % 6 * 10 + 9)" } == "%Y-%m-%d")
    }

    @Test func `quarters of an hour are told, and m and s behind an hour are read`() throws {
        let line: (Int) -> String = { "\(self.day($0 / 96)),\($0 / 4 % 24),\($0 % 4 + 1)" }
        #expect(try outcome("date,hour,quarter", 300, line) == "check")
        let parts: (Int) -> String = { "\(self.day($0 / 96)),\($0 / 4 % 24),\($0 % 4 * 15),0" }
        #expect(try outcome("date,h,m,s", 300, parts) == "%Y-%m-%d %-H %-M %-S")
    }

    @Test func `seconds of GPS are told`() throws {
        #expect(try outcome("gps_time", 60) { "\(1_388_102_418 + $0)" } == "check")
        #expect(try outcome("time", 60) { "\(1_388_102_418 + $0)" } == "unix")
    }
}
