import MappingFile
import Testing

@testable import Exporter

@Suite struct StartReportTests {
    private func sentence(hours: Double, _ change: (inout ReplayPlan) -> Void) -> String {
        var plan = ReplayPlan(ReplaySettings())
        change(&plan)
        return passSentence(seconds: hours * 3600, plan)
    }

    @Test(arguments: [
        (1.0, 1, "one pass takes 1h at speed 1"), (60, 72, "one pass takes 1h12m at speed 60"),
        (600, 1, "one pass takes 6s at speed 600"), (0.5, 1, "one pass takes 2h at speed 0.5"),
        (1, 72, "one pass takes 3d at speed 1, --replay.speed=60 makes it 1h12m"),
        (1, 8760, "one pass takes 1y at speed 1, --replay.speed=6000 makes it 1h28m"),
        // From the earliest to the latest instant: longer than a duration can be.
        (1, 5_124_095, "one pass takes more than 106751d at speed 1, --replay.speed=6000000 makes it 52m"),
        (.infinity, 72, "one pass takes as long as reading the files, at speed max"),
    ]) func `the start tells a pass's length, and at speed 1 how to shorten more than an hour`(
        _ speed: Double, _ hours: Double, _ wanted: String
    ) {
        #expect(sentence(hours: hours) { $0.speed = speed } == wanted)
    }

    @Test func `gaps that are jumped over make the length a limit`() {
        let text = sentence(hours: 2) { $0.maxGap = 1 }
        #expect(text == "one pass takes at most 2h at speed 1, --replay.speed=60 makes it at most 2m")
    }
}
