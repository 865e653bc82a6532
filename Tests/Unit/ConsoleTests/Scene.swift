import EventTime
import Metrics
import Testing

@testable import Console

/// A history of a pass over 100 seconds in steps of a second, of one counter and one gauge.
struct Scene {
    let history: GridHistory
    var registry: Registry
    let grid = Grid(from: instant(0), to: instant(100))

    init() throws {
        let descriptions = [
            FamilyDescription(
                name: try #require(MetricName("c_total")), help: "C.", kind: .counter, labels: ["k"],
                maximumSeries: 5000),
            FamilyDescription(
                name: try #require(MetricName("g")), help: "G.", kind: .gauge(.last), labels: [], maximumSeries: 1),
        ]
        history = GridHistory(generation: 3, families: descriptions)
        registry = Registry(descriptions)
        registry.families[0].admit([Array("a".utf8)], startTime: 1)
        registry.families[1].admit([[]], startTime: 1)
        history.begin(at: instant(0), on: grid, passStart: instant(0), registry)
    }

    /// Applies what one second has, and shows the history each stop up to it.
    mutating func pass(to second: Int64, count: Double, level: Double) {
        registry.families[0].add([count], to: [0])
        registry.families[1].set([level], in: [0], at: [instant(second)], until: [])
        while let stop = history.nextStop(through: instant(second)) { history.reached(stop, registry) }
    }

    var rows: [[Double]] { history.rows.map { $0.values } }

    /// All that a stream gets now.
    func read(_ position: inout StreamPosition, opening: String = "") -> String {
        var bytes: [UInt8] = []
        while let event = history.next(&position, opening: { Array(opening.utf8) }) { bytes += event }
        return String(decoding: bytes, as: UTF8.self)
    }
}

func instant(_ seconds: Int64) -> Instant { Instant(nanoseconds: seconds * 1_000_000_000) }
