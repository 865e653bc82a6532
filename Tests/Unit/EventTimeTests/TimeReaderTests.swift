import Bytes
import EventTime
import TestSupport
import Testing

/// Reads one text; nil if it is not a time of the format.
private func read(_ text: String, _ format: String, _ zone: Zone = .utc, date: CivilDate? = nil) throws -> Instant? {
    var reader = TimeReader(format: try TimeFormat(format), zone: zone, date: date)
    // Bytes on both sides, as in a buffer of records.
    let bytes = Array("9,\(text),1".utf8)
    return reader.read(bytes.span, 2..<bytes.count - 2)
}

@Suite struct TimeReaderTests {
    @Test(arguments: [
        ("2026-03-02 08:05:09", "%Y-%m-%d %H:%M:%S"),
        ("2026-03-02T08:05:09", "%Y-%m-%dT%H:%M:%S"),
        ("2026-03-02 08:05:09", "%F %T"),
        ("  2026-03-02 08:05:09\t", "%Y-%m-%d %H:%M:%S"),
        ("02/03/2026 08.05.09", "%d/%m/%Y %H.%M.%S"),
        ("2/3/26 8:5:9", "%-d/%-m/%y %-H:%-M:%-S"),
        ("03/02/26 08:05:09", "%D %T"),
        ("Mon, 02 Mar 2026 08:05:09 GMT", "%a, %d %b %Y %H:%M:%S %Z"),
        ("monday 02 MARCH 2026 08:05:09 am", "%A %d %B %Y %I:%M:%S %p"),
        (" 2 Mar 2026  8:05:09 AM", "%e %b %Y %l:%M:%S %p"),
        ("2026061 080509", "%Y%j %H%M%S"),
        ("20260302080509", "%Y%m%d%H%M%S"),
        ("2026-03-02 10:05:09 +0200", "%Y-%m-%d %H:%M:%S %z"),
        ("2026-03-02 02:35:09 -05:30", "%Y-%m-%d %H:%M:%S %z"),
        ("1772438709", "%s"),
        ("2026-03-02T08:05:09Z", "iso8601"),
        ("2026-03-02 08:05:09", "iso8601"),
        ("2026-03-02t10:05:09+02", "iso8601"),
        ("2026-03-02T08:05:09.000000000000Z", "iso8601"),
        ("20260302T080509Z", "iso8601"),
        ("20260302T100509+0200", "iso8601"),
        ("2026-03-02T08:04:69".replacing("69", with: "59") + ".999999999+00:00", "iso8601+0"),
        ("02/Mar/2026:09:05:09 +0100", "%d/%b/%Y:%H:%M:%S %z"), ("2026-03-02 10:05:09 +0200 UTC", "%F %T %z %Z"),
        ("2026-03-02T10:05:09.000+02:00", "iso8601"), ("2026-03-02 08:05:09+00", "iso8601"),
        ("2026-03-02T08:05:09z ", "iso8601"), ("\t2026-03-02T08:05:09.0", "iso8601"),
        ("2026-03-02 08:05:09.000 ", "%F %T.%f"), ("1772438709", "unix"), ("1772438709.0", "unix"),
        ("1772438709000", "unix_ms"),
        ("1772438709000000", "unix_us"), ("+1772438709000000000", "unix_ns"),
    ])
    func `one instant in many formats`(_ text: String, _ format: String) throws {
        if format == "iso8601+0" {
            #expect(try read(text, "iso8601") == .seconds(1_772_438_700, -1))
        } else {
            #expect(try read(text, format) == .seconds(1_772_438_709))
        }
    }

