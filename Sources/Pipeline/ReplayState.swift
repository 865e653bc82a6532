package import EventTime

/// What a replay is doing: the values of the label `state`.
package enum ReplayState: String, CaseIterable, Sendable {
    /// For the end of the pre-pass and the warm-up, or for a scrape.
    case waiting
    case running
    case paused
    case finished
}

/// What readiness waits for.
package enum Wait: Equatable, Sendable, CustomStringConvertible {
    /// The files are read ahead.
    case prePass(read: Int, of: Int)
    /// Records up to the start of the clock are applied.
    case warmUp(to: Instant, applied: Instant)
    /// Followed files are read from their beginning.
    case initialRead

    /// A noun that can follow "it waits for".
    package var description: String {
        switch self {
        case .prePass(let read, let all): "the pre-pass: \(read) of \(all) bytes read"
        case .warmUp(let start, let applied): "the warm-up to \(iso8601(start)): \(iso8601(applied)) applied"
        case .initialRead: "the initial read of the followed files"
        }
    }
}

/// A command of the replay control.
package enum ReplayCommand: Equatable, Sendable {
    case pause
    case resume
    case restart
    case seek(Instant)
    case speed(Double)
}
