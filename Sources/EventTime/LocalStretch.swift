/// The local times to which one offset applies. A stretch begins with the first local time that the clocks neither
/// skipped nor showed before.
struct LocalStretch {
    /// Seconds by which local time is ahead of UTC.
    var offset: Int64
    /// The instant at which the stretch begins, in seconds since 1970.
    var start: Int64
    /// The first local time of the stretch, and the local time behind its last, in seconds since 1970.
    var from: Int64
    var until: Int64
    /// The local times from `twiceFrom` on, before `until`, occur again after the change at `end`, `shift` seconds
    /// later. `Int64.max` if no local time of the stretch occurs again.
    var twiceFrom: Int64 = .max
    /// The instant of the change at the end of the stretch, and the seconds by which it sets the clocks back. Only if
    /// local times occur twice.
    var end: Int64 = .max
    var shift: Int64 = 0

    /// Seconds since 1970 in UTC at the local time `local`. The change at `start` skips the local times before `from`.
    @inline(__always)
    func seconds(local: Int64) -> Int64 { max(start, local &- offset) }
}