    @Test(arguments: [
        ("2026-03-02 08:05:09.5", "%Y-%m-%d %H:%M:%S.%f", 500_000_000),
        ("2026-03-02 08:05:09.123456789", "%Y-%m-%d %H:%M:%S.%f", 123_456_789),
        ("2026-03-02T08:05:09,25Z", "iso8601", 250_000_000), ("1772438709.001", "unix", 1_000_000),
        ("1772438709001", "unix_ms", 1_000_000), ("1772438709000001", "unix_us", 1000),
    ])
    func `fractions are exact to the nanosecond`(_ text: String, _ format: String, _ nanoseconds: Int64) throws {
        #expect(try read(text, format) == .seconds(1_772_438_709, nanoseconds))
    }

    @Test func `times before 1970 count backward`() throws {
        #expect(try read("1969-12-31 23:59:59", "%Y-%m-%d %H:%M:%S") == .seconds(-1))
        #expect(try read("-1.25", "unix") == -1_250_000_000)
        #expect(try read("-1", "unix_ms") == -1_000_000)
        #expect(try read("-1.25", "%s.%f") == -1_250_000_000)
        #expect(try read("-0.5", "%s.%f") == -500_000_000)
        #expect(try read("-0.5", "unix") == -500_000_000)
        #expect(try read("1900-03-01T00:00:00Z", "iso8601") == .seconds(-2_203_891_200))
    }

    @Test(arguments: [
        ("2026-02-29 00:00:00", "%Y-%m-%d %H:%M:%S"), ("2026-13-01 00:00:00", "%Y-%m-%d %H:%M:%S"),
        ("2026-00-01 00:00:00", "%Y-%m-%d %H:%M:%S"), ("2026-03-02 24:00:01", "%Y-%m-%d %H:%M:%S"),
        ("2026-03-02 23:60:00", "%Y-%m-%d %H:%M:%S"), ("2026-03-02 23:59:61", "%Y-%m-%d %H:%M:%S"),
        ("2026-03-02 8:05:09", "%Y-%m-%d %H:%M:%S"), ("2026-03-02 08:05:0x", "%Y-%m-%d %H:%M:%S"),
        ("2026-03-02 08:05:09 ", "%Y-%m-%dT%H:%M:%S"), ("2026-03-02 08:05", "%Y-%m-%d %H:%M:%S"),
        ("2026-03-02 08:05:09x", "%Y-%m-%d %H:%M:%S"), ("", "%Y-%m-%d %H:%M:%S"), ("", "unix"), ("1e9", "unix"),
        ("1.5", "unix_ms"), ("9300000000", "unix"), ("2300-01-01T00:00:00Z", "iso8601"),
        ("2026-03-02T24:01:00Z", "iso8601"), ("2026-03-02T24:00:00.1Z", "iso8601"), ("2026-3-2", "iso8601"),
        ("2026-03-02T08", "iso8601"),
        ("2026-03-02T08:05:09+2", "iso8601"), ("2026-03-02T08:05:09.", "iso8601"),
        ("2026-03-02T08:05:09.Z", "iso8601"), ("2026-03-02T08:05:09Zx", "iso8601"),
        ("2026-03-02 08:05:09", "%F %T.%f"), ("2026-03-02 08:05:09,5", "%F %T.%f"),
        ("2026-03-02 08:05:09.5Z", "%F %T.%f"), ("2026-03-02 08:05:09.5", "%F %T"),
        (String(repeating: "\0", count: 19), "iso8601"), ("02/Mrz/2026", "%d/%b/%Y"), ("13:00 PM", "%I:%M %p"),
        ("2026366 00", "%Y%j %H"),
    ])
    func `a text that is not a time of the format is refused`(_ text: String, _ format: String) throws {
        #expect(try read(text, format, date: CivilDate("2026-03-02")) == nil)
    }

    @Test func `second 60 is the start of the next minute`() throws {
        #expect(try read("2016-12-31 23:59:60", "%Y-%m-%d %H:%M:%S") == .seconds(1_483_228_800))
    }

