import Exposition
import HTTP
import Metrics
import POSIX

/// A snapshot on its way to one client, rendered as the socket drains.
final class Scrape: BodySource, ScrapeSlots.Holder {
    /// Nil once it had to give way.
    private var renderer: Renderer?
    private(set) var lastAsked = SystemClock.monotonicNanoseconds()

    /// Takes a slot, which must be free.
    init(_ snapshot: Snapshot, _ format: ExpositionFormat, created: Bool, _ slots: ScrapeSlots) {
        renderer = Renderer(snapshot, format: format, created: created)
        slots.take(self)
    }

    var isBroken: Bool { renderer == nil }

    func giveUp() { renderer = nil }

    func next(atMost limit: Int) -> [UInt8]? {
        lastAsked = SystemClock.monotonicNanoseconds()
        var bytes: [UInt8] = []
        guard let hasMore = renderer?.next(atMost: limit, into: &bytes) else { return nil }
        return hasMore || !bytes.isEmpty ? bytes : nil
    }
}
