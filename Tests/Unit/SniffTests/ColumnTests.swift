import CSV
import Sniff
import Testing

struct ColumnTests {
    struct Numbers: Sendable {
        var cells: [String]
        var decimal: Character
        var group: Character?
    }

    static let numbers: [Numbers] = [
        Numbers(cells: ["1.5", "2.25"], decimal: "."),
        Numbers(cells: ["1,5", "2,25"], decimal: ","),
        Numbers(cells: ["1.234,50", "7,00"], decimal: ",", group: "."),
        Numbers(cells: ["1,234.50", "7.00"], decimal: ".", group: ","),
        Numbers(cells: ["1,234,567", "12"], decimal: ".", group: ","),
        Numbers(cells: ["1'234.50", "7.00"], decimal: ".", group: "'"),
        Numbers(cells: ["1 234,50", "7,00"], decimal: ",", group: " "),
        Numbers(cells: ["1\u{A0}234,50", "7,00"], decimal: ",", group: " "),
        Numbers(cells: ["12", "34"], decimal: "."),
    ]

    @Test(arguments: numbers) func `marks are decided by proofs`(_ test: Numbers) throws {
        let found = try decisions(file("day;v") { "2024-01-\(two($0 % 28 + 1));\(test.cells[$0 % test.cells.count])" })
        #expect(found.numbers.decimal == test.decimal.asciiValue)
        #expect(found.numbers.group == test.group?.asciiValue)
        #expect(found.undecided.isEmpty)
    }

    @Test func `numbers with three digits behind each comma are asked about`() throws {
        let found = try decisions(file("day;v") { "2024-01-\(two($0 % 28 + 1));\($0 + 10),\(100 + $0)" })
        #expect(found.undecided.map { $0.key } == [.decimal])
        #expect(found.undecided.first?.flags == ["--decimal=.", "--decimal=,"])
    }

    @Test func `units, missing texts and sentinels are no part of the numbers`() throws {
        let found = try decisions(
            file("day;load;t") { line in
                let t = line % 10 == 3 ? "-999" : line % 10 == 4 ? "n/a" : "\(line % 9).5"
                return "2024-01-\(two(line % 28 + 1));\(line).5 %;\(t)"
            })
        #expect(found.columns[1].numbers?.strip == ["%"])
        #expect(found.columns[1].numbers?.unit == "%")
        #expect(found.nullValues == ["n/a", "-999"])
        #expect(found.columns[2].numbers?.least == 0.5)
    }

