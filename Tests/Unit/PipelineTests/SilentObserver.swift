@testable import Pipeline

/// Ignores all reports of a run.
final class SilentObserver: RunObserver {
    func wants(_ reason: RejectReason, source: Int) -> Bool { true }
    func reject(_ reason: RejectReason, source: Int, _ record: RejectedRecord) {}
    func note(_ event: RunEvent) {}
}
