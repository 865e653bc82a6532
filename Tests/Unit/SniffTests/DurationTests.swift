import Sniff
import Testing

/// Cells such as `7:25`, which are hours and minutes or minutes and seconds.
struct DurationTests {
    static let names: [(name: String, hasHours: Bool, isAsked: Bool)] = [
        ("Dauer (h:mm)", true, false), ("Arbeitszeit (h:mm)", true, false), ("Dauer [hh:mm]", true, false),
        ("Dauer ([h]:mm)", true, false), ("Dauer (Stunden)", true, false), ("Flugstunden", true, false),
        ("Duration in hours", true, false), ("Dauer (mm:ss)", false, false), ("Dauer (m:ss)", false, false),
        ("Dauer (min)", false, false), ("Split duration min:sec", false, false), ("Dauer", false, true),
        ("Moving duration", false, true), ("Dauer (h:mm:ss)", false, true),
    ]

    @Test(arguments: names)
    func `the name of a column decides between hours and minutes, and without it both are told`(
        _ test: (name: String, hasHours: Bool, isAsked: Bool)
    ) throws {
        let found = try decisions(
            file("Datum;\(test.name)") { "\(day($0));\($0 % 9):\(two($0 * 7 % 60))" })
        let numbers = try #require(found.columns[1].numbers, "\(found.columns[1].role)")
        #expect(numbers.isDuration && numbers.hasHours == test.hasHours)
        #expect((found.note(.durations)?.isAssumed ?? false) == test.isAsked)
        if test.isAsked {
            let evidence = found.note(.durations)?.evidence ?? ""
            #expect(evidence.hasPrefix("\"0:00\" in \(test.name) is read as minutes and seconds; if"), "\(evidence)")
        }
    }

    @Test(arguments: ["h:mm", "hh:mm", "Arbeitszeit (h:mm)"])
    func `hours of several people on a day are no clocks`(_ name: String) throws {
        let found = try decisions(
            file("Datum;Wer;\(name)", 60) {
                "\(day($0 / 2));\($0 % 2 == 0 ? "Eva" : "Uli");\($0 * 5 % 9):\(two($0 * 7 % 60))"
            })
        #expect(found.time?.columns == [0] && found.columns[2].numbers?.hasHours == true)
    }

    @Test func `cells of three parts leave no doubt`() throws {
        let found = try decisions(
            file("day,duration") { "\(day($0)),\($0 % 3 == 0 ? "1:" : "")0\($0 % 9):\(two($0))" })
        #expect(found.columns[1].numbers?.isDuration == true && found.note(.durations) == nil)
    }

    @Test func `cells of two and of three parts under a name with hours are asked about`() throws {
        let found = try decisions(
            file("day,duration (h:mm)") { "\(day($0)),\($0 % 3 == 0 ? "1:" : "")\($0 % 9):\(two($0))" }
        )
        #expect(found.columns[1].numbers?.hasHours == false && found.note(.durations)?.isAssumed == true)
    }

    @Test func `a time of the day whose name has the form of its cells is no duration`() throws {
        let found = try decisions(
            file("Datum;Ankunft (hh:mm);Start (h:mm);v") {
                "\(day($0));\(two($0 % 24)):15;\($0 % 24):05;\($0).5"
            })
        #expect(found.values == ["v"])
    }

    private func day(_ record: Int) -> String { "2026-0\(record / 28 + 1)-\(two(record % 28 + 1))" }
}
