import CSV
import EventTime
import Sniff
import Testing

struct DialectTests {
    struct Case: Sendable {
        var text: String
        var delimiter: Character
        var skipLines = 0
        var skipAfterHeader = 0
        var names: [String]
        var hasNames = true
    }

    private static let body = (1...9).map { "2024-01-0\($0);\($0),5;a\n" }.joined()

    static let cases: [Case] = [
        Case(text: "day;v;k\n" + body, delimiter: ";", names: ["day", "v", "k"]),
        Case(text: body, delimiter: ";", names: ["c1", "c2", "c3"], hasNames: false),
        Case(text: "Export of 3 March\n\n\nday;v;k\n" + body, delimiter: ";", skipLines: 3, names: ["day", "v", "k"]),
        Case(text: "A;;\nday;v;k\n" + body, delimiter: ";", skipLines: 1, names: ["day", "v", "k"]),
        Case(text: "A;B;\n;;\nday;v;k\n" + body, delimiter: ";", skipLines: 2, names: ["day", "v", "k"]),
        Case(text: "day;v;k\n;mm;\n" + body, delimiter: ";", skipAfterHeader: 1, names: ["day", "v", "k"]),
        Case(text: "# by logger\n# day;v;k\n" + body, delimiter: ";", skipLines: 1, names: ["day", "v", "k"]),
        Case(text: "# by logger\nday;v;k\n" + body, delimiter: ";", skipLines: 1, names: ["day", "v", "k"]),
        Case(text: "\u{FEFF}day;v;k\n" + body, delimiter: ";", names: ["day", "v", "k"]),
    ]

    @Test(arguments: cases) func `delimiter, names and the first record are found`(_ test: Case) throws {
        let found = try decisions(test.text)
        #expect(found.dialect.delimiter == test.delimiter.asciiValue)
        #expect(found.dialect.skipLines == test.skipLines)
        #expect(found.dialect.skipAfterHeader == test.skipAfterHeader)
        #expect(found.columns.map { $0.name } == test.names)
        #expect(found.hasNames == test.hasNames)
        #expect(found.seen.records == 9)
    }

    @Test(arguments: ["\t", "|", ",", ";", " "]) func `each delimiter is found`(_ delimiter: String) throws {
        let text = file(["time", "a", "b"].joined(separator: delimiter)) { line in
            ["\(1_700_000_000 + line)", "\(line).5", "-\(line % 7)"].joined(separator: delimiter)
        }
        #expect(try decisions(text).dialect.delimiter == delimiter.utf8.first)
    }

    @Test func `a quoted delimiter divides nothing`() throws {
        let text = file("day,name,v") { "2024-01-\(two($0 % 28 + 1)),\"Korea, South\",\($0)" }
        #expect(try decisions(text).columns.count == 3)
    }

    @Test func `names in a server log's comment are repeated in the mapping, and its times are UTC`() throws {
        let text = file("#Software: X\n#Fields: date time status") { "2024-01-01 00:00:\(two($0)) 200" }
        let found = try decisions(text)
        #expect(found.dialect.header == ["date", "time", "status"])
        #expect(found.hasNames)
        #expect(found.time?.isZoneKnown == true)
    }

    @Test func `a server log may say that its times are local`() throws {
        let text = file("#Version: 1.5\n#Time Format: Local\n#Fields: date time size") {
            "2024-01-01 00:00:\(two($0)) \($0)"
        }
        #expect(try decisions(text).time?.isZoneKnown == false)
    }

    @Test(arguments: [
        ("#Data;#Kwota;", ["Data", "Kwota", ""]), ("#;Data;Kwota", ["#", "Data", "Kwota"]),
        ("# Data;Kwota;Saldo", ["Data", "Kwota", "Saldo"]),
    ])
    func `names may be in a comment, with a mark before each and no name behind the last`(
        _ line: String, _ names: [String]
    ) throws {
        let isFirst = names[0] == "Data"
        let text = file(line) { "\(isFirst ? "" : "\($0);")2024-01-\(two($0 % 28 + 1));\($0),5\(isFirst ? ";" : "")" }
        let found = try decisions(text)
        #expect(found.columns.map { $0.name }.prefix(3) == names.prefix(3) && found.hasNames, "\(found.notes)")
    }

    @Test func `amounts have the currencies of all countries`() throws {
        let found = try decisions(file("Data;Kwota") { "2024-01-\(two($0 % 28 + 1));-\($0 + 1) 297,5\($0 % 10) PLN" })
        #expect(found.values == ["Kwota"] && found.numbers.decimal == UInt8(ascii: ","))
    }

    @Test func `bytes that are not UTF-8 are latin-1, or windows-1252 if 80 to 9F are among them`() throws {
        let text = Array(file("day,v") { "2024-01-\(two($0 % 28 + 1)),\($0)" }.utf8)
        #expect(try decisions(text).dialect.encoding == .utf8)
        #expect(try decisions(text + Array("x".utf8) + [0xE4, 0x2C, 0x31, 0x0A]).dialect.encoding == .latin1)
        #expect(try decisions(text + [0x80, 0xE4, 0x2C, 0x31, 0x0A]).dialect.encoding == .windows1252)
        #expect(try decisions(text + Array("ä,1\n".utf8)).dialect.encoding == .utf8)
    }

    struct Short: Sendable {
        var first: @Sendable (Int) -> String
        var names: [String]
        var isAssumed = false
    }

