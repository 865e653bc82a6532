import EventTime
import TestSupport
import Testing

/// A TZif file (RFC 9636) made by hand.
private struct ZoneFile {
    var version: UInt8 = 0x32
    /// The times at which types begin, and the types.
    var changes: [(time: Int64, type: UInt8)] = []
    /// Seconds ahead of UTC.
    var types: [Int32] = [0]
    var leapSeconds: UInt32 = 0
    var footer: String? = ""

    var bytes: [UInt8] {
        if version == 0 { return block(wide: false) }
        let rule: [UInt8] = footer.map { Array("\n\($0)\n".utf8) } ?? []
        return block(wide: false) + block(wide: true) + rule
    }

    private func block(wide: Bool) -> [UInt8] {
        var bytes = Array("TZif".utf8) + [version] + [UInt8](repeating: 0, count: 15)
        for count in [0, 0, leapSeconds, UInt32(changes.count), UInt32(types.count), 4] { bytes += bigEndian(count) }
        for change in changes {
            bytes += wide ? bigEndian(change.time) : bigEndian(Int32(truncatingIfNeeded: change.time))
        }
        bytes += changes.map(\.type)
        for type in types { bytes += bigEndian(type) + [0, 0] }
        bytes += Array("ABC\0".utf8)
        return bytes + [UInt8](repeating: 0, count: Int(leapSeconds) * (wide ? 12 : 8))
    }

    private func bigEndian(_ number: some FixedWidthInteger) -> [UInt8] {
        stride(from: number.bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> $0) }
    }

    func zone() throws -> Zone { try Zone(tzif: bytes, name: "Test/Zone") }
}

@Suite struct ZoneFileTests {
    @Test func `a file of version 1 has its changes in 32 bits`() throws {
        let zone = try ZoneFile(version: 0, changes: [(-1000, 1), (1000, 0)], types: [3600, 7200]).zone()
        #expect([-1001, -1000, 999, 1000].map { zone.offset(at: .seconds($0)) } == [3600, 7200, 7200, 3600])
    }

    @Test func `a file without changes is a fixed offset`() throws {
        for (zone, offset) in [
            (try ZoneFile(footer: "UTC0").zone(), 0),
            (try ZoneFile(types: [-5400], footer: "<-0130>1:30").zone(), -5400),
        ] {
            #expect(!zone.changes)
            #expect(zone.offset(at: 0) == offset)
        }
    }

    /// Found by fuzzing: local times before such a summer counted as skipped.
    @Test func `a summer of no length changes nothing`() throws {
        let zone = try ZoneFile(types: [-3600], footer: "<->1<+>,0/-1,0/0").zone()
        #expect([-7200, -3600, -1, 0, 1].map { zone.seconds(localSeconds: $0) } == [-3600, 0, 3599, 3600, 3601])
        #expect(zone.offset(at: 0) == -3600)
    }

    /// The rule of RFC 9636 for summer time all the year.
    @Test func `a winter of no length changes nothing`() throws {
        let zone = try ZoneFile(types: [-14_400], footer: "EST5EDT,0/0,J365/25").zone()
        let newYear: Int64 = 1_767_225_600
        #expect([-1, 0, 3600].map { zone.seconds(localSeconds: newYear + $0) - newYear } == [14_399, 14_400, 18_000])
        #expect([0, 17_999, 18_000].map { zone.offset(at: .seconds(newYear + $0)) } == [-14_400, -14_400, -14_400])
    }

    @Test func `changes outside of the range of instants change no offset within it`() throws {
        let zone = try ZoneFile(
            changes: [(-576_460_752_303_423_488, 1), (0, 0), (1 << 60, 1)], types: [3600, 7200]
        ).zone()
        #expect(zone.offset(at: .earliest) == 7200)
        #expect(zone.offset(at: 0) == 3600)
        #expect(zone.offset(at: .latest) == 3600)
    }

    @Test func `a rule after a change beyond the range of instants is ignored`() throws {
        let rule = "CET-1CEST,M3.5.0,M10.5.0/3"
        let zone = try ZoneFile(changes: [(1 << 60, 0)], types: [3600], footer: rule).zone()
        #expect(zone.offset(at: .seconds(1_782_885_600)) == 3600)
    }

