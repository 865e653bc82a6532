import Testing

@testable import BankSimulator

@Suite("Live clock")
struct LiveClockTests {
    private static let second: Int64 = 1_000_000_000

    /// A step: seconds by the monotonic clock, by the wall clock, and the time of the records.
    @Test(
        "records have the time of the wall clock, and never go back",
        arguments: [
            ("both clocks go on", [(1, 1, 1), (2, 2, 2)]),
            ("a stop of a minute", [(1, 1, 1), (61, 61, 61)]),
            ("set forward by an hour", [(1, 1, 1), (2, 3602, 3602), (3, 3603, 3603)]),
            ("kept right by a second", [(10, 10, 10), (11, 10, 10), (12, 11, 11)]),
            ("set back by three seconds: it stands", [(10, 10, 10), (11, 8, 10), (12, 9, 10), (14, 11, 11)]),
            ("set back by an hour: it goes on", [(3700, 3700, 3700), (3701, 101, 3701), (3702, 102, 3702)]),
            (
                "set back by an hour, and forward again",
                [(3700, 3700, 3700), (3701, 101, 3701), (3702, 3702, 3702), (3703, 3703, 3703)]
            ),
            (
                "set back by an hour, and forward by two",
                [(3700, 3700, 3700), (3701, 101, 3701), (3702, 7302, 7302)]
            ),
        ] as [(String, [(Int64, Int64, Int64)])])
    func time(what: String, steps: [(monotonic: Int64, wall: Int64, time: Int64)]) {
        var clock = LiveClock(monotonic: 0, wall: 0)
        for step in steps {
            let time = clock.read(monotonic: step.monotonic * Self.second, wall: step.wall * Self.second)
            #expect(time == step.time * Self.second, "\(what)")
        }
    }
}
