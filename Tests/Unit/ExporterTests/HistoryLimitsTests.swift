import EventTime
import Flags
import MappingFile
import POSIX
import Pipeline
import TestSupport
import Testing

@testable import Commands
@testable import Exporter
@testable import Stores

@Suite struct HistoryLimitsTests {
    private let folder = TemporaryDirectory()

    private func grid(_ span: ClosedRange<Instant>, step: Int64) -> HistoryGrid {
        HistoryGrid(span, ReplayPlan(ReplaySettings()), step: step)
    }

    @Test(
        arguments: [
            ("01ARYZ6S410000000000000000", "{\"minTime\":0,\"maxTime\":60001}", true),
            ("01ARYZ6S410000000000000000", "{\"minTime\":0,\"maxTime\":60000}", false),
            ("01ARYZ6S410000000000000000", "{\"minTime\":120000,\"maxTime\":130000}", true),
            ("01ARYZ6S410000000000000000", "{\"minTime\":120001,\"maxTime\":130000}", false),
            ("01ARYZ6S410000000000000000.tmp", "", true),
            ("another-folder", "{\"minTime\":0,\"maxTime\":90000}", false),
            ("01ARYZ6S410000000000000000", "{", false),
        ])
    func `a folder must not have blocks of the same time`(_ name: String, _ meta: String, _ isRefused: Bool) throws {
        // From 60 s to 120 s.
        let grid = grid(.seconds(65)...(.seconds(119)), step: 60_000_000_000)
        try FileSystem.makeDirectories("\(folder.path)/\(name)")
        folder.write("\(name)/meta.json", meta)
        if isRefused {
            let fault = #expect(throws: StartFault.self) { try prepare(folder.path, for: grid) }
            #expect(fault?.description.contains("got \(name)") == true, "\(fault?.description ?? "")")
        } else {
            try prepare(folder.path, for: grid)
        }
    }

    @Test func `more than two to the power of 31 samples are told before`() {
        let grid = grid(Instant(nanoseconds: 1)...Instant(nanoseconds: 0xF_FFFF * 1_000_000), step: 1_000_000)
        #expect(grid.count == 1 << 20)
        #expect(sizeWarning(grid, series: 2048) == nil)
        #expect(
            sizeWarning(grid, series: 2049)
                == "up to 2.1 billion samples will be written: 1 048 576 steps of 2 049 series; a longer --step or a "
                + "--replay.max-gap makes them fewer")
    }

    @Test func `blocks end three hours ago at the latest`() throws {
        let (grid, hour) = (grid(.seconds(3600)...(.seconds(7200)), step: 1_000_000_000), Int64(3600))
        try refuseRecent(grid, now: .seconds(7200 + 3 * hour))
        let fault = #expect(throws: StartFault.self) { try refuseRecent(grid, now: .seconds(7199 + 3 * hour)) }
        #expect(fault?.description.contains("--replay.end-at=1970-01-01T01:59:59Z or earlier") == true)
    }

    @Test(arguments: [("2h", 2), ("486h", 486)] as [(String, Int64)])
    func `a block may have two hours, or 486`(_ duration: String, _ hours: Int64) throws {
        let arguments = ["backfill", "--output.blocks=x", "--block-duration=\(duration)"]
        guard case .run(let flags) = try commandLine.parse(arguments) else { throw CancellationError() }
        #expect(try BackfillOutput(flags) == .blocks("x", duration: hours * 3_600_000))
    }
}
