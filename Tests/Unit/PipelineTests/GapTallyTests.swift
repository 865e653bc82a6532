import EventTime
import Feed
import MappingFile
import TestSupport
import Testing

@testable import Pipeline

@Suite struct GapTallyTests {
    /// The gaps over 10 seconds of sources with records at these seconds, as a run collects them.
    private func gaps(_ sources: [[Int64]]) throws -> [GapTally.Gap] {
        let folder = TemporaryDirectory()
        var mapping = "sources:\n"
        for (number, seconds) in sources.enumerated() {
            folder.write("\(number).csv", "t\n" + seconds.map { "\($0)\n" }.joined())
            mapping += """
                  - name: s\(number)
                    files: \(number).csv
                    time: {column: t, format: unix}
                    metrics: [{counter: x\(number)_total, help: X.}]

                """
        }
        var run = try HistoryRun(
            ConfigurationReader.read(folder.write("map.yml", mapping)), rejects: SilentObserver(), startTime: 1)
        while try !run.prepare(through: .latest) {}
        run.tallyGaps(longerThan: 10_000_000_000)
        run.beginPass()
        _ = run.advance(to: .latest)
        return try #require(run.gaps).all
    }

    @Test(arguments: [1, 2, 3]) func `a gap is a stretch without a record of any source`(_ sources: Int) throws {
        for seed in 0..<40 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            let seconds = (0..<sources).map { _ in
                (0..<Int.random(in: 1...40, using: &random)).map { _ in Int64.random(in: 0...400, using: &random) }
            }
            let all = Set(seconds.joined()).sorted()
            let bounds = [Instant.earliest] + all.map { .seconds($0) } + [.latest]
            let wanted = zip(bounds, bounds.dropFirst()).filter { $1.nanoseconds(since: $0) > 10_000_000_000 }
            let found = try gaps(seconds)
            #expect(found.map(\.from) == wanted.map(\.0) && found.map(\.to) == wanted.map(\.1), "seed \(seed)")
        }
    }

    @Test func `a gap knows the lines at both of its ends`() throws {
        let found = try gaps([[0, 5, 100, 105], [3, 50]])
        #expect(found.map { $0.before?.line } == [nil, 3, 3, 5])
        #expect(found.map { $0.after?.line } == [2, 3, 4, nil])
    }
}
