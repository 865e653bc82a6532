import EventTime
import Testing

@Suite struct ZoneNameTests {
    private func read(
        _ text: String, _ zone: Zone, _ names: [(name: [UInt8], offset: Int)] = [], format: String = "%F %R %Z"
    ) throws -> String? {
        var reader = TimeReader(format: try TimeFormat(format), zone: zone, date: nil, names: names)
        let bytes = Array(text.utf8)
        return reader.read(bytes.span, bytes.indices).map { iso8601($0) }
    }

    @Test(arguments: [
        ("Europe/Madrid", "2026-10-25 02:30 CEST", "2026-10-25T00:30:00Z"),
        ("Europe/Madrid", "2026-10-25 02:10 CET", "2026-10-25T01:10:00Z"),
        ("Europe/Madrid", "2026-07-01 12:00 CET", "2026-07-01T11:00:00Z"),
        ("Europe/Madrid", "2026-01-01 12:00 cest", "2026-01-01T10:00:00Z"),
        ("Europe/Madrid", "2026-07-01 12:00 UTC", "2026-07-01T12:00:00Z"),
        ("Europe/London", "2026-07-01 12:00 BST", "2026-07-01T11:00:00Z"),
        ("Europe/London", "1970-01-01 12:00 BST", "1970-01-01T11:00:00Z"),
        ("Europe/Dublin", "2026-07-01 12:00 IST", "2026-07-01T11:00:00Z"),
        ("Asia/Kolkata", "2026-07-01 12:00 IST", "2026-07-01T06:30:00Z"),
        ("Europe/Moscow", "2012-07-01 12:00 MSK", "2012-07-01T08:00:00Z"),
        ("Europe/Moscow", "2026-07-01 12:00 MSK", "2026-07-01T09:00:00Z"),
        ("America/New_York", "2100-07-01 12:00 EDT", "2100-07-01T16:00:00Z"),
        ("America/Sao_Paulo", "2026-07-01 12:00 -03", "2026-07-01T15:00:00Z"),
        ("America/New_York", "2026-07-01 12:00 CEST", nil), ("Europe/Madrid", "2026-07-01 12:00 XX", nil),
        ("Europe/Madrid", "2026-07-01 12:00 ", nil), ("Europe/Madrid", "2026-07-01 12:00 CES", nil),
    ])
    func `an abbreviation is an offset of its zone`(_ name: String, _ text: String, _ wanted: String?) throws {
        guard let zone = try systemZone(name) else { return }
        #expect(try read(text, zone) == wanted)
    }

    @Test(arguments: [
        (Twice.first, ["21:30", "21:00", "21:30"]), (.second, ["22:30", "22:00", "22:30"]),
        (.bySteps, ["21:30", "22:00", "22:30"]),
    ])
    func `an abbreviation of both occurrences leaves the decision to the order`(_ twice: Twice, _ wanted: [String])
        throws
    {
        guard let zone = try systemZone("Europe/Moscow") else { return }
        var reader = TimeReader(format: try TimeFormat("%F %R %Z"), zone: zone, date: nil, twice: twice)
        for (text, wanted) in zip(["01:30", "01:00", "01:30"], wanted) {
            let bytes = Array("2014-10-26 \(text) MSK".utf8)
            let instant = reader.read(bytes.span, bytes.indices)
            #expect(instant.map { iso8601($0) } == "2014-10-25T\(wanted):00Z")
            reader.previous = instant
        }
    }

    @Test func `declared names come before those of the zone`() throws {
        let names = [(name: Array("IST".utf8), offset: 19_800), (name: Array("GMT".utf8), offset: 3600)]
        #expect(try read("2026-07-01 12:00 ist", .utc, names) == "2026-07-01T06:30:00Z")
        #expect(try read("2026-07-01 12:00 GMT", .utc, names) == "2026-07-01T11:00:00Z")
        #expect(try read("2026-07-01 12:00 Z", .utc, names) == "2026-07-01T12:00:00Z")
        guard let zone = try systemZone("Europe/Dublin") else { return }
        #expect(try read("2026-07-01 12:00 IST", zone, names) == "2026-07-01T06:30:00Z")
    }

    @Test func `an offset is more precise than a name beside it`() throws {
        #expect(try read("2026-07-01 12:00 +0200 CEST", .utc, format: "%F %R %z %Z") == "2026-07-01T10:00:00Z")
        #expect(try read("2026-07-01 12:00 GMT+0200", .utc, format: "%F %R %Z%z") == "2026-07-01T10:00:00Z")
    }
}
