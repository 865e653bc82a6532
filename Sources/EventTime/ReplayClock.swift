/// The clock of a replay as pure arithmetic: maps wall time to event time. Wall times are nanoseconds of a monotonic
/// clock.
///
/// Event time is always computed from the last anchor, `event = anchorEvent + (wall − anchorWall) × speed`, and never
/// by adding steps. So the clock does not drift: the product is exact for every speed, rounded down to a nanosecond.
package struct ReplayClock: Sendable, Equatable {
    /// The states of a clock.
    package enum State: Sendable {
        /// Before the start.
        case waiting
        case running
        case paused
    }

    /// The present state.
    package private(set) var state = State.waiting
    /// Event seconds per wall second. At infinite speed the clock reaches every event time as soon as it runs.
    package private(set) var speed: Double
    private var anchorEvent: Instant
    private var anchorWall: Int64 = 0

    /// A clock that waits at `start`. Traps unless `speed` is above 0.
    package init(start: Instant, speed: Double) {
        precondition(speed > 0, "a clock runs forward")
        anchorEvent = start
        self.speed = speed
    }

    /// The event time at `wall`; at most `Instant.latest`. The clock does not move while it waits or is paused, nor
    /// before its anchor.
    package func target(at wall: Int64) -> Instant {
        guard state == .running else { return anchorEvent }
        if speed == .infinity { return .latest }
        // The difference of two ordered Int64 always fits into UInt64.
        let elapsed = wall > anchorWall ? UInt64(bitPattern: wall &- anchorWall) : 0
        return Instant(nanoseconds: saturatingSum(anchorEvent.nanoseconds, Ratio(speed).product(elapsed)))
    }

    /// The first wall time at which `target` has reached `event`, exactly. Nil if the clock does not run; `Int64.max`
    /// if the wall time is out of range.
    package func wallDue(for event: Instant) -> Int64? {
        guard state == .running else { return nil }
        if event <= anchorEvent || speed == .infinity { return anchorWall }
        return saturatingSum(anchorWall, Ratio(speed).leastFactor(reaching: event.nanoseconds(since: anchorEvent)))
    }

    /// Starts a waiting clock.
    package mutating func start(at wall: Int64) {
        if state == .waiting { (state, anchorWall) = (.running, wall) }
    }

    /// Stops a running clock at its event time. At infinite speed this is `Instant.latest`, until `seek` sets another.
    /// A waiting clock is paused where it waits: only `resume` starts it.
    package mutating func pause(at wall: Int64) {
        anchorEvent = target(at: wall)
        state = .paused
    }

    /// Starts a paused clock again at the event time at which it stopped.
    package mutating func resume(at wall: Int64) {
        if state == .paused { (state, anchorWall) = (.running, wall) }
    }

    /// Changes the speed from `wall` on. If the speed was infinite, call `seek` afterwards to set the event time. Traps
    /// unless `speed` is above 0.
    package mutating func setSpeed(_ speed: Double, at wall: Int64) {
        precondition(speed > 0, "a clock runs forward")
        seek(to: target(at: wall), at: wall)
        self.speed = speed
    }

    /// Sets the clock to an event time, forward or back. Does not change the state.
    package mutating func seek(to event: Instant, at wall: Int64) {
        (anchorEvent, anchorWall) = (event, wall)
    }
}

private func saturatingSum(_ start: Int64, _ distance: UInt64) -> Int64 {
    let room = UInt64(bitPattern: .max &- start)
    return distance >= room ? .max : start &+ Int64(bitPattern: distance)
}
