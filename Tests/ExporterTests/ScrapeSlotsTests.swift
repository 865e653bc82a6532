import Metrics
import Testing

@testable import Exporter

@Suite struct ScrapeSlotsTests {
    private static let second: Int64 = 1_000_000_000

    private final class Reader: ScrapeSlots.Reader {
        var lastAsked: Int64
        private(set) var hasGivenUp = false
        private var shared: ScrapeSlots.Shared?

        init(_ shared: ScrapeSlots.Shared?, lastAsked: Int64) {
            self.shared = shared
            self.lastAsked = lastAsked
            shared?.add(self)
        }

        var isServed: Bool { shared != nil }

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
        #expect(scene.made == 2 && readers.allSatisfy(\.isServed))
    }

    @Test func `a snapshot that nobody reads any more makes room`() {
        let scene = Scene()
        for _ in 0..<10 { #expect(scene.reader(at: 0).isServed) }
        #expect(scene.made == 10)
    }

    @Test func `past the limit a scrape gets the latest snapshot while that is at most a second old`() {
        let scene = Scene()
        let first = [scene.reader(at: 0), scene.reader(at: 5)]
        let more = (0..<20).map { _ in scene.reader(at: 5 + Self.second) }
        #expect(scene.made == 2 && more.allSatisfy(\.isServed))
        for reader in first + more { reader.lastAsked = 6 + Self.second }
        #expect(!scene.reader(at: 6 + Self.second).isServed)
    }

    @Test func `clients that take nothing for a second give way, those that have waited longest first`() {
        let scene = Scene()
        let readers = [scene.reader(at: 0), scene.reader(at: 0), scene.reader(at: 0)]
        let now = 3 * Self.second
        // The first is served alone, the others share.
        readers[0].lastAsked = now - Self.second
        readers[1].lastAsked = now - Self.second - 1
        readers[2].lastAsked = now - Self.second + 1
        #expect(scene.reader(at: now).isServed)
        #expect(readers.map(\.hasGivenUp) == [true, false, false])
    }

    @Test func `a client that takes something within a second keeps its snapshot for four`() {
        let scene = Scene()
        let readers = [scene.reader(at: 0), scene.reader(at: 1)]
        for reader in readers { reader.lastAsked = 4 * Self.second - 1 }
        #expect(!scene.reader(at: 4 * Self.second - 1).isServed)
        #expect(scene.reader(at: 4 * Self.second).isServed)
        #expect(readers.map(\.hasGivenUp) == [true, false])
    }

    @Test func `clients that never read keep nobody from scraping`() {
        let scene = Scene()
        var stuck: [Reader] = []
        // A hundred a second for ten seconds, and a scrape after each.
        for step: Int64 in 0..<1000 {
            let now = step * Self.second / 100
            stuck.append(scene.reader(at: now))
            #expect(scene.reader(at: now).isServed)
        }
        #expect(stuck.count { !$0.hasGivenUp && $0.isServed } <= 300)
    }
}
