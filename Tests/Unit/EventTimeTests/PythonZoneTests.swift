import Bytes
import EventTime
import Foundation
import TestSupport
import Testing

/// Compares local times around the clock changes of forty zones with the module zoneinfo of Python.
@Suite(.enabled(if: python != nil, "python3 is missing")) struct PythonZoneTests {
    /// Times of one zone in ten-minute steps around one clock change.
    private struct Sequence: Decodable {
        let zone: String
        /// The seconds by which clocks are set back; negative if they are set forward.
        let shift: Int
        /// Local times `YYYY-MM-DD hh:mm:ss`, and their instants in seconds since 1970.
        let local: [String]
        let instants: [Int64]
        /// The instants of the local times with `fold` 0 and 1.
        let folds: [[Int64]]
        let names: [String]
    }

    private static let script = """
        import datetime, json, random, sys, zoneinfo
        random.seed(20261025)
        utc = datetime.timezone.utc
        days = 20 * 86400
        every = sorted(z for z in zoneinfo.available_timezones() if '/' in z and not z.startswith(('Etc/', 'SystemV/')))
        zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'America/Sao_Paulo', 'Africa/Cairo']
        zones += random.sample([z for z in every if z not in zones], len(every) - 5)
        def at(zone, seconds):
            return datetime.datetime.fromtimestamp(seconds, utc).astimezone(zone)
        def offset(zone, seconds):
            return int(at(zone, seconds).utcoffset().total_seconds())
        def changes(zone):
            last = offset(zone, -631152000)
            for start in range(-631152000, 3000000000, days):
                if offset(zone, start + days) != last:
                    low, high = start, start + days
                    while high - low > 1:
                        middle = (low + high) // 2
                        low, high = (middle, high) if offset(zone, middle) == last else (low, middle)
                    now = offset(zone, high)
                    yield high, last - now
                    last = now
        result, count, used = [], 0, 0
        for name in zones:
            zone = zoneinfo.ZoneInfo(name)
            found = [c for c in changes(zone) if abs(c[1]) >= 1800 and abs(c[1]) <= 7200]
            if len(found) < 20:
                continue
            used += 1
            for change, shift in random.sample(found, min(len(found), 70)):
                instants = [change + step * 600 + random.randrange(0, 60) for step in range(-19, 19)]
                times = [at(zone, t) for t in instants]
                result.append({'zone': name, 'shift': shift, 'instants': instants,
                    'local': [t.strftime('%Y-%m-%d %H:%M:%S') for t in times], 'names': [t.tzname() for t in times],
                    'folds': [[int(t.replace(fold=fold).timestamp()) for t in times] for fold in (0, 1)]})
                count += len(instants)
            if used >= 40 and count >= 100000:
                break
        json.dump(result, open(sys.argv[1], 'w'))
        """

    @Test func `local times around clock changes are the instants of Python, in either order and by name`() throws {
        let sequences = try ask()
        #expect(sequences.reduce(0) { $0 + $1.local.count } >= 100_000)
        #expect(Set(sequences.map(\.zone)).count >= 40)
        for sequence in sequences {
            guard let zone = try systemZone(sequence.zone) else { continue }
            let place = "\(sequence.zone) at \(sequence.local[19])"
            #expect(try read(sequence.local, zone) == sequence.instants, "\(place)")
            #expect(
                try read(sequence.local.reversed(), zone, isNewestFirst: true) == sequence.instants.reversed(),
                "\(place), newest first")
            #expect(try read(sequence.local, zone, twice: .first) == sequence.folds[0], "\(place), fold 0")
            #expect(try read(sequence.local, zone, twice: .second) == sequence.folds[1], "\(place), fold 1")
            let named = zip(sequence.local, sequence.names).map { "\($0) \($1)" }
            #expect(try read(named, zone, format: "%Y-%m-%d %H:%M:%S %Z") == sequence.instants, "\(place), by name")
        }
    }

    private func read(
        _ times: [String], _ zone: Zone, format: String = "%Y-%m-%d %H:%M:%S", twice: Twice = .bySteps,
        isNewestFirst: Bool = false
    ) throws -> [Int64] {
        var (bytes, bounds): ([UInt8], [ByteRange]) = ([], [])
        for time in times {
            bounds.append(ByteRange(bytes.count, bytes.count + time.utf8.count))
            bytes += Array(time.utf8)
        }
        var reader = TimeReader(format: try TimeFormat(format), zone: zone, date: nil, twice: twice)
        reader.isNewestFirst = isNewestFirst
        var (instants, unreadable): ([Instant], [Int]) = ([], [])
        reader.read(
            bytes.span, bounds.span, column: 0, stride: 1, count: times.count, into: &instants,
            unreadable: &unreadable)
        return instants.map { $0.parts.seconds }
    }

    private func ask() throws -> [Sequence] {
        let output = TemporaryDirectory()
        let path = output.path + "/sequences.json"
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(python))
        process.arguments = ["-c", Self.script, path]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return try JSONDecoder().decode([Sequence].self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    }
}

/// The path of python3, found along PATH; nil if it is not installed.
private let python: String? = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .map { $0 + "/python3" }.first { FileManager.default.isExecutableFile(atPath: $0) }
