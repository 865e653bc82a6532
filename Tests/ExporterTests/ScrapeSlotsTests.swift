import Testing

@testable import Exporter

@Suite struct ScrapeSlotsTests {
    private final class Holder: ScrapeSlots.Holder {
        let lastAsked: Int64
        private(set) var hasGivenUp = false

        init(lastAsked: Int64) { self.lastAsked = lastAsked }

        func giveUp() { hasGivenUp = true }
    }

    @Test func `a client that takes nothing for a second gives way, the one that has waited longest first`() {
        let slots = ScrapeSlots(limit: 2)
        let holders = [2_000, 1_000].map { Holder(lastAsked: $0) }
        for holder in holders {
            #expect(slots.makeRoom(now: 0))
            slots.take(holder)
        }
        #expect(!slots.makeRoom(now: 1_000_000_999))
        #expect(slots.makeRoom(now: 1_000_001_000))
        #expect(holders.map(\.hasGivenUp) == [false, true])
        slots.take(Holder(lastAsked: 0))
        #expect(slots.makeRoom(now: 0), "that one is gone already")
    }
}
