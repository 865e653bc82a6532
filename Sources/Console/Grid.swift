package import EventTime

/// The steps of event time in which the console shows values. Step i ends at `start + i * step`; step 0 is the moment
/// before the first record.
package struct Grid: Equatable, Sendable {
    /// The most steps of a pass, and those that are kept of followed files.
    package static let maximumSteps = 720
    private static let second: Int64 = 1_000_000_000
    /// Steps that people know, in seconds; the last is enough for all of time.
    private static let nice: [Int64] = [
        1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 14_400, 21_600, 28_800, 43_200,
        86_400, 172_800, 432_000, 864_000, 1_728_000, 4_320_000, 8_640_000, 17_280_000, 43_200_000,
    ]

    /// The instant of step 0, a multiple of the step unless that is before all of time.
    package let start: Instant
    /// The length of a step in nanoseconds.
    package let step: Int64
    /// The number of the last step; of followed files, how many are kept.
    package let steps: Int
    /// The end of the pass; nil for followed files.
    package let end: Instant?

    /// The grid of a pass: the shortest nice step of which at most 720 cover it.
    package init(from begin: Instant, to end: Instant) {
        func start(_ seconds: Int64) -> Instant { begin.roundedDown(to: seconds * Self.second) }
        func steps(_ seconds: Int64) -> UInt64 {
            let length = end.nanoseconds(since: start(seconds))
            let step = UInt64(seconds * Self.second)
            return length / step + (length % step == 0 ? 0 : 1)
        }
        let seconds = Self.nice.first { steps($0) <= Self.maximumSteps } ?? Self.nice[Self.nice.count - 1]
        step = seconds * Self.second
        self.start = start(seconds)
        self.end = end
        self.steps = Int(steps(seconds))
    }

    /// The grid of followed files from an instant on: a second a step.
    package init(following begin: Instant) {
        step = Self.second
        start = begin.roundedDown(to: step)
        steps = Self.maximumSteps
        end = nil
    }

    /// The last step that ends at or before `instant`.
    func step(through instant: Instant) -> Int { Int(instant.nanoseconds(since: start) / UInt64(step)) }

    /// The end of the step after the one that ends at or before `instant`.
    func next(after instant: Instant) -> Instant {
        let past = Int64(instant.nanoseconds(since: start) % UInt64(step))
        return instant.advanced(by: -past).advanced(by: step)
    }
}
