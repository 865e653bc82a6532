import Bytes
import Compression
import Exposition
import Metrics
import POSIX
import Synthesis

/// The cost of a scrape: snapshot, rendering in both formats, compression. Each row is compared with a scan for
/// newlines in the rendered text.
let scrapeRows: [Row] =
    [("1k", 1000), ("100k", 100_000), ("1m", 1_000_000)].flatMap { size, series in
        Digits.allCases.map { digits in
            Row(name: "scrape-\(size)\(digits.rawValue)", about: "three labels, \(digits.about)") { _ in
                try scrapeTrial(series, digits)
            }
        }
    }

/// The length of the values.
private enum Digits: String, CaseIterable {
    case few = ""
    case cents = "-2"
    case many = "-17"

    var about: String {
        switch self {
        case .few: "counts below a million"
        case .cents: "amounts with two decimals"
        case .many: "doubles of 16 or 17 digits"
        }
    }

    func value(_ chance: inout SplitMix64) -> Double {
        switch self {
        case .few: Double(chance.next() % 1_000_000)
        case .cents: Double(chance.next() % 100_000_000) / 100
        case .many: Double(chance.next() >> 11) * 0x1p-53 * 10
        }
    }
}

private func scrapeTrial(_ series: Int, _ digits: Digits) throws -> Trial {
    // Small bodies are rendered several times, because the clock is exact to a microsecond.
    let times = max(1, 100_000 / series)
    let before = ProcessStatus().residentBytes ?? 0
    let store = try SeriesStore(series, digits)
    let (snapshot, cache) = (store.snapshot(), TextCache())
    // The first renderer fills the cache.
    _ = Renderer(snapshot, format: .text, includesCreated: false, texts: cache)
    let resident = (ProcessStatus().residentBytes ?? 0) - before
    let body = render(snapshot, format: .text, includesCreated: false)
    func step(_ name: String, _ run: @escaping () -> Int) -> Step {
        Step(names: [name]) {
            let start = SystemClock.processorNanoseconds()
            for _ in 0..<times { try expect(run() > 0, "\(name) has no result") }
            return [SystemClock.processorNanoseconds() - start]
        }
    }
    return Trial(
        units: series * times, bytes: body.count * times,
        steps: [
            step("newline scan") { newlines(body) },
            step("snapshot") { store.snapshot().families.count },
            step("text") { rendered(snapshot, .text, cache) },
            step("OpenMetrics") { rendered(snapshot, .openMetrics, cache) },
            step("text + gzip") { compressed(snapshot, cache) },
        ],
        // Without the label text, which is there once. With few series the difference is a page more or less.
        peak: times == 1 ? { resident - store.labelBytes } : nil, peakOf: "snapshot")
}

/// A registry with one counter.
private final class SeriesStore {
    private var registry: Registry
    /// The label text of all series.
    private(set) var labelBytes = 0

    init(_ series: Int, _ digits: Digits) throws {
        guard let name = MetricName("bank_transactions_total") else {
            throw BenchmarkError(description: "the name is invalid")
        }
        registry = Registry([
            FamilyDescription(
                name: name, help: "Card transactions.", kind: .counter, labels: ["merchant", "region", "status"],
                maximumSeries: series)
        ])
        let regions = ["north", "south", "east", "west", "centre"]
        var chance = SplitMix64(seed: 1)
        for number in 0..<series {
            let values = ["merchant-\(number / 20)", regions[number % 5], Input.statuses[number / 5 % 4]]
            let key = Array(values.map { Array($0.utf8) }.joined(separator: [labelSeparator]))
            labelBytes += #"merchant="",region="",status="""#.utf8.count + values.reduce(0) { $0 + $1.utf8.count }
            let index = registry.families[0].admit(key.span, key.indices, startTime: 0)
            registry.families[0].add([digits.value(&chance)], to: [Int32(index)])
        }
    }

    func snapshot() -> Snapshot { Snapshot(registry.snapshot()) }
}

private func newlines(_ body: [UInt8]) -> Int {
    var (at, lines) = (0, 0)
    while let hit = firstIndex(of: 0x0A, in: body.span, at..<body.count) { (at, lines) = (hit + 1, lines + 1) }
    return lines
}

/// Renders in pieces as a scrape does, and returns the number of bytes.
private func rendered(_ snapshot: Snapshot, _ format: ExpositionFormat, _ cache: TextCache) -> Int {
    var renderer = Renderer(snapshot, format: format, includesCreated: false, texts: cache)
    var (bytes, count, hasMore) = ([UInt8](), 0, true)
    while hasMore {
        bytes.removeAll(keepingCapacity: true)
        hasMore = renderer.next(atMost: 65536, into: &bytes)
        count += bytes.count
    }
    return count
}

private func compressed(_ snapshot: Snapshot, _ cache: TextCache) -> Int {
    var renderer = Renderer(snapshot, format: .text, includesCreated: false, texts: cache)
    var (gzip, bytes, count, hasMore) = (Gzip(), [UInt8](), 0, true)
    while hasMore {
        bytes.removeAll(keepingCapacity: true)
        hasMore = renderer.next(atMost: 65536, into: &gzip.input)
        gzip.compress(isLast: !hasMore, to: &bytes)
        count += bytes.count
    }
    return count
}
