/// The time of live records: the wall clock, but it never goes back.
///
/// Small steps back make it stand for a while. A clock that is set back by more than `tolerance` does not: the records
/// go on at their own pace, ahead of the wall clock, until it is set forward again. A clock that is set forward takes
/// the records along.
struct LiveClock {
    /// Nanoseconds by which the records are ahead of the wall clock.
    private var lead: Int64 = 0
    private var last: (monotonic: Int64, wall: Int64)
    private var time: Int64

    /// Nanoseconds; a clock that is set by less is a clock that is kept right.
    static let tolerance: Int64 = 10_000_000_000

    /// A clock that begins at these nanoseconds, monotonic and since 1970.
    init(monotonic: Int64, wall: Int64) {
        last = (monotonic, wall)
        time = wall
    }

    /// The time in nanoseconds since 1970; never less than before.
    mutating func read(monotonic: Int64, wall: Int64) -> Int64 {
        let jump = (wall - last.wall) - (monotonic - last.monotonic)
        if jump < -Self.tolerance { lead -= jump }
        if jump > Self.tolerance { lead = max(0, lead - jump) }
        last = (monotonic, wall)
        time = max(time, wall + lead)
        return time
    }
}