    @Test func `a short text that comes again in a column of numbers means no value`() throws {
        let found = try decisions(
            file("day;v") { "2024-01-\(two($0 % 28 + 1));\($0 % 10 == 3 ? "'-" : "\($0 % 9).5")" })
        #expect(found.nullValues == ["'-"])
        #expect(found.values == ["v"])
    }

    @Test(arguments: [
        ("Line 1;Line 2", ["Line 1", "Line 2"]), ("Tank level [%];w", ["Tank level [%]", "w"]),
        ("Store;w", ["w"]),
    ])
    func `whole numbers with the name of a code are values if columns tell the things, or have a unit`(
        _ test: (names: String, values: [String])
    ) throws {
        let found = try decisions(
            file("time;\(test.names)", 200) { line in
                "2024-01-\(two(line / 24 + 1)) \(two(line % 24)):00;\(line * 7 % 83 + 10);\(line * 5 % 79 + 10)"
            })
        #expect(found.values == test.values)
    }

    @Test func `a last line with a sum is told`() throws {
        let found = try decisions(file("day;v;w") { "2024-01-\(two($0 % 28 + 1));\($0);\($0)" } + "Sum;1;2\n")
        #expect(found.footers == ["Sum"])
    }

    /// Names that some columns share, those that the mapping gives them (nil: the file's), and the lines before the
    /// records.
    static let shared: [(names: String, own: [String]?, skipped: Int)] = [
        ("time,time,v", ["time", "time 2", "v"], 1), (",v,", ["column 1", "v", "column 3"], 1),
        ("time,v,v", ["time", "v", "v 2"], 1), ("time,\"v\nw\",\"v\nw\"", ["time", "v\nw", "v\nw 2"], 3),
        ("time,v 2,v,v", ["time", "v 2", "v", "v 3"], 1), ("time,v,", nil, 0), ("time,v,,", nil, 0),
    ]

    @Test(arguments: shared)
    func `columns with data that share a name get names of their own`(
        _ names: String, own: [String]?, skipped: Int
    ) throws {
        let width = names.split(separator: ",", omittingEmptySubsequences: false).count
        let cells = own == nil && width > 2 ? String(repeating: ",", count: width - 2) : ""
        let found = try decisions(
            file(names, 28) { day in
                let rest = own == nil ? "" : (1..<width - 1).map { ",\($0 + day % 7).5" }.joined()
                return "2024-01-\(two(day + 1)),\(day).5\(rest)\(cells)"
            })
        #expect(found.dialect.header == own && found.dialect.skipLines == skipped)
        #expect(found.time?.columns == [0])
        #expect(found.note(.header)?.evidence.contains("names of their own") == (own != nil))
    }

    /// Cells, the role of their column, and whether they are durations.
    static let units: [([String], role: Role, isDuration: Bool)] = [
        (["43ms", "2.25s", "4us"], .value(.histogram), true), (["43ms", "2.25s", "7"], .leftOut(.severalUnits), false),
        (["15km", "590m", "8km"], .leftOut(.severalUnits), false), (["15°C", "59°F"], .leftOut(.severalUnits), false),
        (["10 kB", "1.5 MB"], .leftOut(.severalUnits), false), (["$5", "7 €"], .leftOut(.severalUnits), false),
        (["5 %", "0.05"], .leftOut(.severalUnits), false), (["5 %", "0", "7 %"], .value(.gauge), false),
        (["5 €", "7 EUR", "9"], .value(.gauge), false), (["<5 ms", "7 ms"], .value(.gauge), false),
        (["5.", "7.", "9.25"], .value(.gauge), false), (["5.", "7.", "11."], .value(.gauge), false),
    ]

    @Test(arguments: units)
    func `numbers of several units are no numbers of one`(_ cells: [String], role: Role, isDuration: Bool) throws {
        let found = try decisions(file("time;v") { "2024-01-\(two($0 % 28 + 1));\(cells[$0 % cells.count])" })
        #expect(found.columns[1].role == role)
        #expect(found.columns[1].numbers?.isDuration ?? false == isDuration)
        if isDuration { #expect(found.columns[1].numbers?.greatest == 2.25 && found.columns[1].numbers?.strip == []) }
    }

    @Test(arguments: ["2024-01-", "2024-01-05;n/a;1", "2024-13-01;1;2"])
    func `a last record with a time that is cut off or wrong is no footer`(last: String) throws {
        let found = try decisions(file("day;v;w") { "2024-01-\(two($0 % 28 + 1));\($0);\($0)" } + last)
        #expect(found.footers == [])
    }

    @Test func `what is no value is left out with its reason`() throws {
        let found = try decisions(
            file("time,row,device_id,lat,zip,const,note,v", 60) { line in
                "\(1_700_000_000 + line * 60),\(line + 1),\(900_000 + line * 37),47.\(line),0\(1234 + line),"
                    + "7,n\(line),\(line * 7 % 11).5"
            })
        #expect(found.values == ["v"])
        #expect(found.columns[1].role == .leftOut(.rowNumber))
        #expect(found.columns[2].role == .leftOut(.identifier))
        #expect(found.columns[3].role == .leftOut(.coordinate))
        #expect(found.columns[5].role == .leftOut(.constant))
        #expect(found.columns[6].role == .leftOut(.identifier))
        #expect(found.labels.isEmpty)
    }

    @Test func `texts with few values and codes are labels, and of two that tell the same the shorter is`() throws {
        let found = try decisions(
            file("time,method,verb,status,ms", 200) { line in
                let isGet = line % 3 > 0
                return "\(1_700_000_000 + line * line),\(isGet ? "GET" : "POST"),\(isGet ? "read it" : "write it"),"
                    + "\([200, 404, 500][line % 7 % 3]),\(line % 50).5"
            })
        #expect(found.labelNames == ["method", "status"])
        #expect(found.columns[2].role == .leftOut(.determined))
        #expect(found.shape == .events)
        #expect(found.columns[4].role == .value(.histogram))
    }

    @Test(
        arguments: [
            ["1.4.0", "1.5.0", "1.6.1"], ["v1.2.3", "v1.2.4"], ["10.9.0.11:443", "10.9.0.12:443"],
            ["2026-Q1", "2026-Q2"], ["2026-01", "2026-02"], ["08:15-09:00", "09:00-10:00"], ["00:1b:44", "00:1c:44"],
            ["8:1", "8:2"], ["a 12:30", "b 12:30"], ["Mar-5", "Apr-3"],
        ])
    func `few texts that look like times are a label beside the time`(_ texts: [String]) throws {
        let found = try decisions(
            file("time,x,v") { "2026-11-20 10:\(two($0)):07,\(texts[$0 * $0 % 7 % texts.count]),\($0 % 11).5" })
        #expect(found.labelNames == ["x"])
    }

    @Test func `a column is also a time only if a format reads it, and has that format`() throws {
        let found = try decisions(
            file("time,valuta,version,v", 60) { line in
                "2026-11-20 10:\(two(line)):07,2026-11-\(two(1 + line % 5)),1.\(line / 2).0,\(line % 11).5"
            })
        #expect(found.columns[1].role == .leftOut(.alsoTime) && found.columns[2].role == .leftOut(.manyValues))
        #expect(found.time?.others == [1] && found.time?.otherFormats == ["%Y-%m-%d"])
    }

    @Test func `codes and named columns are labels before others, and long texts come last`() throws {
        var told = Told()
        told.mostSeries = 27
        let text = file("time,user_agent,path,status,v", 300) { line in
            "\(1_700_000_000 + line * line),Mozilla/\(line / 5 % 2),/p\(line % 3),\([200, 404, 500, 503][line % 4]),"
                + "\(line % 5)"
        }
        let found = try decisions(text, told)
        #expect(found.labelNames == ["status", "path"])
        told.mostSeries = 48
        #expect(try decisions(text, told).labelNames == ["status", "path", "user_agent"])
    }

    @Test func `labels are taken while the series stay few`() throws {
        var told = Told()
        told.mostSeries = 10
        let text = file("time,shop,item,v", 300) { "\(1_700_000_000 + $0 * $0),s\($0 % 3),i\($0 * 7 % 11),\($0 % 5)" }
        let found = try decisions(text, told)
        #expect(found.labelNames == ["shop"] && found.recordLabels.isEmpty)
        #expect(found.columns[2].role == .leftOut(.manySeries))
        told.mostSeries = 40
        #expect(try decisions(text, told).recordLabels == [2], "the counter of records has room for 33 of them")
        #expect(try decisions(text).labelNames == ["shop", "item"])
    }

    @Test func `readings at equal steps are a series, and a running total is an absolute counter`() throws {
        let found = try decisions(
            file("time,host,temp,rx_bytes", 80) { line in
                "\(1_700_000_000 + line / 2 * 60),h\(line % 2),\(line * 7 % 11).5,\(1000 + line * 13)"
            })
        #expect(found.shape == .series)
        #expect(found.labelNames == ["host"])
        #expect(found.columns[2].role == .value(.gauge))
        #expect(found.columns[3].role == .value(.absolute))
    }

    @Test func `columns of several units are a group each`() throws {
        let names = [
            "Bed room Temperature (°C)", "Bed room Humidity (%)", "Bath Temperature (°C)", "Bath Humidity (%)",
        ]
        let text = file("time,\(names.joined(separator: ",")),Hall Temperature (°C),Hall Humidity (%),v") {
            "\(1_700_000_000 + $0 * 60),20.\($0 % 9),41.\($0 % 4),19.\($0 % 7),48.\($0 % 5),18.\($0 % 3),"
                + "5\($0 % 9),\($0 % 7)"
        }
        let found = try decisions(text)
        #expect(found.unpivot?.columns == [1, 2, 3, 4, 5, 6] && found.values == ["v"])
        #expect(found.unpivot?.groups.map { $0.columns } == [[1, 3, 5], [2, 4, 6]])
        #expect(found.unpivot?.groups.map { $0.word } == ["Temperature", "Humidity"])
    }

    @Test func `a row of units is the unit of a wide table`() throws {
        let text = file("time;kitchen;bath;attic;hall\n;°C;°C;°C;°C") {
            "\(1_700_000_000 + $0 * 60);20.\($0 % 9);21.\($0 % 4);19.\($0 % 7);18.\($0 % 5)"
        }
        #expect(try decisions(text).unpivot?.unit == "°C")
    }

    @Test func `bookings of days are events, however regular, and the times of a log of nginx are seconds`() throws {
        let text = file("day,kind,Saldo,Betrag") { line in
            "2026-09-\(two(1 + line * 2 / 3)),k\(line % 3),\(line * line).50,\(line % 2 == 0 ? "" : "-")\(line * 7).25"
        }
        let found = try decisions(text)
        #expect(found.shape == .events)
        #expect(found.columns.map { $0.numbers?.meaning } == [nil, nil, .balance, .payment])
        let log = try decisions(file("time,request_time,v") { "\(1_700_000_000 + $0 * $0),0.0\($0),\($0 % 7).5" })
        #expect(log.columns[1].numbers?.unit == "s" && log.columns[2].numbers?.unit == nil)
    }

    @Test func `columns of one kind become one metric with a label`() throws {
        let rooms = file("time,kitchen,bath,attic,hall") {
            "\(1_700_000_000 + $0 * 60),20.\($0 % 9),21.\($0 % 4),19.\($0 % 7),18.\($0 % 5)"
        }
        #expect(try decisions(rooms).unpivot?.columns == [1, 2, 3, 4])
        let power = file("time,Wind [MW],Sun [MW],Gas [MW]") {
            "\(1_700_000_000 + $0 * 60),\($0 % 9),\($0 % 7),\($0 % 5)"
        }
        #expect(try decisions(power).unpivot?.unit == "MW")
        let stock = file("time,open,high,low,close") {
            "\(1_700_000_000 + $0 * 60),\($0 % 9),\($0 % 7),\($0 % 5),\($0 % 4)"
        }
        #expect(try decisions(stock).unpivot == nil)
    }
}
