import Sniff
import Testing

struct DecisionsTests {
    @Test func `a note is found by its key, and assumptions are the notes that a person must confirm`() {
        var decisions = Decisions()
        decisions.notes = [
            Note(key: .delimiter, evidence: "all lines have 3 fields"),
            Note(key: .zone, evidence: "the file does not say", isAssumed: true),
        ]
        #expect(decisions.note(.zone)?.evidence == "the file does not say")
        #expect(decisions.note(.time) == nil)
        #expect(decisions.assumptions.map { $0.key.rawValue } == ["zone"])
    }
}