    @Test(arguments: [("08h", "%Hh"), ("08h 00", "%Hh %M"), ("08:00", "%H:%M"), ("8 AM", "%-I %p")])
    func `a time without a date gets the date of the reader`(_ text: String, _ format: String) throws {
        #expect(try !TimeFormat(format).hasDate)
        let day = CivilDate("2026-03-02")
        #expect(try read(text, format, date: day) == .seconds(1_772_438_400))
        #expect(try read(text, format) == nil, "a time needs a date")
    }

    @Test(arguments: [
        ("%Y-%m-%d %H:%M:%S", TimeReaderTests.common), ("iso8601", TimeReaderTests.iso), ("unix", TimeReaderTests.unix),
    ])
    func `reading a column gives the same times as reading its fields`(
        _ format: String, _ spell: @Sendable (Int64) -> String
    ) throws {
        for seed in 0..<20 as Range<UInt64> {
            var chance = SeededGenerator(seed: seed)
            var bytes: [UInt8] = []
            var bounds: [ByteRange] = []
            var wanted: [Instant] = []
            var unreadable: [Int] = []
            for record in 0..<200 {
                // Neighbours often have the same minute, and some cells are not times.
                let near = Bool.random(using: &chance)
                let seconds = Int64.random(
                    in: near ? 1_774_746_000...1_774_746_120 : -9_000_000_000...9_000_000_000, using: &chance)
                let isBad = Int.random(in: 0..<20, using: &chance) == 0
                let start = bytes.count
                bytes += Array((isBad ? "?" : spell(seconds)).utf8)
                bounds += [ByteRange(start, start), ByteRange(start, bytes.count)]
                if isBad { unreadable.append(record) } else { wanted.append(.seconds(seconds)) }
            }
            var reader = TimeReader(format: try TimeFormat(format), zone: .utc, date: nil)
            var times: [Instant] = []
            var without: [Int] = []
            reader.read(
                bytes.span, bounds.span, column: 1, stride: 2, count: 200, into: &times, unreadable: &without)
            #expect(times == wanted && without == unreadable, "seed \(seed)")
        }
    }

    /// A blank before the field excludes it from the fast path for common timestamps.
    @Test(arguments: ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f", "iso8601"])
    func `the fast path and the careful path accept the same texts, with the same times`(
        _ format: String
    ) throws {
        let spellings = [
            "2026-03-02 08:05:09", "2026-03-02T08:05:09", "2026-03-31 23:59:59.999", "2024-02-29T00:00:00.5Z",
            "2026-02-28 12:00:00+05:30", "1999-12-31T23:59:59-0800", "2026-04-30 08:05:60",
        ]
        let letters = Array("0123456789 T:-.,Z+z/;?\0".utf8)
        for seed in 0..<40 as Range<UInt64> {
            var chance = SeededGenerator(seed: seed)
            var reader = TimeReader(format: try TimeFormat(format), zone: .utc, date: nil)
            var read = 0
            for _ in 0..<300 {
                var bytes = Array((spellings.randomElement(using: &chance) ?? "").utf8)
                for _ in 0..<Int.random(in: 0...2, using: &chance) {
                    bytes[Int.random(in: 0..<bytes.count, using: &chance)] =
                        letters[Int.random(in: 0..<letters.count, using: &chance)]
                }
                var careful = TimeReader(format: try TimeFormat(format), zone: .utc, date: nil)
                let blanked = [0x20] + bytes
                let wanted = careful.read(blanked.span, 0..<blanked.count)
                let got = reader.read(bytes.span, 0..<bytes.count)
                read += got == nil ? 0 : 1
                #expect(got == wanted, "seed \(seed): \(String(decoding: bytes, as: UTF8.self))")
            }
            #expect(read > 0, "seed \(seed)")
        }
    }

    /// Within these minutes the offset of the zone changes, or the range of instants ends.
    @Test(arguments: [
        ("UTC", "1677-09-21 00:12"), ("UTC", "2262-04-11 23:47"), ("Europe/Berlin", "1893-04-01 00:06"),
        ("America/New_York", "1883-11-18 12:03"), ("Europe/Amsterdam", "1937-07-01 00:00"),
        ("Europe/Berlin", "2026-03-29 02:59"), ("Europe/Berlin", "2026-10-25 02:59"),
    ])
    func `a second gives the same time, whatever second of its minute was read before`(
        _ name: String, _ minute: String
    ) throws {
        guard let zone = name == "UTC" ? .utc : try systemZone(name) else { return }
        let format = try TimeFormat("%Y-%m-%d %H:%M:%S")
        for step in [1, 7, 59] {
            var reader = TimeReader(format: format, zone: zone, date: nil)
            var second = 0
            for _ in 0..<120 {
                second = (second + step) % 60
                let text = Array("\(minute):\(second < 10 ? "0" : "")\(second),,,,".utf8)
                var alone = TimeReader(format: format, zone: zone, date: nil)
                #expect(
                    reader.read(text.span, 0..<19) == alone.read(text.span, 0..<19),
                    "\(String(decoding: text, as: UTF8.self))")
            }
        }
    }

