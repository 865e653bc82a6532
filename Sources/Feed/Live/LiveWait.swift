/// What the reader of a followed file waits for, so that a long wait is reported once.
struct LiveWait {
    static let patience: Int64 = 10_000_000_000

    /// The reason of a wait.
    enum Reason: Equatable {
        /// A header has no line end.
        case header
        /// The record on this line, which begins at this offset, has no end. `isQuoted` if a line end within quotes was
        /// read.
        case record(line: Int, offset: Int, isQuoted: Bool)
        /// The file was written anew, and has only a part of the bytes that were consumed.
        case shorter(read: Int)
    }

    private var present: (reason: Reason, since: Int64)?
    private var isReported = false

    /// The reader waits for `reason` at `now` (monotonic nanoseconds); nil if it waits for nothing.
    mutating func set(_ reason: Reason?, now: Int64) {
        if let reason, let old = present, Self.isSame(old.reason, reason) {
            present = (reason, old.since)
            return
        }
        present = reason.map { ($0, now) }
        isReported = false
    }

    /// The moment at which the wait must be reported; nil if there is none.
    var due: Int64? { isReported ? nil : present.map { $0.since + Self.patience } }

    /// Returns the reason if it must be reported now. Returns each reason once.
    mutating func takeReport(now: Int64) -> Reason? {
        guard let due, now >= due else { return nil }
        isReported = true
        return present?.reason
    }

    private static func isSame(_ old: Reason, _ new: Reason) -> Bool {
        switch (old, new) {
        case (.record(_, let old, _), .record(_, let new, _)): old == new
        case (.header, .header), (.shorter, .shorter): true
        default: false
        }
    }
}
