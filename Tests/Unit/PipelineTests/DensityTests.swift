import EventTime
import TestSupport
import Testing

@testable import Pipeline

@Suite struct DensityTests {
    private func instant(_ seconds: Double) -> Instant { Instant(nanoseconds: Int64(seconds * 1e9)) }

    @Test(arguments: [1.0, 60, 86_400, 1e9]) func `even records are even, whatever the span`(span: Double) {
        var density = Density()
        for record in 0..<72_000 { density.add([instant(span * (Double(record) + 0.5) / 72_000)]) }
        let parts = density.parts(720, from: instant(0), to: instant(span))
        #expect(parts.reduce(0, +) == 72_000)
        #expect((parts.min() ?? 0) >= 90 && (parts.max() ?? 0) <= 110, "\(parts.min() ?? 0) \(parts.max() ?? 0)")
    }

    @Test(arguments: [true, false]) func `the order of records does not matter, and no record is lost`(isDown: Bool) {
        var (density, chance) = (Density(), SeededGenerator(seed: 3))
        var times = (0..<50_000).map { _ in instant(Double.random(in: -4e8...9e8, using: &chance)) }.sorted()
        if isDown { times.reverse() }
        for start in stride(from: 0, to: times.count, by: 1000) { density.add(Array(times[start..<start + 1000])) }
        let parts = density.parts(13, from: instant(-4e8), to: instant(9e8))
        #expect(parts.reduce(0, +) == 50_000 && parts.count == 13)
        for (part, count) in parts.enumerated() {
            let (from, to) = (instant(-4e8 + Double(part) * 1e8), instant(-4e8 + Double(part + 1) * 1e8))
            let wanted = times.count { $0 >= from && $0 < to }
            #expect(abs(count - wanted) < 10, "\(part)")
        }
    }

    @Test func `records at both ends of time are counted`() {
        var density = Density()
        density.add([.earliest, .latest, .latest, instant(0)])
        #expect(density.parts(2, from: .earliest, to: .latest).reduce(0, +) == 4)
        #expect(Density().parts(720, from: instant(0), to: instant(1)).isEmpty)
    }
}
