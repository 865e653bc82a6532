import EventTime
import Foundation
import TestSupport
import Testing

/// Seconds since 1970 of a local time, as ISO 8601 without an offset.
private func seconds(_ text: String, _ zone: Zone) throws -> Int64? {
    var reader = TimeReader(format: try TimeFormat("iso8601"), zone: zone, date: nil)
    let bytes = Array(text.utf8)
    return reader.read(bytes.span, 0..<bytes.count).map { $0.parts.seconds }
}

@Suite(.enabled(if: FileManager.default.fileExists(atPath: "/usr/share/zoneinfo/Europe/Berlin")))
struct ZoneTests {
    @Test(
        arguments: [
            ("Europe/Berlin", "2026-03-02T08:00", 1_772_434_800), ("Europe/Berlin", "2026-07-01T08:00", 1_782_885_600),
            ("Europe/Berlin", "2050-01-01T00:00", 2_524_604_400), ("Europe/Berlin", "2100-07-01T00:00", 4_118_076_000),
            ("America/New_York", "2026-07-04T12:00", 1_783_180_800),
            ("Asia/Kolkata", "2026-01-01T00:00", 1_767_205_800),
            ("Asia/Kolkata", "2200-01-01T00:00", 7_258_098_600),
            ("Australia/Lord_Howe", "2026-01-01T00:00", 1_767_186_000),
            ("Australia/Lord_Howe", "2026-07-01T00:00", 1_782_826_200),
            ("America/Sao_Paulo", "2010-12-01T00:00", 1_291_168_800),
            ("America/St_Johns", "1988-06-01T12:00", 581_175_000), ("Europe/Dublin", "2200-07-01T12:00", 7_273_796_400),
            ("Europe/Dublin", "2200-01-01T12:00", 7_258_161_600), ("Europe/Berlin", "1893-01-01T00:00", -2_429_830_408),
            ("Asia/Kolkata", "1800-01-01T00:00", -5_364_683_608),
            ("Africa/Casablanca", "2026-03-01T12:00", 1_772_366_400),
            ("Africa/Casablanca", "2026-07-01T12:00", 1_782_903_600),
        ] as [(String, String, Int64)])
    func `local times of places, past and far future`(_ name: String, _ text: String, _ wanted: Int64) throws {
        let zone = try #require(try systemZone(name))
        #expect(try seconds(text, zone) == wanted)
    }

    @Test func `a local time that the clocks skip is the instant of the change`() throws {
        let zone = try #require(try systemZone("Europe/Berlin"))
        let change: Int64 = 1_774_746_000  // 2026-03-29 01:00 UTC
        #expect(try seconds("2026-03-29T01:59:59", zone) == change - 1)
        for skipped in ["02:00:00", "02:15:30", "02:59:59"] {
            #expect(try seconds("2026-03-29T\(skipped)", zone) == change)
        }
        #expect(try seconds("2026-03-29T03:00:00", zone) == change)
        #expect(try seconds("2026-03-29T03:00:01", zone) == change + 1)
    }

    @Test func `a local time that occurs twice is its first occurrence, if no record is before it`() throws {
        let zone = try #require(try systemZone("Europe/Berlin"))
        #expect(try seconds("2026-10-25T02:30:00", zone) == 1_792_888_200)
        #expect(try seconds("2026-10-25T03:00:00", zone) == 1_792_893_600)
    }

    @Test(arguments: ["Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia"])
    func `ascending local times never become descending instants, and offsets lead back`(_ name: String) throws {
        let zone = try #require(try systemZone(name))
        var last = Int64.min
        for local in stride(from: Int64(1_200_000_000), to: 1_900_000_000, by: 2_700) {
            let found = zone.seconds(localSeconds: local)
            #expect(found >= last)
            last = found
            let back = found + Int64(zone.offset(at: .seconds(found)))
            // A skipped time leads back to the first time behind the gap, every other time to itself.
            #expect(back == local || (back > local && back - local <= 86_400))
        }
    }

    @Test func `the next day begins even if midnight is skipped`() throws {
        let zone = try #require(try systemZone("America/Sao_Paulo"))
        // On 2017-10-15 the clocks went from 00:00 to 01:00, at 03:00 UTC.
        let start = Int64(1_508_036_400)
        #expect(zone.startOfNextDay(after: .seconds(start - 3600)) == .seconds(start))
        #expect(zone.startOfNextDay(after: .seconds(start)) == .seconds(start + 23 * 3600))
        #expect(Zone.utc.startOfNextDay(after: 0) == .seconds(86_400))
        #expect(Zone.utc.startOfNextDay(after: -1) == 0)
    }

