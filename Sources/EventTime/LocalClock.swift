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
