import CSV
import EventTime
import Testing

@testable import Scaffold
@testable import Sniff

/// What a person reads in a mapping, a table or a query, where it is easily wrong.
@Suite struct DetailTests {
    private func mapping(_ decisions: Decisions) -> String { mappingText(planned(decisions)) }

    private func evidence(_ decisions: Decisions) -> String {
        evidenceText(evidenceLines(planned(decisions).sources[0])).joined(separator: "\n")
    }

    @Test(arguments: [(3599, "event minute"), (3600, "event hour"), (86_399, "event hour"), (86_400, "event day")])
    func `rates are of a time that the window holds`(_ window: Int, _ words: String) {
        #expect(Queries(Plan(name: "n", sources: [], speed: 1, window: window, span: 0)).rate.words == words)
    }

    @Test func `columns that would have one name keep their own`() {
        func text(_ second: String) -> String {
            var decisions = bankStatement()
            (decisions.shape, decisions.columns[5].name, decisions.columns[6].name) = (
                .series, "north temp [C]", second
            )
            for column in [5, 6] { decisions.columns[column].role = .unpivoted(.gauge) }
            decisions.unpivot = Unpivot(columns: [5, 6], label: "series", value: "value", unit: "C")
            decisions.unpivot?.groups = [UnpivotGroup(columns: [5, 6], unit: "C", word: "temp")]
            return mapping(decisions)
        }
        #expect(text("south temp [C]").contains("map: {\"north temp [C]\": north, \"south temp [C]\": south}"))
        #expect(!text("north  temp [C]").contains("map:"))
    }

    @Test(arguments: [("Press", "Press"), ("Press s", "Press"), ("Press_s", "Press")])
    func `a title ends before its unit, and not within a word`(_ name: String, _ title: String) {
        var decisions = bankStatement()
        decisions.columns[6].name = name
        decisions.columns[6].numbers?.unit = "s"
        #expect(mapping(decisions).contains("help: \"\(title) in seconds by status.\""))
    }

    @Test func `a label whose texts can be read as times is not proposed as the time`() {
        var decisions = bankStatement()
        decisions.time?.others = [2, 4]
        decisions.time?.otherFormats = ["%H", "%Y"]
        decisions.columns[4].role = .leftOut(.alsoTime)
        let text = mapping(decisions)
        #expect(text.contains("# column: Filiale\n      # format: \"%Y\"\n") && !text.contains("# column: Status"))
    }

    @Test func `the sign that makes a counter of what goes out is no scale to tell`() {
        var decisions = bankStatement()
        decisions.columns[5].numbers?.meaning = .payment
        let text = evidence(decisions)
        #expect(text.contains("counter orders_betrag_eur_out_total\n") && text.contains("scale 0.001"), "\(text)")
        #expect(!text.contains("scale -1"))
    }

    @Test(arguments: [
        (true, "2024-01-01T00:03:00Z to 2024-03-31T23:58:00Z, in order"),
        (false, "2024-01-01T00:03:00 to 2024-03-31T23:58:00 in +05:00, in order"),
    ]) func `times that tell their offset are told in UTC, and others as they are written`(
        _ isAbsolute: Bool, _ span: String
    ) {
        var decisions = bankStatement()
        decisions.time?.zone = "+05:00"
        decisions.time?.isAbsolute = isAbsolute
        #expect(evidence(decisions).contains(span))
    }
}
