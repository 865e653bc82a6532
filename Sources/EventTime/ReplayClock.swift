/// The replay's clock as pure arithmetic: which event time it is at which wall time. Wall times are monotonic
/// nanoseconds from anywhere.
///
/// Always computed from the last anchor, `event = anchorEvent + (wall − anchorWall) × speed`, never by adding steps, so
/// nothing drifts: the product is exact for every speed, rounded down to a nanosecond.
package struct ReplayClock: Sendable, Equatable {
    /// Whether the clock moves.
    package enum State: Sendable {
        /// Not started yet.
        case waiting
        case running
        case paused
    }

    /// What the clock does now.
    package private(set) var state = State.waiting
    /// Event seconds per wall second; infinite: every event time has come as soon as the clock runs.
    package private(set) var speed: Double
    private var anchorEvent: Instant
    private var anchorWall: Int64 = 0

    /// A clock that waits at `start`. Traps unless `speed` is above 0.
    package init(start: Instant, speed: Double) {
        precondition(speed > 0, "a clock runs forward")
        anchorEvent = start
        self.speed = speed
    }

    /// The event time at `wall`; `Instant.latest` beyond it. While the clock waits or is paused it
    /// stands still, as it does before its anchor.
    package func target(at wall: Int64) -> Instant {
        guard state == .running else { return anchorEvent }
        if speed == .infinity { return .latest }
        // Differences of ordered Int64 always fit UInt64.
        let elapsed = wall > anchorWall ? UInt64(bitPattern: wall &- anchorWall) : 0
        return Instant(nanoseconds: saturatingSum(anchorEvent.nanoseconds, Ratio(speed).product(elapsed)))
    }

    /// The first wall time at which `target` has reached `event`, exactly; nil if the clock stands still, and
    /// `Int64.max` for what lies beyond.
    package func wallDue(for event: Instant) -> Int64? {
        guard state == .running else { return nil }
        if event <= anchorEvent || speed == .infinity { return anchorWall }
        return saturatingSum(anchorWall, Ratio(speed).leastFactor(reaching: event.nanoseconds(since: anchorEvent)))
    }

    /// Lets a waiting clock run.
    package mutating func start(at wall: Int64) {
        if state == .waiting { (state, anchorWall) = (.running, wall) }
    }

    /// Stops a running clock where it is. At infinite speed that is the end of time; `seek` sets another.
    package mutating func pause(at wall: Int64) {
        guard state == .running else { return }
        anchorEvent = target(at: wall)
        state = .paused
    }

    /// Lets a paused clock go on from where it stopped.
    package mutating func resume(at wall: Int64) {
        if state == .paused { (state, anchorWall) = (.running, wall) }
    }

    /// Changes the speed from `wall` on; from infinite speed, `seek` must say where the clock is. Traps unless `speed`
    /// is above 0.
    package mutating func setSpeed(_ speed: Double, at wall: Int64) {
        precondition(speed > 0, "a clock runs forward")
        seek(to: target(at: wall), at: wall)
        self.speed = speed
    }

    /// Sets the clock to an event time, forward or back; whether it runs stays as it is.
    package mutating func seek(to event: Instant, at wall: Int64) {
        (anchorEvent, anchorWall) = (event, wall)
    }
}

private func saturatingSum(_ start: Int64, _ distance: UInt64) -> Int64 {
    let room = UInt64(bitPattern: .max &- start)
    return distance >= room ? .max : start &+ Int64(bitPattern: distance)
}
