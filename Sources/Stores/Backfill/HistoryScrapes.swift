import Commands
import EventTime
import MappingFile
import Metrics
import Pipeline

/// What a scrape shows at the instants of a grid, one after the other: the families of the mapping, and those of the
/// program on the event clock.
struct HistoryScrapes {
    private var walk: HistoryWalk
    private let own: EventClockSamples?
    /// For each family of the mapping, whether only the last zero before its first increment is shown; empty if all
    /// zeros are.
    private let hasEarlyZeros: [Bool]
    /// The latest instant, which waits until the next one tells its zeros.
    private var held: (instant: Instant, families: [Snapshot.Family])?
    /// What comes after the instant that was returned last, if it is known.
    private var following: HistoryWalk.Step?

    /// The families at the instant that `next` returned, always in the same order; those of the program come last.
    private(set) var families: [Snapshot.Family] = []

    /// The scrapes of a walk that has not begun.
    init(_ walk: HistoryWalk, _ configuration: Configuration, _ options: HistoryOptions) {
        self.walk = walk
        own = options.hasOwnMetrics ? EventClockSamples(configuration) : nil
        hasEarlyZeros = options.zeros == .first ? configuration.families.map { $0.countsFromZero } : []
    }

    /// How many series the families of the program have, shown or not.
    var ownSeriesCount: Int { own?.seriesCount ?? 0 }

    /// Goes on to the next instant, as `HistoryWalk.next`; `run` may be one instant ahead.
    mutating func next(_ run: inout HistoryRun, until isOver: () -> Bool = { false }) -> HistoryWalk.Step {
        if let step = following.take() { return step }
        while true {
            let step = walk.next(&run, until: isOver)
            guard case .instant(let instant) = step else {
                guard step != .unfinished, let last = held.take() else { return step }
                following = step
                return show(last, before: nil)
            }
            let families = run.snapshot() + (own?.families(at: instant, run.applier) ?? [])
            if hasEarlyZeros.isEmpty {
                self.families = families
                return step
            }
            let last = held
            held = (instant, families)
            if let last { return show(last, before: families) }
        }
    }

    private mutating func show(
        _ scrape: (instant: Instant, families: [Snapshot.Family]), before next: [Snapshot.Family]?
    ) -> HistoryWalk.Step {
        families = scrape.families
        for (place, isEarly) in hasEarlyZeros.enumerated() where isEarly {
            families[place] = families[place].withoutEarlyZeros(before: next?[place])
        }
        return .instant(scrape.instant)
    }
}
