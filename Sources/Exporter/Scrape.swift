import Exposition
import HTTP
import Metrics

/// A snapshot on its way to one client, rendered as the socket drains.
final class Scrape: BodySource {
    private var renderer: Renderer
    private let slots: ScrapeSlots

    /// Takes a slot, if one is free.
    init?(_ snapshot: Snapshot, _ format: ExpositionFormat, created: Bool, _ slots: ScrapeSlots) {
        guard slots.take() else { return nil }
        self.slots = slots
        renderer = Renderer(snapshot, format: format, created: created)
    }

    deinit { slots.giveBack() }

    func next(atMost limit: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        let hasMore = renderer.next(atMost: limit, into: &bytes)
        return hasMore || !bytes.isEmpty ? bytes : nil
    }
}

/// How many snapshots may live at a time: each holds eight bytes a value until its client has read it.
final class ScrapeSlots {
    private let limit: Int
    private var taken = 0

    init(limit: Int) { self.limit = limit }

    /// Whether a scrape could begin now.
    var isFree: Bool { taken < limit }

    fileprivate func take() -> Bool {
        if taken >= limit { return false }
        taken += 1
        return true
    }

    fileprivate func giveBack() { taken -= 1 }
}
