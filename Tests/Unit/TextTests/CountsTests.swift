import Testing
import Text

@Suite struct CountsTests {
    @Test(
        arguments: [
            (0, "0"), (999, "999"), (1000, "1 000"), (18_204, "18 204"), (1_234_567, "1 234 567"), (-1000, "-1 000"),
        ])
    func `a count has groups of three digits`(count: Int, wanted: String) {
        #expect(countText(count) == wanted)
    }

    @Test(arguments: [(0, "0 records"), (1, "1 record"), (12_345, "12 345 records")])
    func `a number of things has its noun`(count: Int, wanted: String) {
        #expect(counted(count, "record") == wanted)
    }
}
