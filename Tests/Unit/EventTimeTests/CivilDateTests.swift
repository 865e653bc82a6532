import EventTime
import Testing

@Suite struct CivilDateTests {
    @Test(arguments: [
        ("1970-01-01", 0), ("2000-02-29", 11_016), ("2026-03-02", 20_514), ("1969-12-31", -1), ("1900-03-01", -25_508),
    ])
    func `days count from 1970`(_ text: String, _ days: Int) throws {
        #expect(try #require(CivilDate(text)).daysSince1970 == days)
        #expect(CivilDate(daysSince1970: days) == CivilDate(text))
    }

    @Test func `every day of 800 years follows the one before`() {
        var last = CivilDate(daysSince1970: -200_001)
        for days in -200_000...100_000 {
            let date = CivilDate(daysSince1970: days)
            #expect(date.daysSince1970 == days && last < date)
            last = date
        }
    }

    @Test(arguments: [
        "2026-02-29", "2026-13-01", "2026-1-1", "20260101", "2026-01-00", "", "2026-01-01x", "+026-01-01",
    ])
    func `texts that are not dates`(_ text: String) { #expect(CivilDate(text) == nil) }
}
