import EventTime
import RemoteWrite

/// What a sender has sent, and what became of it.
struct SendCounts: Equatable {
    /// Samples of messages, each once.
    var samples = 0
    /// Samples that the receiver says it wrote. Only version 2.0 says so.
    var confirmed = 0
    /// Samples of messages that were acknowledged, without those that were refused.
    var acknowledged = 0
    /// Samples that the receiver refused for good.
    var refused = 0
    /// Acknowledged samples that the receiver had already, when they were sent again.
    var present = 0
    /// Samples of messages that were given up.
    var gaveUp = 0
    /// Requests by status, `none` without one.
    var requests: [String: Int] = [:]
    var retries = 0
    /// Bytes of bodies, also of those that were sent again.
    var sentBytes = 0
    /// The latest instant of an acknowledged message, in milliseconds since 1970.
    var lastSent: Int64?

    /// Samples with which the receiver is done.
    var settled: Int { acknowledged + refused }

    mutating func acknowledge(_ message: Message, refused: Int, isConfirmed: Bool) {
        acknowledged += message.samples - refused
        self.refused += refused
        if isConfirmed { confirmed += message.samples - refused }
        if refused < message.samples { lastSent = max(lastSent ?? .min, message.instants.upperBound) }
    }
}

/// Why pushing ends, as one sentence.
struct SendFault: Error, CustomStringConvertible {
    let description: String
}

/// An instant of milliseconds since 1970 for people.
func timeText(_ milliseconds: Int64) -> String { iso8601(Instant(nanoseconds: milliseconds * 1_000_000)) }
