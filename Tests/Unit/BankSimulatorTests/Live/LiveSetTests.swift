import POSIX
import Synthesis
import TestSupport
import Testing

@testable import BankSimulator

@Suite("Live data set")
struct LiveSetTests {
    private static let start: Int64 = 1_772_409_600 + 8 * 3600
    private let folder = TemporaryDirectory()

    private func live(first: Int64 = start) throws -> LiveSet {
        let path = folder.write("simulation.yml", smallCatalogue)
        try FileSystem.makeDirectory("\(folder.path)/live")
        let catalogue = try CatalogueReader.compile(path, HistoryRequest(from: first, to: .max))
        return LiveSet(
            "small", catalogue, folder: "\(folder.path)/live", first: first, limits: LiveFile.Limits(bytes: 1 << 30))
    }

    private func lines(_ name: String) throws -> [String] {
        let bytes = try FileDescriptor.open("\(folder.path)/live/\(name)").readToEnd(maximum: 1 << 24)
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Ticks of 100 ms, in seconds after the start.
    private func run(_ set: LiveSet, from: Int64, to: Int64) {
        for tick in from * 10...to * 10 {
            _ = set.advance(to: Self.start * 1000 + tick * 100, until: { false })
        }
    }

    @Test("live files are those of history, up to the present instant")
    func equalsHistory() throws {
        let set = try live()
        run(set, from: 0, to: 600)
        _ = set.advance(to: Self.start * 1000 + 600_499, until: { false })
        var making = try CatalogueReader.read(
            "\(folder.path)/simulation.yml", HistoryRequest(from: Self.start, to: Self.start + 601))
        while making.step() {}
        for file in making.files.indices {
            let whole = String(decoding: making.take(file), as: UTF8.self).split(separator: "\n").map(String.init)
            let wanted = whole.filter { $0 < "2026-03-02T08:10:00.500Z" || $0.hasPrefix("timestamp") }
            #expect(try lines(making.files[file].name) == wanted, "\(making.files[file].name)")
        }
        #expect(set.files[0].counts.rows == (try lines("events.csv").count) - 1)
        #expect(set.files[0].counts.rows > 500)
    }

    @Test("up to ten seconds are made up; more are skipped and counted", arguments: [(Int64(10), Int64(0)), (61, 61)])
    func stop(seconds: Int64, skipped: Int64) throws {
        let set = try live()
        run(set, from: 0, to: 59)
        _ = set.advance(to: (Self.start + 60 + seconds) * 1000, until: { false })
        #expect(set.skippedSeconds == skipped)
        run(set, from: 60 + seconds, to: 120 + seconds)
        let times = try lines("events.csv").dropFirst().map { cells($0)[0] }
        #expect(times == times.sorted())
        let gap = times.contains { $0 >= "2026-03-02T08:01:00" && $0 < "2026-03-02T08:01:10" }
        #expect(gap == (skipped == 0))
    }

    @Test("an incident begins at the next second, is told at its start and end, and changes records meanwhile")
    func incident() throws {
        let set = try live()
        run(set, from: 0, to: 30)
        let incident = set.begin(0, number: 1, duration: 60_000, intensity: 1)
        #expect(incident.start == (Self.start + 31) * 1000)
        run(set, from: 31, to: 120)
        let log = try lines("incidents.csv")
        #expect(
            log.dropFirst() == [
                "2026-03-02T08:00:00.000Z,,S-1,Many failures,high,known,0,0,0",
                "2026-03-02T08:00:31.000Z,INC-000001,S-1,Many failures,high,start,1,1,1",
                "2026-03-02T08:01:31.000Z,INC-000001,S-1,Many failures,high,end,0,0,0",
            ])
        let marked = try lines("events.csv").filter { $0.hasSuffix(",S-1") }.map { cells($0)[0] }
        #expect(marked.count > 15)
        #expect(marked.allSatisfy { $0 >= "2026-03-02T08:00:31" && $0 < "2026-03-02T08:01:31" })
        #expect(set.running.isEmpty)
    }

    @Test("an incident and a record that are asked for before the first second belong to it")
    func early() throws {
        let set = try live()
        #expect(!set.isReady)
        #expect(set.begin(0, number: 1, duration: 60_000, intensity: 1).start == Self.start * 1000)
        let line = set.ask(KindPath(stream: 0, kind: 1), [(column: 4, text: "U-1")], number: 1)
        run(set, from: 0, to: 10)
        #expect(
            try lines("incidents.csv")[2].hasPrefix("2026-03-02T08:00:00.000Z,INC-000001,S-1,Many failures,high,start"))
        #expect(try lines("events.csv").contains(String(decoding: line.dropLast(), as: UTF8.self)))
    }

    @Test("an incident can be ended early, once; the end of the program ends all")
    func end() throws {
        let set = try live()
        run(set, from: 0, to: 10)
        for number in 1...3 { _ = set.begin(0, number: number, duration: 3_600_000, intensity: 1) }
        run(set, from: 11, to: 20)
        #expect(set.end(2)?.end == (Self.start + 21) * 1000)
        #expect(set.end(2) == nil)
        #expect(set.end(7) == nil)
        #expect(set.running == [1, 3])
        run(set, from: 21, to: 30)
        set.finish(at: (Self.start + 30) * 1000)
        let rows = try lines("incidents.csv").dropFirst(2).map { cells($0) }
        #expect(
            rows.map { "\($0[1]) \($0[5]) \($0[6])" } == [
                "INC-000001 start 3", "INC-000002 start 3", "INC-000003 start 3", "INC-000002 end 2",
                "INC-000001 end 0", "INC-000003 end 0",
            ])
    }

    @Test("a new file of incidents begins with what is active now")
    func known() throws {
        let set = try live()
        run(set, from: 0, to: 10)
        _ = set.begin(0, number: 1, duration: 3_600_000, intensity: 1)
        run(set, from: 11, to: 20)
        try FileSystem.remove("\(folder.path)/live/incidents.csv")
        run(set, from: 21, to: 30)
        let rows = try lines("incidents.csv")
        #expect(rows.count == 2)
        #expect(rows[1].hasSuffix(",,S-1,Many failures,high,known,1,0,0"))
    }

    @Test("of the incidents that have ended the last hundred are remembered")
    func remembered() throws {
        let set = try live()
        for number in 1...105 {
            run(set, from: Int64(number) * 2, to: Int64(number) * 2)
            _ = set.begin(0, number: number, duration: 1000, intensity: 1)
        }
        run(set, from: 212, to: 230)
        #expect(set.incidents.map { $0.number } == Array(6...105))
    }
}
