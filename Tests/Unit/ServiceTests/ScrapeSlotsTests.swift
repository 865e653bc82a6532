import Metrics
import Testing

@testable import Service

@Suite struct ScrapeSlotsTests {
    private static let second: Int64 = 1_000_000_000

    private final class Reader: ScrapeSlots.Reader {
        var lastAsked: Int64
        private(set) var hasGivenUp = false
        private var shared: ScrapeSlots.Shared?

        init(_ shared: ScrapeSlots.Shared, lastAsked: Int64) {
            self.shared = shared
            self.lastAsked = lastAsked
            shared.add(self)
        }

        var begin: Int64? { shared?.begin }

        func giveUp() {
            hasGivenUp = true
            shared = nil
        }
    }

    /// Slots for two snapshots, and how many were made.
    private final class Scene {
        private let slots = ScrapeSlots(limit: 2)
        private(set) var made = 0

        func reader(at now: Int64) -> Reader {
            let shared = slots.snapshot(now: now) {
                made += 1
                return Snapshot([])
            }
            return Reader(shared, lastAsked: now)
        }
    }

    @Test func `each scrape has a snapshot of its own while there may be more`() {
        let scene = Scene()
        let readers = [scene.reader(at: 0), scene.reader(at: 0)]
        #expect(scene.made == 2 && readers.count == 2)
    }

    @Test func `a snapshot that nobody reads any more makes room`() {
        let scene = Scene()
        for _ in 0..<10 { _ = scene.reader(at: 0) }
        #expect(scene.made == 10)
    }

    @Test func `past the limit scrapes share the latest snapshot while it is at most a second old`() {
        let scene = Scene()
        let readers = [scene.reader(at: 0), scene.reader(at: 5)]
        let more = (0..<20).map { _ in scene.reader(at: 5 + Self.second) }
        #expect(scene.made == 2)
        let next = scene.reader(at: 6 + Self.second)
        #expect(scene.made == 3)
        #expect(([next] + readers + more).map(\.hasGivenUp) == [false, true] + Array(repeating: false, count: 21))
    }

    @Test func `clients that take nothing for a second give way, those that have waited longest first`() {
        let scene = Scene()
        let readers = [scene.reader(at: 0), scene.reader(at: 0), scene.reader(at: 0)]
        let now = 3 * Self.second
        // The first is served alone, the others share.
        readers[0].lastAsked = now - Self.second
        readers[1].lastAsked = now - Self.second - 1
        readers[2].lastAsked = now - Self.second + 1
        _ = scene.reader(at: now)
        #expect(readers.map(\.hasGivenUp) == [true, false, false] && scene.made == 3)
    }

    @Test func `all clients of a snapshot give way with it`() {
        let scene = Scene()
        let readers = [scene.reader(at: 0), scene.reader(at: 1), scene.reader(at: 2)]
        readers[0].lastAsked = 3 * Self.second
        _ = scene.reader(at: 3 * Self.second)
        #expect(readers.map(\.hasGivenUp) == [false, true, true])
    }

    @Test func `a client that takes something within a second keeps its snapshot for four`() {
        let scene = Scene()
        let readers = [scene.reader(at: 0), scene.reader(at: 1)]
        for reader in readers { reader.lastAsked = 4 * Self.second - 1 }
        // Until then the others share what there is.
        _ = scene.reader(at: 4 * Self.second - 1)
        #expect(readers.map(\.hasGivenUp) == [false, false] && scene.made == 2)
        _ = scene.reader(at: 4 * Self.second)
        #expect(readers.map(\.hasGivenUp) == [true, false] && scene.made == 3)
    }

    @Test(arguments: [true, false]) func `clients that read slowly or never let every scrape have a recent snapshot`(
        isReading: Bool
    ) {
        let scene = Scene()
        var slow: [Reader] = []
        // A hundred a second for twenty seconds; what each gets is the latest there is.
        for step: Int64 in 0..<2000 {
            let now = step * Self.second / 100
            slow.removeAll(where: \.hasGivenUp)
            if isReading { for reader in slow { reader.lastAsked = now } }
            slow.append(scene.reader(at: now))
            #expect(now - (slow.last?.begin ?? 0) <= 4 * Self.second)
        }
        #expect(scene.made >= 4)
    }
}
