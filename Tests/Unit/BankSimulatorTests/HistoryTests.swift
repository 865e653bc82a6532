import Synthesis
import TestSupport
import Testing

@testable import BankSimulator

@Suite("Made history")
struct HistoryTests {
    /// 2026-03-02, a Monday, in seconds since 1970.
    private static let monday: Int64 = 1_772_409_600

    private func files(
        from: Int64, hours: Double, profile: String = "usual", seed: UInt64 = 1,
        _ schedule: HistoryRequest.Schedule = .story, catalogue: String = smallCatalogue, isFlat: Bool = false
    ) throws -> [String: [String]] {
        let folder = TemporaryDirectory()
        let path = folder.write("simulation.yml", catalogue)
        var request = HistoryRequest(
            profile: profile, seed: seed, from: from, to: from + Int64(hours * 3600), schedule: schedule)
        request.isFlat = isFlat
        var making = try CatalogueReader.read(path, request)
        while making.step() {}
        return Dictionary(
            uniqueKeysWithValues: making.files.indices.map { file in
                let text = String(decoding: making.take(file), as: UTF8.self)
                return (making.files[file].name, text.split(separator: "\n").map(String.init))
            })
    }

    @Test("the same seed makes the same bytes, another seed others")
    func seeds() throws {
        let (first, second) = (
            try files(from: Self.monday + 8 * 3600, hours: 1), try files(from: Self.monday + 8 * 3600, hours: 1)
        )
        #expect(first == second)
        #expect(try files(from: Self.monday + 8 * 3600, hours: 1, seed: 2) != first)
    }

