import Sniff
import Testing

/// Limits of the rules, each a little below and a little above.
struct EdgeTests {
    @Test(arguments: [(0, true), (5, false)])
    func `a zone is known if all times have an offset`(_ without: Int, _ isKnown: Bool) throws {
        let found = try decisions(
            file("time,v") { "2024-01-\(two($0 % 28 + 1))T08:00:00\($0 < 40 - without ? "+02:00" : ""),\($0).5" })
        #expect(found.time?.format == "iso8601" && found.time?.isZoneKnown == isKnown)
    }

    @Test func `dates some of which have the day first, and others the month, are asked about`() throws {
        let found = try decisions(
            file("time,v", 200) { record in
                let (day, month) = record % 50 == 7 ? (13, 1) : record % 67 == 9 ? (1, 13) : (record % 12 + 1, 5)
                return "\(two(day))/\(two(month))/2024,\(record).5"
            })
        #expect(found.undecided.map { $0.sentence } == ["some cells of time have the day first and others the month"])
    }

    @Test(arguments: [(7, true), (8, false)])
    func `of few records a label needs texts that come again`(_ texts: Int, _ isLabel: Bool) throws {
        let found = try decisions(
            file("time,place,v", 10) { "2024-01-\(two($0 + 1)) 08:0\($0 % 3):00,p\($0 % texts),\($0 % 4).5" })
        #expect(found.labelNames == (isLabel ? ["place"] : []))
    }

    @Test(arguments: [(1, []), (2, ["-999"])])
    func `a number that means no value comes again`(_ count: Int, _ nulls: [String]) throws {
        let found = try decisions(
            file("day,v") { "2024-01-\(two($0 % 28 + 1)),\($0 < count ? "-999" : "\($0 % 9).5")" })
        #expect(found.nullValues == nulls)
    }

    @Test(arguments: [(4, Shape.series), (2, .events)])
    func `readings have equal steps, most of them`(_ every: Int, _ shape: Shape) throws {
        // Each `every`th step is twice as long.
        let found = try decisions(file("time,v", 60) { "\(1_700_000_000 + ($0 + $0 / every) * 60),\($0 % 9).5" })
        #expect(found.shape == shape)
    }

    @Test(arguments: [(3, true), (1, false)])
    func `a format of a flag reads half of the cells at least`(_ share: Int, _ isRead: Bool) throws {
        var told = Told()
        (told.timeColumns, told.timeFormat) = (["day"], "%Y-%m-%d")
        let text = file("day,v") { $0 % 4 < share ? "2024-01-\(two($0 % 28 + 1)),\($0).5" : "some day,\($0).5" }
        if isRead {
            #expect(try decisions(text, told).time?.format == "%Y-%m-%d")
        } else {
            #expect(throws: Refusal.self) { try decisions(text, told) }
        }
    }

    @Test(arguments: [(100, Role.value(.absolute)), (20, .value(.gauge))])
    func `a running total falls in one step of a hundred at most`(_ every: Int, _ role: Role) throws {
        let found = try decisions(
            file("time,bytes_total", 200) {
                "\(1_700_000_000 + $0 * 60),\($0 * 1000 - ($0 % every == every - 1 ? 5000 : 0))"
            })
        #expect(found.columns[1].role == role)
    }

    @Test(arguments: [(1, true), (3, false)])
    func `a decimal mark of a flag is that of nearly all numbers`(_ others: Int, _ isObeyed: Bool) throws {
        var told = Told()
        told.decimal = UInt8(ascii: ",")
        let text = file("day;v") { "2024-01-\(two($0 % 28 + 1));\($0)\($0 < others ? "." : ",")5" }
        if isObeyed {
            #expect(try decisions(text, told).numbers.decimal == UInt8(ascii: ","))
        } else {
            #expect(throws: Refusal.self) { try decisions(text, told) }
        }
    }

    @Test(arguments: [(404, true), (277, false)])
    func `codes of HTTP are labels, whatever their name`(_ code: Int, _ isLabel: Bool) throws {
        let found = try decisions(
            file("time,answer,v") { "\(1_700_000_000 + $0 * $0),\($0 % 3 == 0 ? code : 200),\($0 % 9).5" })
        #expect(found.labelNames == (isLabel ? ["answer"] : []))
    }

    @Test func `a clock that changed is seen in files with the latest record first, too`() throws {
        // Local hours from 30 March on: there is no hour 2 on 31 March.
        let hours = (0..<48).filter { $0 != 26 }.reversed()
        let lines = hours.map { "2024-03-3\($0 / 24) \(two($0 % 24)):00:00,\($0).5\n" }
        #expect(try decisions("time,v\n" + lines.joined()).time?.clockChange == "2024-03-31")
    }

    @Test(arguments: [(2, false), (3, true)])
    func `columns of one unit are one measurement if there are three`(_ columns: Int, _ isWide: Bool) throws {
        let names = (0..<columns).map { ",Hall \($0) [MWh]" }.joined()
        let found = try decisions(
            file("time" + names) { row in
                "\(1_700_000_000 + row * 60)" + (0..<columns).map { ",\(row % 7 + $0).5" }.joined()
            })
        #expect((found.unpivot != nil) == isWide)
    }
}
