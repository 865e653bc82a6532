/// A zone's local times on their way to UTC. Remembers the stretch of one offset that held the last one, so that times
/// in sequence cost two comparisons.
struct LocalClock: Sendable {
    private let zone: Zone
    /// The stretch that held the last one.
    private(set) var stretch: LocalStretch

    init(_ zone: Zone) {
        self.zone = zone
        stretch = zone.stretch(localSeconds: 0)
    }

    /// Seconds since 1970 in UTC, by the rule that stands at `Zone`.
    @inline(__always)
    mutating func seconds(local: Int64) -> Int64 {
        if local < stretch.from || local >= stretch.until { stretch = zone.stretch(localSeconds: local) }
        return stretch.seconds(local: local)
    }
}

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
