import EventTime
import Testing

/// The instant of a text in ISO 8601; nil if the text is not a time of the format.
private func read(_ text: String, _ format: String, _ zone: Zone = .utc, year: Int? = nil) throws -> String? {
    var reader = TimeReader(format: try TimeFormat(format), zone: zone, date: CivilDate("2026-03-02"), year: year)
    let bytes = Array(text.utf8)
    return reader.read(bytes.span, bytes.indices).map { iso8601($0) }
}

@Suite struct DateFormTests {
    @Test(arguments: [
        ("2026-03", "%Y-%m", "2026-03-01T00:00:00Z"), ("03/2026", "%m/%Y", "2026-03-01T00:00:00Z"),
        ("Mar 2026", "%b %Y", "2026-03-01T00:00:00Z"), ("202603", "%Y%m", "2026-03-01T00:00:00Z"),
        ("2026", "%Y", "2026-01-01T00:00:00Z"), ("FY26", "FY%y", "2026-01-01T00:00:00Z"),
        ("2026-Q1", "%Y-Q%q", "2026-01-01T00:00:00Z"), ("2026-Q4", "%Y-Q%q", "2026-10-01T00:00:00Z"),
        ("Q2/2026", "Q%q/%Y", "2026-04-01T00:00:00Z"),
        ("2026-W01", "%G-W%V", "2025-12-29T00:00:00Z"), ("2026-W53", "%G-W%V", "2026-12-28T00:00:00Z"),
        ("2020W53", "%GW%V", "2020-12-28T00:00:00Z"), ("2024-W01", "%G-W%V", "2024-01-01T00:00:00Z"),
        ("2027-W01", "%G-W%V", "2027-01-04T00:00:00Z"), ("2026-W01-1", "%G-W%V-%u", "2025-12-29T00:00:00Z"),
        ("2026-W10-7", "%G-W%V-%u", "2026-03-08T00:00:00Z"),
        ("2026-W10-7 08:05", "%G-W%V-%u %H:%M", "2026-03-08T08:05:00Z"),
    ])
    func `a month, a year, a week or a quarter is its first instant`(
        _ text: String, _ format: String, _ wanted: String
    ) throws {
        #expect(try read(text, format) == wanted)
    }

    @Test func `the first instant of a stretch is that of the zone`() throws {
        guard let zone = try systemZone("Europe/Berlin") else { return }
        #expect(try read("2026-07", "%Y-%m", zone) == "2026-06-30T22:00:00Z")
        #expect(try read("2026-Q1", "%Y-Q%q", zone) == "2025-12-31T23:00:00Z")
    }

    @Test(arguments: [
        ("2026-13", "%Y-%m"), ("2026-00", "%Y-%m"), ("2026-3", "%Y-%m"), ("2026-Q0", "%Y-Q%q"), ("2026-Q5", "%Y-Q%q"),
        ("2025-W53", "%G-W%V"), ("2026-W54", "%G-W%V"), ("2026-W00", "%G-W%V"), ("2026-W01-0", "%G-W%V-%u"),
        ("2026-W01-8", "%G-W%V-%u"), ("26", "%Y"), ("2026 ", "%Yx"), ("", "%Y"),
    ])
    func `a stretch that no calendar has is refused`(_ text: String, _ format: String) throws {
        #expect(try read(text, format) == nil)
    }

    @Test(arguments: [
        ("2026-01-31 24:00:00", "%Y-%m-%d %H:%M:%S", "2026-02-01T00:00:00Z"),
        ("01/31/2026 24:00", "%m/%d/%Y %H:%M", "2026-02-01T00:00:00Z"),
        ("2026-12-31T24:00", "iso8601", "2027-01-01T00:00:00Z"),
        ("2026-12-31T24:00:00Z", "iso8601", "2027-01-01T00:00:00Z"),
        ("2026-12-31T24:00:00.000+01:00", "iso8601", "2026-12-31T23:00:00Z"),
        ("20261231T2400", "iso8601", "2027-01-01T00:00:00Z"), ("20261231T240000Z", "iso8601", "2027-01-01T00:00:00Z"),
        ("2026-12-31 24:00:00.000", "%F %T.%f", "2027-01-01T00:00:00Z"),
        ("01/31/2026 24", "%m/%d/%Y %-H", "2026-02-01T00:00:00Z"), ("24h", "%Hh", "2026-03-03T00:00:00Z"),
        ("2024-02-28 24", "%F %k", "2024-02-29T00:00:00Z"),
    ])
    func `24 o'clock is the start of the next day`(_ text: String, _ format: String, _ wanted: String) throws {
        #expect(try read(text, format) == wanted)
    }

    @Test(arguments: [
        ("24:01", "%H:%M"), ("24:00:01", "%T"), ("24:00:60", "%T"), ("25:00", "%H:%M"), ("24:00 PM", "%I:%M %p"),
    ])
    func `later than 24 o'clock is no time`(_ text: String, _ format: String) throws {
        #expect(try read(text, format) == nil)
    }

    @Test(arguments: [
        ("1", "1900-01-01T00:00:00Z"), ("59", "1900-02-28T00:00:00Z"), ("61", "1900-03-01T00:00:00Z"),
        ("59.999", "1900-02-28T23:58:33.6Z"), ("25569", "1970-01-01T00:00:00Z"),
        ("46083.336921296", "2026-03-02T08:05:10Z"), ("46083.3333333333", "2026-03-02T08:00:00Z"),
        ("46083,5", "2026-03-02T12:00:00Z"), ("46083.9999999999", "2026-03-03T00:00:00Z"),
        ("46083.00001", "2026-03-02T00:00:00.864Z"), ("045352", "2024-03-01T00:00:00Z"),
    ])
    func `days of spreadsheets`(_ text: String, _ wanted: String) throws {
        #expect(try read(text, "excel") == wanted)
    }

    @Test(arguments: [
        "0", "0.5", "60", "60.5", "-1", "+46083", "2958466", "46083.", ".5", "4.6e4", "46083.5x", "",
        "99999999999999999999",
    ])
    func `numbers that are not days of spreadsheets`(_ text: String) throws {
        #expect(try read(text, "excel") == nil)
    }

    @Test func `a day of a spreadsheet is local time`() throws {
        guard let zone = try systemZone("Europe/Berlin") else { return }
        #expect(try read("46083.5", "excel", zone) == "2026-03-02T11:00:00Z")
    }

    @Test(arguments: [
        ("Mar  2 08:05:09", "%b %e %H:%M:%S", "2026-03-02T08:05:09Z"),
        ("Mar 02 08:05:09", "%b %d %T", "2026-03-02T08:05:09Z"), ("0302 0805", "%m%d %H%M", "2026-03-02T08:05:00Z"),
        ("061", "%j", "2026-03-02T00:00:00Z"), ("March", "%B", "2026-03-01T00:00:00Z"),
    ])
    func `a date without a year is of the year of the reader`(_ text: String, _ format: String, _ wanted: String) throws
    {
        #expect(try read(text, format, year: 2026) == wanted)
        #expect(try read("Feb 29", "%b %d", year: 2026) == nil)
        #expect(try read("Feb 29", "%b %d", year: 2028) == "2028-02-29T00:00:00Z")
    }
}
