package import EventTime

/// The state of a replay. The raw values are the values of the label `state`.
package enum ReplayState: String, CaseIterable, Sendable, CustomStringConvertible {
    /// Until the end of pre-pass and warm-up, or until the first scrape.
    case waiting
    case running
    case paused
    case finished

    /// The value of the label `state`.
    package var description: String { rawValue }
}

/// The reason why an engine is not ready.
package enum Wait: Equatable, Sendable, CustomStringConvertible {
    /// The pre-pass reads the files.
    case prePass(read: Int, of: Int)
    /// The first pass applies the records up to the start of the clock.
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