    static let short: [Short] = [
        // As R's write.table and pandas' index_label=False write row names: numbers, or texts.
        Short(first: { "\($0 + 1),2024-01-\(two($0 % 28 + 1)),\($0).5" }, names: ["row", "time", "v"]),
        Short(first: { "car \($0),2024-01-\(two($0 % 28 + 1)),\($0).5" }, names: ["row", "time", "v"]),
        Short(first: { "car,2024-01-\(two($0 % 28 + 1)),\($0).5" }, names: ["row", "time", "v"], isAssumed: true),
        Short(first: { "2024-01-\(two($0 % 28 + 1)),\($0).5,x" }, names: ["time", "v", "c3"], isAssumed: true),
        // A delimiter at the end of each record begins no column.
        Short(first: { "2024-01-\(two($0 % 28 + 1)),\($0).5," }, names: ["time", "v"]),
    ]

    @Test(arguments: short) func `a line with one name too few lacks that of the row names`(_ test: Short) throws {
        let found = try decisions(file("time,v", 40, test.first))
        #expect(found.columns.map { $0.name } == test.names)
        #expect(found.note(.header)?.isAssumed == test.isAssumed)
        #expect(found.seen.records == 40 && found.hasNames && found.values == ["v"])
        #expect(found.time.map { found.columns[$0.columns[0]].name } == "time")
        #expect((found.dialect.header == nil) == (test.names.count == 2))
    }

    @Test func `lines of units below a line with one name too few are skipped, too`() throws {
        let records = file("time v\nday mm", 40) { "\($0) 2024-01-\(two($0 % 28 + 1)) \($0).5" }
        let found = try decisions("export\n" + records)
        #expect(found.dialect.skipLines == 3 && found.dialect.skipAfterHeader == 0 && found.seen.records == 40)
    }

    @Test func `records with a field too many below the names are records, and no units`() throws {
        let frayed = file("time,v", 40) { "2024-01-01 00:\(two($0)):00,\($0).5\($0 < 10 ? ",x" : "")" }
        let found = try decisions(frayed)
        #expect(found.dialect.skipAfterHeader == 0 && found.columns[1].numbers?.unit == nil)
        #expect(found.seen.records + found.seen.rejected == 40 && found.seen.rejected == 10)
        let numbers = try decisions(file("t,v", 40) { "\(1_700_000_000 + $0),\($0).5\($0 < 5 ? ",7" : "")" })
        #expect(numbers.dialect.skipAfterHeader == 0)
        // A line of units that lacks one is none of them.
        #expect(
            try decisions("time,v,w\n,mm\n" + file("", 40) { "2024-01-01 00:\(two($0)):00,\($0).5,1" }.dropFirst())
                .dialect.skipAfterHeader == 1)
    }

    @Test func `records with more fields than names are said to be there`() throws {
        let found = try decisions(file("a,b", 9) { "2024-01-0\($0 + 1),1,2,3" })
        #expect(found.undecided.map { $0.sentence } != ["there is a line with names, and no record below it"])
    }

    @Test(arguments: ["time,value\n", "time,value"]) func `names without records leave the time open`(_ text: String)
        throws
    {
        let found = try decisions(text)
        #expect(found.columns.count == 2)
        #expect(found.undecided.first?.sentence.contains("no record") == true)
    }

    @Test func `quotes behind blanks are quotes, and backslashes before quotes are escapes`() throws {
        let blanks = try decisions(file("day, name, v") { "2024-01-\(two($0 % 28 + 1)), \"a, b\", \($0)" })
        #expect(blanks.dialect.trims)
        #expect(blanks.columns.map { $0.name } == ["day", "name", "v"])
        let escapes = try decisions(file("day,name,v") { "2024-01-\(two($0 % 28 + 1)),\"a \\\"x\\\", b\",\($0)" })
        #expect(escapes.dialect.escape == UInt8(ascii: "\\"))
        #expect(escapes.columns.count == 3)
    }

    @Test func `a line of one cell above records of two is no line of names`() throws {
        var told = Told()
        told.delimiter = UInt8(ascii: ",")
        let found = try decisions("Datum;Wert\n01.02.2024;1,5\n02.02.2024;7,25\n03.02.2024;7,25\n", told)
        #expect(found.columns.count == 2)
    }

    struct Refused: Sendable {
        var text: String
        var words: String
    }

    static let refused: [Refused] = [
        Refused(text: "", words: "is empty"),
        Refused(text: " \n\n", words: "is empty"), Refused(text: "\u{FEFF}\n", words: "is empty"),
        Refused(text: "[{\"a\": 1}]", words: "is JSON"),
        Refused(text: "{\"a\": 1}", words: "is JSON"),
        Refused(text: "<!DOCTYPE html><p>a,b,c", words: "is HTML"),
        Refused(text: "CREATE TABLE x (a, b);", words: "is SQL"),
        Refused(text: "a\u{0}b,c\n", words: "NUL"),
        Refused(text: "one\ntwo\nthree\n", words: "has one column"),
        Refused(text: String(repeating: "1,", count: 2000) + "1\n", words: "more than 1024 columns"),
    ]

    @Test(arguments: refused) func `what is no table is refused by its name`(_ test: Refused) {
        let error = #expect(throws: Refusal.self) { try decisions(test.text) }
        #expect(error?.sentence.contains(test.words) == true, "\(error?.sentence ?? "")")
    }

    @Test func `lines that do not end within a sample are told, and no lack of records`() {
        for text in ["", "time,value\n"] {
            var sample = Sample(Array(text.utf8), now: Instant(nanoseconds: 0))
            sample.share = 0.1
            let error = #expect(throws: Refusal.self) { try sniff(sample) }
            #expect(error?.sentence.contains("a line of more than a megabyte") == true)
        }
    }

    @Test func `a file of two tables is said to be one`() throws {
        let text = file("a,b") { "x\($0 % 3),\($0)" } + file("\nshop,town,price") { "s\($0),t\($0 % 7),\($0).5" }
        let found = try decisions(text)
        #expect(found.undecided.contains { $0.sentence.hasSuffix("does the file have several tables?") })
    }
}