    @Test func `bytes that are zero are not a time, even before any time was read`() throws {
        let zeros = String(repeating: "\0", count: 16)
        for text in [zeros + ":00", zeros + "\0\0\0"] { #expect(try read(text, "%Y-%m-%d %H:%M:%S") == nil) }
    }

    @Test(arguments: [
        ("1677-09-21T00:12:44Z", "iso8601", Instant.seconds(-9_223_372_036)),
        ("1677-09-21T00:12:43.145224192Z", "iso8601", .earliest),
        ("2262-04-11T23:47:16.854775807Z", "iso8601", .latest),
        ("1677-09-21 00:12:43.145224192", "%F %T.%f", .earliest), ("-9223372036.854775808", "%s.%f", .earliest),
        ("-9223372036.854775808", "unix", .earliest), ("9223372036.854775807", "unix", .latest),
        ("-9223372036854775808", "unix_ns", .earliest), ("9223372036854775807", "unix_ns", .latest),
    ])
    func `both ends of event time can be read`(_ text: String, _ format: String, _ wanted: Instant) throws {
        #expect(try read(text, format) == wanted)
    }

    @Test(arguments: [
        ("1677-09-21T00:12:43.145224191Z", "iso8601", TimeFault.outOfRange),
        ("2262-04-11T23:47:16.854775808Z", "iso8601", .outOfRange), ("0000-01-01T00:00:00Z", "iso8601", .outOfRange),
        ("9999-12-31T23:59:59Z", "iso8601", .outOfRange), ("9223372036.854775808", "unix", .outOfRange),
        ("-9223372036.854775809", "unix", .outOfRange), ("9223372036854775808", "unix_ns", .outOfRange),
        ("99999999999999999999", "unix", .outOfRange), ("99999999999999999999.5", "%s.%f", .outOfRange),
        ("9999-12-31 23:59:59", "%F %T", .outOfRange), ("9999-02-30 23:59:59", "%F %T", .unreadable),
        ("99999999999999999999x", "unix", .unreadable), ("99999999999999999999.", "unix", .unreadable),
        ("soon", "iso8601", .unreadable),
    ])
    func `a time out of range and a text that is not a time are different faults`(
        _ text: String, _ format: String, _ fault: TimeFault
    ) throws {
        var reader = TimeReader(format: try TimeFormat(format), zone: .utc, date: nil)
        let bytes = Array(text.utf8)
        #expect(reader.fault(in: bytes.span, bytes.indices) == fault)
        #expect(reader.read(bytes.span, bytes.indices) == nil)
    }

    static let common: @Sendable (Int64) -> String = { seconds in
        String(iso(seconds).dropLast()).replacing("T", with: " ")
    }
    static let iso: @Sendable (Int64) -> String = { seconds in
        var bytes: [UInt8] = []
        appendISO8601(.seconds(seconds), to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
    static let unix: @Sendable (Int64) -> String = { "\($0)" }
}
