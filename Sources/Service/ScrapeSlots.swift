import Metrics

/// Limits how many snapshots live at a time: each holds eight bytes a value until its clients have read it.
///
/// At the limit, further scrapes share the latest snapshot, which is exact for the time that it shows. Once the latest
/// is a second old, a snapshot may be taken from its clients: if they have taken nothing for a second, or if it is four
/// seconds old. So clients that read slowly, or not at all, cannot keep another client from scraping.
final class ScrapeSlots {
    /// A response that reads a snapshot.
    protocol Reader: AnyObject {
        /// When its client last took something (monotonic nanoseconds).
        var lastAsked: Int64 { get }
        /// Releases the snapshot; the response breaks off.
        func giveUp()
    }

    /// A snapshot that lives as long as one of its readers does.
    final class Shared {
        let snapshot: Snapshot
        /// When the snapshot was made (monotonic nanoseconds).
        let begin: Int64
        fileprivate var readers: [WeakReader] = []

        fileprivate init(_ snapshot: Snapshot, _ begin: Int64) {
            self.snapshot = snapshot
            self.begin = begin
        }

        /// Registers a reader, which keeps this alive.
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
