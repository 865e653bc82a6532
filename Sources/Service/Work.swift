package import POSIX

/// What a service does between requests, in slices that a `Loop` drives. All times are monotonic nanoseconds.
package protocol Work: AnyObject {
    /// What to poll for reading; nil without any.
    var descriptor: FileDescriptor? { get }

    /// Adds sockets to poll beside `descriptor`.
    func addInterest(to set: inout PollSet)

    /// Takes what has arrived on these sockets.
    func receive(_ set: PollSet, now: Int64)

    /// Called once, when the service is asked to end. It goes on until `hasFinished`.
    func finish(now: Int64)

    /// Whether nothing is left to be done after `finish`.
    var hasFinished: Bool { get }

    /// Whether the start is over, so that results can be shown. Stays true.
    var isReady: Bool { get }

    /// When the next slice has something to do; nil while only an event or a request can change that.
    func nextWake(now: Int64) -> Int64?

    /// Goes on until `deadline`, at most one step past it. `hasEvents` says whether `descriptor` is readable. Throws
    /// what makes the work impossible; the service ends with it.
    func slice(now: Int64, deadline: Int64, hasEvents: Bool) throws
}

extension Work {
    /// No sockets.
    package func addInterest(to set: inout PollSet) {}

    /// Nothing.
    package func receive(_ set: PollSet, now: Int64) {}

    /// Nothing.
    package func finish(now: Int64) {}

    /// True: there is nothing to finish.
    package var hasFinished: Bool { true }

    /// Goes on for 2 ms: short enough for requests, long enough that polling costs nothing beside it.
    package func slice(now: Int64, hasEvents: Bool) throws {
        try slice(now: now, deadline: now + 2_000_000, hasEvents: hasEvents)
    }
}
