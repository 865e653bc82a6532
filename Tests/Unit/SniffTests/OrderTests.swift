import EventTime
import Sniff
import Testing

/// Records that share a time.
struct OrderTests {
    @Test(arguments: [(true, 3, true), (false, 3, false), (true, 1, false)])
    func `several values of one time are told where the newest record is first`(
        _ isNewestFirst: Bool, _ records: Int, _ isTold: Bool
    ) throws {
        let found = try decisions(
            file("day,temp", 60) { line in
                let day = (isNewestFirst ? 59 - line : line) / records
                return "2026-0\(day / 28 + 1)-\(two(day % 28 + 1)),\(line % 7 + 20).5"
            })
        #expect((found.note(.order)?.isAssumed ?? false) == isTold)
    }

    /// The zone of Berlin as a file of the system that has only its rule: clocks go back on 26 October 2025, at 1
    /// o'clock in UTC.
    private static func berlin() throws -> Told {
        let counts: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 4]
        let block = Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15) + counts + [0, 0, 14, 16, 0, 0]
        let bytes = block + Array("CET\0".utf8) + block + Array("CET\0\nCET-1CEST,M3.5.0,M10.5.0/3\n".utf8)
        let zone = try Zone(tzif: bytes, name: "Europe/Berlin")
        var told = Told()
        told.zone = "Europe/Berlin"
        told.findZone = { _ in zone }
        return told
    }

    /// Local times around the change, `minutes` apart.
    private func localTimes(every minutes: Int) -> [String] {
        stride(from: 0, to: 48 * 60, by: minutes).map { minute in
            // From 25 October at 0 o'clock local time; the hour from 2 to 3 occurs twice on the 26th.
            let local = minute < 27 * 60 ? minute : minute - 60
            return "2025-10-2\(5 + local / 1440) \(two(local % 1440 / 60)):\(two(local % 60)):00"
        }
    }

    @Test(arguments: [(60, true), (15, false)])
    func `in a known zone the hour that occurs twice repeats no times`(_ minutes: Int, _ isInOrder: Bool) throws {
        let times = localTimes(every: minutes)
        let text = "time,w\n" + times.enumerated().map { "\($1),\($0 * 7 % 31)\n" }.joined()
        let found = try decisions(text, Self.berlin())
        #expect(found.time?.repeated == 0 && found.shape == .series)
        #expect(found.time?.isTwiceInOrder == isInOrder)
        #expect(try decisions(text).time?.isTwiceInOrder == false)
    }

    @Test func `two things at each time keep their label in the hour that occurs twice`() throws {
        let times = localTimes(every: 15)
        let text = "time,room,w\n" + times.enumerated().map { "\($1),a,\($0 % 31)\n\($1),b,\($0 % 29)\n" }.joined()
        let found = try decisions(text, Self.berlin())
        #expect(found.labelNames == ["room"] && found.time?.isTwiceInOrder == false)
    }
}
