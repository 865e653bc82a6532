import CSV
import Sniff
import Testing

/// Months of a year in columns, in languages that no format reads, and times that are no likely ones.
struct MonthTests {
    static let months = [
        "Jan;Feb;Mrz;Apr;Mai;Jun;Jul;Aug;Sep;Okt;Nov;Dez",
        "Jan.;Feb.;März;Apr.;Mai;Juni;Juli;Aug.;Sept.;Okt.;Nov.;Dez.",
        "Januar;Februar;März;April;Mai;Juni;Juli;August;September;Oktober;November;Dezember",
        "janv.;févr.;mars;avr.;mai;juin;juil.;août;sept.;oct.;nov.;déc.",
        "enero;febrero;marzo;abril;mayo;junio;julio;agosto;septiembre;octubre;noviembre;diciembre",
        "gen;feb;mar;apr;mag;giu;lug;ago;set;ott;nov;dic", "jan;fev;mar;abr;mai;jun;jul;ago;set;out;nov;dez",
        "jan;feb;mrt;apr;mei;jun;jul;aug;sep;okt;nov;dec", "jan;feb;mars;april;maj;juni;juli;aug;sep;okt;nov;dec",
    ]

    private func table(_ header: String) -> String {
        file(header, 12) { year in
            "\(2010 + year)" + (1...12).map { ";\(year * $0 % 17),5" }.joined()
        }
    }

    @Test(arguments: months)
    func `months of other languages in columns are parts of the time`(_ names: String) throws {
        let found = try decisions(table("Jahr;" + names))
        #expect(found.unpivot?.timeFormat == "%b" && found.unpivot?.columns == Array(1...12))
        #expect(found.dialect.header?[3] == "Mar" && found.dialect.skipLines == 1)
        #expect(found.note(.header)?.evidence.hasSuffix("have English names here, which a format reads") == true)
    }

    @Test func `English months stay as they are`() throws {
        let found = try decisions(table("Year;Jan;Feb;Mar;Apr;May;Jun;Jul;Aug;Sep;Oct;Nov;Dec"))
        #expect(found.unpivot?.timeFormat == "%b" && found.dialect.header == nil)
    }

    @Test func `eleven months are names`() throws {
        let found = try decisions(table("Jahr;Jan;Feb;Mrz;Apr;Mai;Jun;Jul;Aug;Sep;Okt;Nov;Rest"))
        #expect(found.unpivot?.timeFormat == nil && found.dialect.header == nil)
    }

    @Test(arguments: [("Année", "%Y"), ("Jahr", "%Y"), ("Anno", "%Y")])
    func `a year has its name in several languages`(_ name: String, _ format: String) throws {
        #expect(try decisions(file("\(name);v") { "\(1980 + $0);\($0),5" }).time?.format == format)
    }

    @Test(arguments: [("2150-01-", "2150-01-01"), ("9999-01-", "9999-01-01"), ("1650-01-", "1650-01-01")])
    func `times that are far away are told as such`(_ start: String, _ first: String) throws {
        let found = try decisions(file("date,v") { "\(start)\(two($0 % 28 + 1)),\($0).5" })
        let years = "1700 to 2099, by %Y-%m-%d"
        #expect(
            found.undecided.map { $0.sentence }
                == ["date has \"\(first)\" in line 2, a time out of the years \(years)"])
    }

    @Test func `a format of a flag reads times that are far away`() throws {
        var told = Told()
        (told.timeColumns, told.timeFormat) = (["date"], "%Y-%m-%d")
        let found = try decisions(file("date,v") { "2150-01-\(two($0 % 28 + 1)),\($0).5" }, told)
        #expect(found.undecided.isEmpty && found.time?.format == "%Y-%m-%d")
    }

    @Test(arguments: ["Rating (1-5)", "Score [0..10]", "Census (2024)"])
    func `a scale in brackets is no unit`(_ name: String) throws {
        let found = try decisions(file("day,\(name)") { "2026-0\($0 / 28 + 1)-\(two($0 % 28 + 1)),\($0 * 7 % 5 + 1)" })
        #expect(found.columns[1].numbers != nil && found.columns[1].numbers?.unit == nil)
    }
}
