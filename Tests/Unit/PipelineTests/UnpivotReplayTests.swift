import MappingFile
import Metrics
import TestSupport
import Testing

@testable import Pipeline

private let meter = "{counter: m_total, help: M., value: m, absolute: true"

@Suite struct UnpivotReplayTests {
    @Test(
        arguments: [
            (meter + "}", [102.0]),
            (meter + ", where: {s: x}}", [102]),
            (meter + ", where: {k: b}}", [102]),
            (meter + ", labels: {k: k}}", [102, 102]),
            // The second line is left out for b alone.
            (meter + ", labels: {k: k}, where: {v: {below: 9}}}", [102, 102]),
            ("{counter: m_total, help: M., value: m}", [606]),
        ] as [(String, [Double])])
    func `an absolute counter reads a line once, whatever the number of its records`(
        _ example: (metric: String, wanted: [Double])
    ) throws {
        let folder = TemporaryDirectory()
        folder.write("data.csv", "t,s,a,b,m\n1,x,2,3,100\n2,x,4,9,101\n3,x,5,6,102\n")
        let configuration = try ConfigurationReader.read(
            folder.write(
                "map.yml",
                """
                sources:
                  - name: s
                    files: data.csv
                    time: {column: t, format: unix}
                    unpivot: {columns: [a, b], label: k, value: v}
                    metrics: [\(example.metric)]
                """))
        for speed in [0.5, .infinity] {
            var plan = ReplayPlan(ReplaySettings())
            plan.speed = speed
            let replay = try Replay(configuration, plan, SilentObserver(), startTime: 1)
            for now in 0..<100 { try replay.slice(now: Int64(now) * 100_000_000, until: { false }) }
            #expect(replay.snapshot()[0].shownSeries.map { $0.values[0] } == example.wanted)
            #expect(replay.run.applier.registry.families[0].falls == 0)
        }
    }
}
