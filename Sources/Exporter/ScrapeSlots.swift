/// How many snapshots may live at a time: each holds eight bytes a value until its client has read it.
final class ScrapeSlots {
    /// What holds a slot.
    protocol Holder: AnyObject {
        /// When its client last took something (monotonic nanoseconds).
        var lastAsked: Int64 { get }
        /// Lets go of the snapshot; the response breaks off.
        func giveUp()
    }

    private struct Slot {
        weak var holder: (any Holder)?
    }

    private static let patienceNanoseconds: Int64 = 1_000_000_000
    private let limit: Int
    private var slots: [Slot] = []

    init(limit: Int) { self.limit = limit }

    /// Makes room for a scrape that begins at `now`, and returns whether there is any. A client that has taken nothing
    /// for a second has to give way: a few that do not read must not keep all others from scraping.
    func makeRoom(now: Int64) -> Bool {
        slots.removeAll { $0.holder == nil }
        if slots.count < limit { return true }
        let longest = slots.compactMap(\.holder).min { $0.lastAsked < $1.lastAsked }
        guard let longest, now - longest.lastAsked >= Self.patienceNanoseconds else { return false }
        longest.giveUp()
        slots.removeAll { $0.holder === longest }
        return true
    }

    /// Gives `holder` a slot for as long as it lives.
    func take(_ holder: some Holder) { slots.append(Slot(holder: holder)) }
}
