/// Converts local times of a zone to UTC. Caches the stretch of the last time, so that times in sequence cost two
/// comparisons.
struct LocalClock: Sendable {
    private let zone: Zone
    /// The stretch of the last local time.
    private(set) var stretch: LocalStretch

    init(_ zone: Zone) {
        self.zone = zone
        stretch = zone.stretch(localSeconds: 0)
    }

    /// Seconds since 1970 in UTC at the local time `local`, by the rule in the documentation of `Zone`.
    @inline(__always)
    mutating func seconds(local: Int64) -> Int64 {
        if local < stretch.from || local >= stretch.until { stretch = zone.stretch(localSeconds: local) }
        return stretch.seconds(local: local)
    }
}
