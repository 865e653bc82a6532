import Metrics

/// How many snapshots may live at a time: each holds eight bytes a value until its clients have read it.
///
/// When all do live, further scrapes share the latest of them, which is exact for the event time that it tells. Once
/// that is a second old, those whose clients have taken nothing for a second have to end, and the others after four. So
/// no number of clients that do not read, or read slowly, keeps another from scraping.
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
        /// When it was made (monotonic nanoseconds).
        let begin: Int64
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

    /// The snapshot for a scrape that begins at `now`, made by `make` where one more may live.
    func snapshot(now: Int64, make: () -> Snapshot) -> Shared {
        slots.removeAll { $0.shared == nil }
        if slots.count >= limit, let latest = slots.last?.shared, !makeRoom(now, latest) { return latest }
        let shared = Shared(make(), now)
        slots.append(Slot(shared: shared))
        return shared
    }

    /// Returns whether a snapshot had to go because `latest` is too old to be shared.
    private func makeRoom(_ now: Int64, _ latest: Shared) -> Bool {
        if now - latest.begin <= Self.second { return false }
        let mayEnd = slots.compactMap(\.shared).filter {
            now - $0.lastAsked >= Self.second || now - $0.begin >= 4 * Self.second
        }
        guard let victim = mayEnd.min(by: { $0.lastAsked < $1.lastAsked }) else { return false }
        for held in victim.readers { held.reader?.giveUp() }
        slots.removeAll { $0.shared === victim }
        return true
    }
}
