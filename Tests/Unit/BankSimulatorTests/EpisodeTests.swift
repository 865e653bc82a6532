import Testing

@testable import BankSimulator

@Suite struct EpisodeTests {
    private let episode = Episode(day: 1, from: (1, 0), to: (1, 20), ramp: 5)

    @Test(arguments: [(-1, 0), (0, 200), (1, 400), (4, 1000), (10, 1000), (15, 1000), (18, 400), (19, 200), (20, 0)])
    func `strength climbs a straight line to the whole and down again`(past: Int, strength: Int) {
        #expect(episode.strength(at: 25 * 60 + past) == strength)
    }

    @Test func `an hour is touched when a minute of it is`() {
        let episode = Episode(day: 0, from: (8, 59), to: (10, 0), ramp: 1)
        #expect((7...10).map(episode.touches(hour:)) == [false, true, true, false])
    }
}