    @Test func `a day that begins twice is the next day of what is before either beginning`() throws {
        let zone = try #require(try systemZone("America/St_Johns"))
        // On 2006-10-29 the clocks went from 00:01 back to 23:01 of the day before.
        let midnight = Int64(1162_089_000)
        #expect(zone.startOfNextDay(after: .seconds(midnight - 1)) == .seconds(midnight))
        #expect(zone.turn(after: .seconds(midnight + 59)) == .seconds(midnight + 60))
        for second in [0, 59, 3600] as [Int64] {
            #expect(zone.startOfNextDay(after: .seconds(midnight + second)) == .seconds(midnight + 25 * 3600))
        }
        for second in [60, 1800, 3599] as [Int64] {
            #expect(zone.startOfNextDay(after: .seconds(midnight + second)) == .seconds(midnight + 3600))
            #expect(zone.turn(after: .seconds(midnight + second)) == nil)
        }
    }

    @Test(arguments: ["", "TZif", "not a zone file at all", String(repeating: "TZif2", count: 40)])
    func `bytes that are not a zone file are refused`(_ text: String) {
        #expect(throws: ZoneError.self) { try Zone(tzif: Array(text.utf8), name: "X/Y") }
    }

    @Test func `a day that a place skipped is the instant of the change`() throws {
        let zone = try #require(try systemZone("Pacific/Apia"))
        let change: Int64 = 1_325_239_200  // 2011-12-30 10:00 UTC
        for time in ["00:00:00", "12:00:00", "23:59:59"] {
            #expect(try seconds("2011-12-30T\(time)", zone) == change)
        }
        #expect(try seconds("2011-12-29T23:59:59", zone) == change - 1)
        #expect(try seconds("2011-12-31T00:00:01", zone) == change + 1)
        #expect(zone.startOfNextDay(after: .seconds(change - 1)) == .seconds(change))
    }

    @Test func `a reader and the zone convert local times alike, in sequence and at random`() throws {
        let zone = try #require(try systemZone("Europe/Berlin"))
        for seed in 0..<10 as Range<UInt64> {
            var chance = SeededGenerator(seed: seed)
            var reader = TimeReader(format: try TimeFormat("%Y-%m-%d %H:%M:%S"), zone: zone, date: nil)
            for _ in 0..<300 {
                // Half of the times are near the change of 2026-10-25.
                let local = Int64.random(
                    in: Bool.random(using: &chance) ? 1_792_886_000...1_792_899_000 : -4_000_000_000...8_000_000_000,
                    using: &chance)
                var bytes: [UInt8] = []
                appendISO8601(.seconds(local), to: &bytes)
                bytes[10] = 0x20
                let instant = reader.read(bytes.span, 0..<19)
                #expect(instant == .seconds(zone.seconds(localSeconds: local)), "seed \(seed)")
            }
        }
    }

    @Test func `cut or changed zone files never trap`() throws {
        let whole = try #require(FileManager.default.contents(atPath: "/usr/share/zoneinfo/Europe/Berlin"))
        for length in 0..<whole.count {
            #expect(throws: ZoneError.self) { try Zone(tzif: Array(whole.prefix(length)), name: "cut") }
        }
        var chance = SeededGenerator(seed: 7)
        for _ in 0..<300 {
            var bytes = Array(whole)
            bytes[Int.random(in: 0..<bytes.count, using: &chance)] = UInt8.random(in: 0...255, using: &chance)
            guard let zone = try? Zone(tzif: bytes, name: "changed") else { continue }
            #expect(zone.startOfNextDay(after: 0) ?? .latest > 0)
        }
    }

    @Test(arguments: [("+02:00", 7200), ("-0530", -19800), ("+01", 3600), ("+00:00", 0)])
    func `fixed offsets`(_ text: String, _ seconds: Int) throws {
        #expect(try #require(Zone(fixed: text)).offset(at: 0) == seconds)
    }

    @Test(arguments: ["", "2", "+2", "+24:00", "+02:60", "UTC", "Z", "+02:00x"])
    func `texts that are not fixed offsets`(_ text: String) { #expect(Zone(fixed: text) == nil) }
}
