import Metrics

/// How many snapshots may live at a time: each holds eight bytes a value until its clients have read it.
///
/// When all do live, the next scrape gets the latest of them, if that is at most a second old: it is exact for the event
/// time that it tells. Clients that take nothing for a second, and the oldest after four, have to give theirs up. So
/// no number of clients that do not read keeps another from scraping.
final class ScrapeSlots {
    /// What reads a snapshot.
    protocol Reader: AnyObject {
        /// When its client last took something (monotonic nanoseconds).
        var lastAsked: Int64 { get }
        /// Lets go of the snapshot; the response breaks off.
        func giveUp()
    }

    /// A snapshot that lives as long as one of its readers does.
    final class Shared {
        let snapshot: Snapshot
        fileprivate let begin: Int64
        fileprivate var readers: [WeakReader] = []

        fileprivate init(_ snapshot: Snapshot, _ begin: Int64) {
            self.snapshot = snapshot
            self.begin = begin
        }

        /// Counts in a reader, which has to hold on to this.
        func add(_ reader: some Reader) {
            readers.removeAll { $0.reader == nil }
            readers.append(WeakReader(reader: reader))
        }

        fileprivate var lastAsked: Int64 { readers.compactMap { $0.reader?.lastAsked }.max() ?? begin }
    }

    fileprivate struct WeakReader {
        weak var reader: (any Reader)?
    }

    private struct Slot {
        weak var shared: Shared?
    }

    private static let second: Int64 = 1_000_000_000
    private let limit: Int
    private var slots: [Slot] = []

    init(limit: Int) { self.limit = limit }

    /// The snapshot for a scrape that begins at `now`, made by `make` where one more may live; nil if none is to be had.
    func snapshot(now: Int64, make: () -> Snapshot) -> Shared? {
        slots.removeAll { $0.shared == nil }
        if slots.count >= limit {
            let living = slots.compactMap(\.shared)
            if let latest = living.last, now - latest.begin <= Self.second { return latest }
            let mayEnd = living.filter { now - $0.lastAsked >= Self.second || now - $0.begin >= 4 * Self.second }
            guard let victim = mayEnd.min(by: { $0.lastAsked < $1.lastAsked }) else { return nil }
            for held in victim.readers { held.reader?.giveUp() }
            slots.removeAll { $0.shared === victim }
        }
        let shared = Shared(make(), now)
        slots.append(Slot(shared: shared))
        return shared
    }
}
