import EventTime
import Testing

@testable import Console

@Suite struct GridTests {
    private func instant(_ seconds: Int64) -> Instant { Instant(nanoseconds: seconds * 1_000_000_000) }

    @Test(arguments: [
        (0, 10, 1, 10), (1, 721, 1, 720), (0, 721, 2, 361), (90, 259_290, 600, 433), (59, 60, 1, 1), (5, 5, 1, 0),
        (0, 86_400 * 720, 86_400, 720),
    ])
    func `a pass has the shortest step that people know and of which 720 are enough`(
        start: Int64, end: Int64, step: Int64, steps: Int
    ) {
        let grid = Grid(from: instant(start), to: instant(end))
        #expect(grid.step == step * 1_000_000_000 && grid.steps == steps)
        #expect(grid.start == instant(start).roundedDown(to: grid.step))
        #expect(grid.step(through: instant(end)) == steps || grid.next(after: instant(end)) > instant(end))
    }

    @Test func `a grid over all of time has at most 720 steps, and none of its instants overflows`() {
        let grid = Grid(from: .earliest, to: .latest)
        #expect(grid.steps <= 720 && grid.steps > 300)
        var (instant, count) = (grid.start, 0)
        while instant < .latest && count < 1000 { (instant, count) = (grid.next(after: instant), count + 1) }
        #expect(count == grid.steps)
    }

    @Test func `the steps of a grid follow each other`() {
        let grid = Grid(from: instant(95), to: instant(5000))
        #expect(grid.next(after: instant(95)) == instant(100))
        #expect(grid.next(after: instant(100)) == instant(110))
        #expect(grid.step(through: instant(109)) == 1 && grid.step(through: instant(110)) == 2)
    }
}
