@testable import Pipeline

/// Takes everything that a run reports, and keeps nothing.
final class SilentObserver: RunObserver {
    func wants(_ reason: RejectReason, source: Int) -> Bool { true }
    func reject(_ reason: RejectReason, source: Int, _ sentence: String) {}
    func note(_ event: RunEvent) {}
}
