import Bytes
import EventTime
import TestSupport
import Testing

/// Reads local times of Berlin in this order, as a column. Returns the instants as seconds behind 2026-10-25 00:00 UTC,
/// when local clocks show 02:00 for the first time; clocks show 02:00 again at 3600.
private func read(
    _ times: [String], _ format: String = "%Y-%m-%d %H:%M:%S", twice: Twice = .bySteps, isNewestFirst: Bool = false,
    after previous: Int64? = nil
) throws -> [Int64]? {
    guard let zone = try systemZone("Europe/Berlin") else { return nil }
    var (bytes, bounds): ([UInt8], [ByteRange]) = ([], [])
    for time in times {
        bounds.append(ByteRange(bytes.count, bytes.count + 11 + time.utf8.count))
        bytes += Array("2026-10-25 \(time)".utf8)
    }
    var reader = TimeReader(format: try TimeFormat(format), zone: zone, date: nil, twice: twice)
    reader.isNewestFirst = isNewestFirst
    reader.previous = previous.map { .seconds(start + $0) }
    var (instants, unreadable): ([Instant], [Int]) = ([], [])
    reader.read(
        bytes.span, bounds.span, column: 0, stride: 1, count: times.count, into: &instants, unreadable: &unreadable)
    return instants.map { $0.parts.seconds - start }
}

private let start: Int64 = 1_792_886_400

@Suite struct TwiceTests {
    @Test(
        arguments: [
            (
                ["01:30:00", "02:00:00", "02:30:00", "02:00:00", "02:30:00", "03:00:00"],
                [-1800, 0, 1800, 3600, 5400, 7200]
            ),
            (["02:30:00", "02:59:00", "02:14:00", "02:20:00"], [1800, 3540, 4440, 4800]),
            // A step back of less than 15 minutes is disorder.
            (["02:30:00", "02:15:01", "02:15:00", "02:59:59", "02:44:59"], [1800, 901, 900, 3599, 6299]),
            (["02:30:00", "02:00:00", "02:59:00", "02:30:00"], [1800, 3600, 7140, 5400]),
            // A late record behind the hour belongs to its second occurrence.
            (["02:00:00", "03:00:05", "02:59:58"], [0, 7205, 7198]), (["02:30:00", "02:30:00"], [1800, 1800]),
            // The next block of a file begins anew.
            (["02:30:00", "02:15:00", "04:00:00", "01:00:00", "02:15:00"], [1800, 4500, 10_800, -3600, 900]),
        ] as [([String], [Int64])])
    func `a step back of 15 minutes or more begins the second occurrence`(_ times: [String], _ wanted: [Int64]) throws {
        guard let found = try read(times) else { return }
        #expect(found == wanted)
        for format in ["%Y-%m-%dT%H:%M:%S", "iso8601"] where format == "iso8601" {
            #expect(try read(times, format) == wanted)
        }
    }

    @Test(
        arguments: [
            (
                ["03:00:00", "02:30:00", "02:00:00", "02:30:00", "02:00:00", "01:30:00"],
                [7200, 5400, 3600, 1800, 0, -1800]
            ),
            (["02:30:00", "02:00:00", "02:14:00", "02:15:00"], [5400, 3600, 4440, 4500]),
            (["02:30:00", "02:00:00", "02:15:00", "02:00:00"], [5400, 3600, 900, 0]),
            (["01:00:00", "02:30:00"], [-3600, 1800]),
        ] as [([String], [Int64])])
    func `in files with the newest time first, a step forward begins the first occurrence`(
        _ times: [String], _ wanted: [Int64]
    ) throws {
        guard let found = try read(times, isNewestFirst: true) else { return }
        #expect(found == wanted)
    }

    @Test func `the key says which occurrence`() throws {
        let times = ["01:30:00", "02:00:00", "02:00:00", "02:30:00", "02:00:00", "03:00:00"]
        guard let first = try read(times, twice: .first) else { return }
        #expect(first == [-1800, 0, 0, 1800, 0, 7200])
        #expect(try read(times, twice: .second) == [-1800, 3600, 3600, 5400, 3600, 7200])
        #expect(try read(times, twice: .inOrder) == [-1800, 0, 3600, 5400, 3600, 7200])
        #expect(
            try read(["03:00:00", "02:00:00", "02:00:00", "01:00:00"], twice: .inOrder, isNewestFirst: true)
                == [7200, 3600, 0, -3600])
    }

    @Test func `offsets and records before decide where a reading begins`() throws {
        guard let found = try read(["02:30:00"], after: 3600) else { return }
        #expect(found == [5400])
        #expect(try read(["02:30:00"], after: 7200) == [5400])
        #expect(try read(["02:30:00"], after: -1) == [1800])
        #expect(try read(["02:30:00"], after: 3599) == [5400])
        #expect(
            try read(["02:30:00+01:00", "02:00:00", "02:59:00+02:00", "02:50:00"], "iso8601") == [
                5400, 3600, 3540, 3000,
            ])
    }

    @Test(arguments: ["America/Sao_Paulo", "Africa/Cairo", "Asia/Amman"])
    func `an hour before midnight that occurs twice is no steady part of its day`(_ name: String) throws {
        guard let zone = try systemZone(name) else { return }
        var reader = TimeReader(format: try TimeFormat("%Y-%m-%d %H:%M:%S"), zone: zone, date: nil)
        // Ten-minute steps through all changes of fifteen years come back as they were.
        for seconds in stride(from: Int64(1_250_000_000), to: 1_700_000_000, by: 600) {
            var bytes: [UInt8] = []
            appendISO8601(.seconds(seconds + Int64(zone.offset(at: .seconds(seconds)))), to: &bytes)
            bytes[10] = 0x20
            reader.previous = .seconds(seconds - 600)
            let instant = reader.read(bytes.span, 0..<19)
            if instant != .seconds(seconds) {
                Issue.record("\(String(decoding: bytes, as: UTF8.self)) is \(seconds), not \(instant as Any)")
                return
            }
        }
    }
}
