/// The answer of a body's source when the connection asks for more of the body.
package enum BodyStep: Equatable, Sendable {
    /// The next bytes; never empty, because an empty chunk would end the body.
    case bytes([UInt8])
    /// No bytes in this turn of the loop; the connection asks again in the next turn. For work that takes long and must
    /// not hold up other connections.
    case yield
    /// No bytes before the moment `until` (nanoseconds of the monotonic clock; nil: for ever) or the next
    /// `Server.wake`. The connection costs no turn of the loop meanwhile.
    case wait(until: Int64?)
    /// The body is complete. The source is released.
    case end
    /// The body cannot be completed. The connection closes without the last chunk, so that the peer does not take the
    /// part it has for the whole. The source is released.
    case broken
}

/// Makes a response's body while the peer takes it.
package protocol BodySource: AnyObject {
    /// Returns the next part of the body, of about `limit` bytes at most. `now` is the time of this turn in nanoseconds
    /// of the monotonic clock. The connection asks again only when the socket has taken most of the bytes before.
    func step(atMost limit: Int, now: Int64) -> BodyStep

    /// Whether the body has no natural end, such as an event stream. `Limits.responseNanoseconds` does not apply to a
    /// long-lived body, and a stop of the server ends it at once. Constant over the life of the source.
    var isLongLived: Bool { get }
}

extension BodySource {
    /// False: the body ends by itself.
    package var isLongLived: Bool { false }
}
