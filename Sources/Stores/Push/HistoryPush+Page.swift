import EventTime
import Pipeline
import RemoteWrite

extension HistoryPush {
    var waitsFor: String? { isReady ? nil : "the pre-pass" }

    /// The event time that is not acknowledged yet, in milliseconds; nil before the first acknowledgement.
    var lag: Int64? {
        guard let last = sender?.counts.lastSent, let end = grid?.last.milliseconds else { return nil }
        return max(0, end - last)
    }

    var queue: InstantQueue? { nil }
}
