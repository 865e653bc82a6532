/// Local times that one offset holds for: from the first that neither was skipped nor has occurred before.
struct LocalStretch {
    /// Seconds that local time is ahead of UTC.
    var offset: Int64
    /// The instant, in seconds since 1970, with which the stretch begins.
    var start: Int64
    /// Local seconds since 1970.
    var from: Int64
    var until: Int64

    /// A local time before `from` was skipped by the change at `start`.
    @inline(__always)
    func seconds(local: Int64) -> Int64 { max(start, local &- offset) }
}
