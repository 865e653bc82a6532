import Commands
import EventTime
import MappingFile
import Pipeline

/// What of a history is pushed, and where to.
struct HistoryPushSettings {
    var options: HistoryOptions
    /// Whether all series end behind the last instant.
    var endsSeries = true
    /// Whether instants behind the wall clock may be pushed.
    var allowsFuture = false
    /// Whether the history goes on to the present, where a live push takes over.
    var reachesNow = false
    var position: PositionFile?
    var verification: Verification?

    /// The instants to push of records at `span`. Throws for those that no receiver takes.
    func grid(of span: ClosedRange<Instant>, now: Instant) throws(StartFault) -> HistoryGrid {
        var plan = options.plan
        var grid = HistoryGrid(span, plan, step: options.step, through: reachesNow ? now : nil)
        if grid.first.nanoseconds < 0 {
            throw StartFault(
                description: "csv_exporter push: got records of \(iso8601(grid.first)); want none before 1970, which "
                    + "receivers drop; see --replay.start-at")
        }
        if grid.last > now && !allowsFuture && !reachesNow {
            if min(span.upperBound, plan.endAt ?? .latest) > now {
                throw StartFault(
                    description: "csv_exporter push: got records up to \(iso8601(span.upperBound)), which is later "
                        + "than now; receivers refuse them, or refuse all live samples after them; want "
                        + "--replay.end-at, or --allow-future")
            }
            // The step that the last records are in is not over: they are left for the next run.
            plan.endAt = max(now.roundedDown(to: options.step), grid.first)
            grid = HistoryGrid(span, plan, step: options.step)
        }
        return grid
    }
}
