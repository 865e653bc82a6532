import Console
import EventTime
import Metrics
import POSIX

/// What the console costs without a browser, the copy of the kept lines at each step, and with one: its frames.
let consoleRows: [Row] = [
    Row(name: "console", about: "500 lines at 720 steps: the grid without a browser, and frames for one") { _ in
        let count = 500
        let source = [UInt8](repeating: 1, count: count * Grid.maximumSteps * 8)
        func step(_ name: String, _ hasBrowser: Bool) -> Step {
            Step(names: [name]) {
                let pass = try Pass(count)
                let start = SystemClock.processorNanoseconds()
                for step in 1...Grid.maximumSteps {
                    let bytes = pass.step(Int64(step), hasBrowser: hasBrowser)
                    try expect(hasBrowser == (bytes > 0), "a frame of \(bytes) bytes")
                }
                return [SystemClock.processorNanoseconds() - start]
            }
        }
        return Trial(
            units: count * Grid.maximumSteps, bytes: source.count,
            steps: [
                Step("copy of as many bytes") {
                    try expect(Array(source[1...]).count == source.count - 1, "the copy is short")
                }, step("grid", false), step("grid and frames", true),
            ])
    }
]

/// A pass in which every line changes at each step.
private final class Pass {
    private var registry: Registry
    private let history: GridHistory
    private let series: [Int32]
    private var position = StreamPosition()

    init(_ count: Int) throws {
        guard let name = MetricName("orders_total") else { throw BenchmarkError(description: "the name is invalid") }
        let family = FamilyDescription(
            name: name, help: "Orders.", kind: .counter, labels: ["merchant"], maximumSeries: count)
        registry = Registry([family])
        registry.families[0].admit((0..<count).map { Array("merchant-\($0)".utf8) }, startTime: 0)
        series = (0..<Int32(count)).map { $0 }
        history = GridHistory(generation: 1, families: [family])
        let start = Instant(nanoseconds: 0)
        let grid = Grid(from: start, to: Instant(nanoseconds: Int64(Grid.maximumSteps) * 1_000_000_000))
        history.begin(at: start, on: grid, passStart: start, registry)
    }

    /// Goes on by a second. Returns the bytes that a browser gets.
    func step(_ second: Int64, hasBrowser: Bool) -> Int {
        registry.families[0].count(series)
        history.reached(Instant(nanoseconds: second * 1_000_000_000), registry)
        guard hasBrowser else { return 0 }
        _ = history.look(registry, head: [])
        var bytes = 0
        while let event = history.next(&position, opening: { [1] }) { bytes += event.count }
        return bytes
    }
}