    @Test("an hour made alone equals the hour of the day", arguments: ["usual", "busy"])
    func alone(profile: String) throws {
        let day = try files(from: Self.monday + 7 * 3600, hours: 2.5, profile: profile)
        let hour = try files(from: Self.monday + 8 * 3600, hours: 1, profile: profile)
        for name in ["events.csv", "counts.csv", "minutes.csv"] {
            // A window's row is about the time before it.
            let isWindow = name == "minutes.csv"
            let cut = try #require(day[name]).dropFirst().filter { line in
                isWindow
                    ? line > "2026-03-02T08:00:00.000Z~" && line < "2026-03-02T09:00:00.000Z~"
                    : line >= "2026-03-02T08" && line < "2026-03-02T09"
            }
            #expect(try #require(hour[name]).dropFirst().elementsEqual(cut), "\(name)")
            #expect(!cut.isEmpty)
        }
    }

    @Test("a stream with an interval has a batch of rows in each", arguments: [("usual", 2), ("busy", 8)])
    func batch(profile: String, rows: Int) throws {
        let catalogue = smallCatalogue.replacingLine(of: "    every: 1m\n", with: "    every: 1m\n    batch: visits\n")
        let made = try files(from: Self.monday, hours: 0.5, profile: profile, catalogue: catalogue)
        let times = try #require(made["counts.csv"]).dropFirst().map { cells($0)[0] }
        #expect(times.count == 30 * rows)
        #expect(Set(times).count == 30)
    }

    @Test("times never fall within a file, and each line has a cell for each column")
    func form() throws {
        for (name, lines) in try files(from: Self.monday + 8 * 3600, hours: 1, profile: "busy") {
            let rows = lines.map { cells($0) }
            #expect(rows.allSatisfy { $0.count == rows[0].count }, "\(name)")
            let times = rows.dropFirst().map { $0[0] }
            #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 }, "\(name)")
        }
    }

    @Test("a window's columns are the fold of the rows that were written")
    func windows() throws {
        let all = try files(from: Self.monday + 8 * 3600, hours: 1, profile: "busy")
        let events = try #require(all["events.csv"]).dropFirst().map { cells($0) }
            .filter { $0[2] == "login" }
        for line in try #require(all["minutes.csv"]).dropFirst(11) {
            let row = cells(line)
            func rows(_ minutes: Int) -> [[String]] {
                let start = Self.text(of: row[0], minus: minutes)
                return events.filter { $0[0] >= start && $0[0] < row[0] }
            }
            let failed = rows(5).filter { $0[3] == "failed" }.count
            let users = Set(rows(5).map { $0[4] }).count
            let top = Dictionary(grouping: rows(10)) { $0[4] }.values.map { $0.count }.max() ?? 0
            #expect(row[1...4].map { Int($0) } == [rows(1).count, failed, users, top])
        }
    }

    @Test("an incident adds, changes, scales and drops rows while it lasts, and the log tells of it")
    func incident() throws {
        let all = try files(from: Self.monday + 8 * 3600, hours: 1)
        let events = try #require(all["events.csv"]).dropFirst().map { cells($0) }
        let marked = events.filter { $0[8] == "S-1" }
        #expect(marked.count > 200)
        #expect(marked.allSatisfy { $0[0] >= "2026-03-02T08:10" && $0[0] < "2026-03-02T08:20" && $0[3] == "failed" })
        let counts = try #require(all["counts.csv"]).dropFirst().map { cells($0) }
        let missing = (0..<60).filter { minute in
            !counts.contains { $0[0].hasPrefix("2026-03-02T08:\(minute < 10 ? "0" : "")\(minute)") }
        }
        #expect(missing == [12, 13, 14])
        let quiet = try files(from: Self.monday + 8 * 3600, hours: 1, .none)
        let usual = try #require(quiet["counts.csv"]).dropFirst().map { cells($0) }
        let sum = { (rows: [[String]]) in
            rows.filter { $0[0] >= "2026-03-02T08:15" && $0[0] < "2026-03-02T08:20" }.compactMap { Int($0[2]) }
                .reduce(0, +)
        }
        // Four times as many, at twice the intensity.
        #expect(sum(counts) > 5 * sum(usual))
        #expect(
            try #require(all["incidents.csv"]) == [
                "timestamp,incident,scenario,name,severity,event,active,started,intensity",
                "2026-03-02T08:00:00.000Z,,S-1,Many failures,high,known,0,0,0",
                "2026-03-02T08:10:00.000Z,INC-000001,S-1,Many failures,high,start,1,1,2",
                "2026-03-02T08:20:00.000Z,INC-000001,S-1,Many failures,high,end,0,0,0",
            ])
    }

    @Test(
        "half an incident drops half of a share, and all rows without a share",
        arguments: [("share: 1, ", 10..<50), ("", 0..<1)])
    func half(share: String, rows: Range<Int>) throws {
        let catalogue = smallCatalogue.replacingLine(of: "share: 1, after: 2m, lasts: 3m", with: share + "lasts: 10m")
            .replacingLine(of: "intensity: 2", with: "intensity: 0.5")
            .replacingLine(of: "every: 1m\n    columns", with: "every: 20s\n    columns")
        let made = try files(from: Self.monday + 8 * 3600, hours: 1, catalogue: catalogue)
        let during = try #require(made["counts.csv"]).dropFirst().filter { cells($0)[0].hasPrefix("2026-03-02T08:1") }
        #expect(rows.contains(during.count), "\(during.count)")
    }

    @Test(
        "a flat day has the mean of a weekday at any hour",
        arguments: [(0, 1200..<2000, 6500..<8200), (5 * 24, 400..<700, 6500..<8200)])
    func flat(offset: Int64, usual: Range<Int>, flat: Range<Int>) throws {
        // One in the night of a Monday, and of a Saturday: of two records in a second, and some again.
        let start = Self.monday + (offset + 1) * 3600
        let made = try files(from: start, hours: 1, .none)
        #expect(usual.contains(try #require(made["events.csv"]).count), "\(made["events.csv"]?.count ?? 0)")
        let level = try files(from: start, hours: 1, .none, isFlat: true)
        #expect(flat.contains(try #require(level["events.csv"]).count), "\(level["events.csv"]?.count ?? 0)")
    }

    @Test("a day knows the counts of the day before")
    func yesterday() throws {
        let first = try files(from: Self.monday + 8 * 3600, hours: 1, .none)
        let second = try files(from: Self.monday + 32 * 3600, hours: 1, .none)
        let today = try #require(first["counts.csv"]).dropFirst().map { cells($0)[2] }
        #expect(try #require(second["counts.csv"]).dropFirst().map { cells($0)[3] } == today)
    }

    /// A timestamp of the same day some minutes earlier.
    private static func text(of time: String, minus minutes: Int) -> String {
        let parts = time.dropFirst(11).prefix(5).split(separator: ":").compactMap { Int($0) }
        let minute = parts[0] * 60 + parts[1] - minutes
        let pad = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
        return "2026-03-02T\(pad(minute / 60)):\(pad(minute % 60)):00.000Z"
    }
}

/// The cells of a line (RFC 4180).
func cells(_ line: String) -> [String] {
    var cells = [""]
    var isQuoted = false
    var previous: Character = " "
    for character in line {
        switch character {
        case "\"":
            if !isQuoted && previous == "\"" { cells[cells.count - 1].append("\"") }
            isQuoted.toggle()
        case "," where !isQuoted: cells.append("")
        default: cells[cells.count - 1].append(character)
        }
        previous = character
    }
    return cells
}
