package import EventTime
import Mapping
package import MappingFile

/// The instants at which a history is written: multiples of a step since 1970. At each of them, everything up to it is
/// applied and nothing after it.
package struct HistoryGrid: Equatable, Sendable {
    /// The event time between two instants, in nanoseconds; whole milliseconds.
    package let step: Int64
    /// The last multiple before the first record, at which counters and histograms stand at 0; or the last multiple
    /// that is not after the start that a user chose.
    package let first: Instant
    /// The first multiple that is not before the last record, or the end that a user chose: it has all totals.
    package let last: Instant
    /// No record after this instant is applied.
    let end: Instant
    /// The longest stretch without records in which instants are written, in nanoseconds; nil for any stretch.
    let maxGap: Int64?

    /// The grid of a history whose first and last records are due at the ends of `span`, with the limits of a plan.
    /// With `now` it goes on to the last multiple until then, for it has no end yet.
    package init(_ span: ClosedRange<Instant>, _ plan: ReplayPlan, step: Int64, through now: Instant? = nil) {
        precondition(step > 0, "a step goes forward")
        self.step = step
        first = (plan.startAt ?? span.lowerBound.previous ?? span.lowerBound).roundedDown(to: step)
        if let now {
            last = max(first, now.roundedDown(to: step))
            end = min(plan.endAt ?? .latest, last)
        } else {
            end = max(first, plan.startAt ?? first, min(plan.endAt ?? .latest, span.upperBound))
            last = max(first, end.roundedUp(to: step))
        }
        maxGap = plan.maxGap
    }

    /// How many instants there are, gaps included.
    package var count: UInt64 { last.nanoseconds(since: first) / UInt64(step) + 1 }
}

/// A way over the instants of a grid, with the records applied up to each of them.
package struct HistoryWalk {
    /// What comes next.
    package enum Step: Equatable, Sendable {
        /// The run shows this instant: a sample of each series is due.
        case instant(Instant)
        /// A gap without records begins: all series end at this instant of the grid. Others follow.
        case gap(Instant)
        /// All series end at this instant, a millisecond after the last of the grid. Nothing follows.
        case end(Instant)
        /// The slice was over before the next instant was reached.
        case unfinished
        /// The end was reached before.
        case finished
    }

    private enum Phase {
        case instant(Instant)
        case gap(Instant, resume: Instant)
        case end
        case finished
    }

    private let grid: HistoryGrid
    private var phase: Phase

    /// Begins a pass of `run`, which must be prepared up to the end of the grid, at the first instant, or at the first
    /// one after `instant`.
    package init(_ grid: HistoryGrid, _ run: inout HistoryRun, after instant: Instant? = nil) {
        run.beginPass()
        self.grid = grid
        let first = instant.map { max(grid.first, $0.advanced(by: 1).roundedUp(to: grid.step)) } ?? grid.first
        phase = first > grid.last ? .end : .instant(first)
    }

    /// Goes on to the next instant. Stops between two milliseconds when `isOver` returns true; then it goes on with the
    /// next call.
    package mutating func next(_ run: inout HistoryRun, until isOver: () -> Bool = { false }) -> Step {
        switch phase {
        case .instant(let instant):
            guard run.advance(to: min(instant, grid.end), .everything, until: isOver) else { return .unfinished }
            phase = phase(after: instant, &run)
            return .instant(instant)
        case .gap(let instant, let resume):
            phase = .instant(resume)
            return .gap(instant)
        case .end:
            phase = .finished
            let end = grid.last.advanced(by: replayTick)
            // Behind the last millisecond of all there is none.
            return end.milliseconds > grid.last.milliseconds ? .end(end) : .finished
        case .finished: return .finished
        }
    }

    private func phase(after instant: Instant, _ run: inout HistoryRun) -> Phase {
        // At the end of the range of instants, a step may lead nowhere.
        guard instant < grid.last, case let next = instant.advanced(by: grid.step), next > instant else { return .end }
        guard let maxGap = grid.maxGap, let due = run.nextDue, due <= grid.end else { return .instant(next) }
        let last = run.applier.counts.compactMap { $0.lastRecord }.max() ?? instant
        guard due.nanoseconds(since: last) > UInt64(maxGap), let before = due.previous else { return .instant(next) }
        let resume = before.roundedDown(to: grid.step)
        return resume > next ? .gap(next, resume: resume) : .instant(next)
    }
}
