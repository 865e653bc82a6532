import EventTime
import Testing

@testable import Inspection
@testable import Sniff

/// What `init` asks on a terminal, and what it makes of the answers.
@Suite struct QuestionTests {
    /// A person who types these lines, one after each question; then the terminal is gone.
    private final class Person {
        private(set) var shown: [String] = []
        private var answers: [String]

        init(_ answers: [String]) { self.answers = answers }

        var questions: Questions {
            Questions(canAsk: true) {
                self.shown.append($0)
                return true
            } read: {
                self.answers.isEmpty ? nil : Array((self.answers.removeFirst() + "\n").utf8)
            }
        }
    }

    private func undecided(_ flags: [String]) -> Undecided {
        Undecided(key: .decimal, sentence: "both fit", flags: flags)
    }

    @Test func `three questions are asked and not a fourth, of whichever kinds`() {
        let person = Person(Array(repeating: "2", count: 9))
        var (questions, told) = (person.questions, Told())
        questions.askTime(["a", "b"], &told)
        #expect(told.timeColumns == ["b"])
        #expect(questions.ask(undecided(["--time.day-first", "--time.month-first"]), "i.csv", &told))
        questions.askTime(["c", "d"], &told)
        #expect(person.shown.count == 3 && told.timeColumns == ["d"])
        questions.askTime(["e", "f"], &told)
        #expect(!questions.ask(undecided(["--decimal=.", "--decimal=,"]), "i.csv", &told))
        #expect(person.shown.count == 3 && told.timeColumns == ["d"])
    }

    @Test(arguments: [("1", "."), ("2", ",")]) func `a number chooses the answer beside it`(
        _ typed: String, _ mark: Character
    ) {
        let person = Person(["7", typed])
        var (questions, told) = (person.questions, Told())
        #expect(questions.ask(undecided(["--decimal=.", "--decimal=,"]), "i.csv", &told))
        #expect(told.decimal == mark.asciiValue && person.shown.count == 2)
    }

    @Test func `an empty line answers nothing, and is not asked about again`() {
        let person = Person(["", "1"])
        var (questions, told) = (person.questions, Told())
        #expect(!questions.ask(undecided(["--decimal=.", "--decimal=,"]), "i.csv", &told))
        #expect(told.decimal == nil && person.shown.count == 1)
    }

    @Test func `the zone that holds if nothing is typed stands beside the question`() {
        let person = Person(["", ""])
        var (questions, told, time) = (person.questions, Told(), Time(columns: [0], format: "iso8601"))
        questions.askZone(time, &told)
        time.zoneNames = [("CET", "+01:00")]
        questions.askZone(time, &told)
        #expect(person.shown.map { $0.hasSuffix("zone [UTC] ") } == [true, false])
        #expect(person.shown[1].hasSuffix("zone [as above] ") && told.zone == nil)
    }
}