    @Test(
        arguments: [
            // 2026-01-15T12:00Z and 2026-07-15T12:00Z
            ("CET-1CEST,M3.5.0,M10.5.0/3", 3600, 7200), ("IST-1GMT0,M10.5.0,M3.5.0/1", 0, 3600),
            ("EST5EDT,M3.2.0,M11.1.0", -18_000, -14_400), ("AEST-10AEDT,M10.1.0,M4.1.0/3", 39_600, 36_000),
            ("EST5EDT,0/0,J365/25", -14_400, -14_400), ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", -7200, -3600),
            ("QQQ-2:30:15", 9015, 9015), ("AAA0BBB-2,J60,J300", 0, 7200), ("AAA0BBB-2,59,299", 0, 7200),
        ] as [(String, Int, Int)])
    func `the footer's rule holds after the last change`(_ footer: String, _ january: Int, _ july: Int) throws {
        let standard: Int32 = footer.hasPrefix("QQQ") ? 9015 : 0
        let zone = try ZoneFile(changes: [(-8_000_000_000, 1)], types: [-60, standard], footer: footer).zone()
        #expect(zone.offset(at: .seconds(1_768_478_400)) == january)
        #expect(zone.offset(at: .seconds(1_784_116_800)) == july)
    }

    @Test func `days of a year are counted with or without February 29`() throws {
        let julian = try ZoneFile(footer: "AAA0BBB-2,J60/0,J300").zone()
        let zeroBased = try ZoneFile(footer: "AAA0BBB-2,59/0,299").zone()
        // 2024-02-29 and 2024-03-01, at noon: a leap year.
        #expect([1_709_208_000, 1_709_294_400].map { julian.offset(at: .seconds($0)) } == [0, 7200])
        #expect([1_709_208_000, 1_709_294_400].map { zeroBased.offset(at: .seconds($0)) } == [7200, 7200])
    }

    @Test(arguments: [
        "CET", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0",
        "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,J0,J300", "CET-1CEST,366,1", "CET-25", "CE-1", "<+01-1", "CET-1:60",
        "CET-1CEST,M3.5.0/168,M10.5.0", "CET-1CEST,M3.5.0,M10.5.0x",
    ])
    func `a footer that is not a rule is refused`(_ footer: String) {
        #expect(throws: ZoneError.self) { try ZoneFile(footer: footer).zone() }
    }

    @Test func `a file that would give wrong times is refused`() throws {
        let faulty: [(ZoneFile, String)] = [
            (ZoneFile(leapSeconds: 1), "a file with leap seconds"), (ZoneFile(footer: nil), "no footer"),
            (ZoneFile(changes: [(5, 0), (5, 0)]), "a file that ends early or contradicts itself"),
            (ZoneFile(changes: [(5, 1)]), "a file that ends early or contradicts itself"),
            (ZoneFile(types: []), "no TZif header"), (ZoneFile(types: [100_000]), "a file that ends early"),
        ]
        for (file, found) in faulty {
            let error = #expect(throws: ZoneError.self) { try file.zone() }
            #expect(error?.description.hasPrefix("cannot read time zone \"Test/Zone\": got \(found)") == true)
        }
    }

    @Test func `changes in quick succession keep local times in order`() throws {
        let zone = try ZoneFile(
            changes: [(1000, 1), (1500, 2), (1600, 0), (9000, 2)], types: [0, 7200, -3600]
        ).zone()
        var last = Int64.min
        for local in stride(from: Int64(-10_000), to: 30_000, by: 7) {
            let found = zone.seconds(localSeconds: local)
            #expect(found >= last, "local \(local)")
            last = found
        }
        // At 1000 the clocks skip to 8200. At 1500 they show 8700 and go back; they show 8700 again at 8700.
        #expect(zone.seconds(localSeconds: 5000) == 1000)
        #expect(zone.seconds(localSeconds: 8699) == 1499)
        #expect(zone.seconds(localSeconds: 8700) == 8700)
    }
}
