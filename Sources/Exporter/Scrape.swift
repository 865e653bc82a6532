import Exposition
import HTTP

/// A snapshot on its way to one client, rendered as the socket drains.
final class Scrape: BodySource, ScrapeSlots.Reader {
    /// Both nil once it had to give way.
    private var shared: ScrapeSlots.Shared?
    private var renderer: Renderer?
    private let clock: () -> Int64
    private(set) var lastAsked: Int64

    init(_ shared: ScrapeSlots.Shared, _ format: ExpositionFormat, created: Bool, _ clock: @escaping () -> Int64) {
        self.shared = shared
        self.clock = clock
        lastAsked = clock()
        renderer = Renderer(shared.snapshot, format: format, created: created)
        shared.add(self)
    }

    var isBroken: Bool { renderer == nil }

    func giveUp() {
        renderer = nil
        shared = nil
    }

    func next(atMost limit: Int) -> [UInt8]? {
        lastAsked = clock()
        var bytes: [UInt8] = []
        guard let hasMore = renderer?.next(atMost: limit, into: &bytes) else { return nil }
        return hasMore || !bytes.isEmpty ? bytes : nil
    }
}
