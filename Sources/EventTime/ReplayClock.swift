/// The replay's clock as pure arithmetic: which event time it is at which wall time. Wall times are monotonic
/// nanoseconds from anywhere.
///
/// Always computed from the last anchor, `event = anchorEvent + (wall − anchorWall) × speed`, never by adding steps, so
/// nothing drifts. Exact for whole speeds, and to a microsecond over years for any other.
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

    /// The event time at `wall`. While the clock waits or is paused it stands still.
    package func target(at wall: Int64) -> Instant {
        guard state == .running else { return anchorEvent }
        if speed == .infinity { return .max }
        let elapsed = max(0, wall - anchorWall)
        let (sum, overflow) = anchorEvent.addingReportingOverflow(scaled(elapsed))
        return overflow ? .max : sum
    }

    /// The first wall time at which `target` has reached `event`; nil if the clock stands still before it.
    package func wallDue(for event: Instant) -> Int64? {
        if event <= anchorEvent { return state == .running ? anchorWall : nil }
        guard state == .running else { return nil }
        if speed == .infinity { return anchorWall }
        let distance = event.subtractingReportingOverflow(anchorEvent)
        if distance.overflow { return .max }
        let guess = Double(distance.partialValue) / speed
        guard guess < 9e18 else { return .max }
        // Rounding may have missed the first nanosecond by a little; `target` decides.
        let middle = anchorWall.addingReportingOverflow(Int64(guess))
        if middle.overflow { return .max }
        var slack: Int64 = 1
        while target(at: middle.partialValue - slack) >= event || target(at: middle.partialValue + slack) < event {
            slack *= 2
        }
        var (low, high) = (middle.partialValue - slack, middle.partialValue + slack)
        while high - low > 1 {
            let between = low + (high - low) / 2
            if target(at: between) >= event { high = between } else { low = between }
        }
        return high
    }

    /// Lets a waiting clock run.
    package mutating func start(at wall: Int64) {
        if state == .waiting { (state, anchorWall) = (.running, wall) }
    }

    /// Stops a running clock where it is.
    package mutating func pause(at wall: Int64) {
        guard state == .running else { return }
        anchorEvent = target(at: wall)
        state = .paused
    }

    /// Lets a paused clock go on from where it stopped.
    package mutating func resume(at wall: Int64) {
        if state == .paused { (state, anchorWall) = (.running, wall) }
    }

    /// Changes the speed from `wall` on. Traps unless `speed` is above 0.
    package mutating func setSpeed(_ speed: Double, at wall: Int64) {
        precondition(speed > 0, "a clock runs forward")
        seek(to: target(at: wall), at: wall)
        self.speed = speed
    }

    /// Sets the clock to an event time, forward or back; whether it runs stays as it is.
    package mutating func seek(to event: Instant, at wall: Int64) {
        (anchorEvent, anchorWall) = (event, wall)
    }

    private func scaled(_ elapsed: Int64) -> Int64 {
        if speed == speed.rounded(), speed < 9e15 {
            let (product, overflow) = elapsed.multipliedReportingOverflow(by: Int64(speed))
            return overflow ? .max : product
        }
        // Whole seconds apart from the rest, so that years of nanoseconds keep their last digits.
        let (seconds, rest) = elapsed.quotientAndRemainder(dividingBy: 1_000_000_000)
        let whole = Double(seconds) * speed
        if whole >= 9e9 { return .max }
        let nanoseconds = (whole - whole.rounded(.down)) * 1e9 + Double(rest) * speed
        let (product, overflow) = Int64(whole.rounded(.down)).multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carry) = product.addingReportingOverflow(Int64(nanoseconds))
        return overflow || carry ? .max : sum
    }
}
