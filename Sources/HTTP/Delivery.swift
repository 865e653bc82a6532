/// A response on its way to the peer, with the time limits of the peer and of the body.
struct Delivery {
    private(set) var writer: ResponseWriter
    private let stallNanoseconds: Int64
    /// The moment by which the peer has to take a byte. Does not count while the body waits.
    private var stallDeadline: Int64
    /// The moment by which the whole response has to be sent; `Int64.max` if there is none.
    private var responseDeadline: Int64

    /// A response that starts at `now`. `stopDeadline` is `Int64.max` unless the server stops.
    init(_ writer: ResponseWriter, limits: Limits, now: Int64, stopDeadline: Int64) {
        self.writer = writer
        stallNanoseconds = limits.stallNanoseconds
        stallDeadline = now + stallNanoseconds
        responseDeadline = writer.isLongLived ? .max : now + limits.responseNanoseconds
        if stopDeadline < .max { stop(deadline: stopDeadline, now: now) }
    }

    /// The moment at which `expire` has something to do; `Int64.max` if there is none.
    var deadline: Int64 {
        if writer.isWaiting, let moment = writer.waitsUntil { return min(moment, responseDeadline) }
        return min(stallDeadline, responseDeadline)
    }

    /// See `ResponseWriter.refill`.
    mutating func refill(now: Int64) -> Bool { writer.refill(now: now) }

    /// Notes that the kernel took `count` bytes. The stall limit starts again if `count` is above 0, and if the peer
    /// had nothing to take because the body's source yielded.
    mutating func advance(_ count: Int, now: Int64) {
        if count > 0 || writer.unsent.isEmpty { stallDeadline = now + stallNanoseconds }
        writer.advance(count)
    }

    /// Lets the connection ask the source again in the next turn.
    mutating func wake() { writer.wake() }

    /// Ends the wait of the body if it is over at `now`. Returns false if the response has used up its time.
    mutating func expire(now: Int64) -> Bool {
        if now >= responseDeadline { return false }
        guard writer.isWaiting, let moment = writer.waitsUntil else { return now < stallDeadline }
        if now >= moment { resume(now) }
        return true
    }

    /// Limits the time that is left. A long-lived body ends here, behind the bytes that its source has made.
    mutating func stop(deadline: Int64, now: Int64) {
        responseDeadline = min(responseDeadline, deadline)
        guard writer.isLongLived else { return }
        if writer.isWaiting { resume(now) }
        writer.endBody()
    }

    private mutating func resume(_ now: Int64) {
        writer.resume()
        stallDeadline = now + stallNanoseconds
    }
}
