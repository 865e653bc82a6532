import Metrics
import RemoteWrite
import TestSupport
import Testing

/// Values, times and labels at the ends of what there is, as Prometheus' conformance tests for senders have them.
@Suite struct VectorTests {
    private static let values: [Double] = [
        0, -0.0, 1, -1, 42, 0.1, -0.1, 123_456_789, 9_007_199_254_740_991, 1e15, 1e308, -1e308,
        .greatestFiniteMagnitude,
        .leastNonzeroMagnitude, .leastNormalMagnitude, 1e-300, 3.141592653589793, .infinity, -.infinity, .nan,
    ]

    /// A message of one series for each set of labels, whose names are those of the first.
    private func message(
        _ names: [String], _ labels: [[String]], metric: String = "m", values: [Double] = [1], times: [Int64],
        _ version: MessageVersion, start: Int64? = nil
    ) -> (message: Message?, decoded: DecodedMessage?) {
        var levels = Levels(extra: [("job", "j"), ("instance", "i")])
        var epoch = Epoch(series: labels.count, step: 1, most: times.count)
        for (index, time) in times.enumerated() {
            let series = labels.map { Snapshot.Series($0, values: [values[index % values.count]]) }
            levels.update([Snapshot.Family(name: metric, help: "H.", type: .gauge, labelNames: names, series: series)])
            epoch.append(levels.bits, at: time)
        }
        var writer = MessageWriter(maximumSamples: 10_000, start: start)
        let message = writer.message(epoch, levels, from: 0, version)
        return (message, message.flatMap { DecodedMessage($0.body, isTwo: version == .two) })
    }

    @Test(arguments: [MessageVersion.one, .two]) func `each value arrives bit by bit`(_ version: MessageVersion) {
        let times = Self.values.indices.map { 1_772_000_000_123 + Int64($0) }
        let series = message([], [[]], values: Self.values, times: times, version).decoded?.series.first
        #expect(series?.times == times)
        for (value, bits) in zip(Self.values, series?.values ?? []) {
            #expect(bits == (value.isNaN ? 0x7FF8_0000_0000_0001 : value.bitPattern), "\(value)")
        }
        #expect(series?.values.count == Self.values.count)
    }

    @Test(arguments: [MessageVersion.one, .two]) func `times may take any number of bytes, also in one message`(
        _ version: MessageVersion
    ) {
        // Both sides of each length of a varint, up to 2106.
        let times = (0...41 as ClosedRange<Int64>).flatMap { [Int64(1) << $0 - 1, Int64(1) << $0] }
        let ascending = Array(Set(times)).sorted()
        for first in ascending.indices {
            let some = Array(ascending[first...].prefix(4)).filter { $0 <= ascending[first] + 1_800_000 }
            let series = message([], [[]], values: [1, 2, 3, 4], times: some, version, start: 0).decoded?.series.first
            #expect(series?.times == some && series?.values == some.indices.map { Double($0 + 1).bitPattern })
        }
    }

    private static let names = (0..<60).map { "label_\($0)" }
    private static let labels: [(names: [String], values: [String])] = [
        (["l"], ["Zürich 東京 🏦 e\u{301}"]), (["l"], ["\"quoted\" \\ back\\slash {a=\"b\"}, \n\t\r\u{0}"]),
        (["l"], [String(repeating: "x", count: 10_240)]), (["l"], [" "]), (["l"], ["__name__"]),
        ([String(repeating: "n", count: 500)], ["v"]), (["Z", "a", "_", "zz"], ["1", "2", "3", "4"]),
        (names, names.map { "value of \($0)" }), (["a", "empty", "b"], ["1", "", "2"]),
    ]

    @Test(arguments: labels, [MessageVersion.one, .two]) func `labels arrive sorted, and none is empty`(
        _ labels: (names: [String], values: [String]), _ version: MessageVersion
    ) {
        let series = message(labels.names, [labels.values], times: [5], version).decoded?.series.first
        let wanted = zip(labels.names + ["__name__", "job", "instance"], labels.values + ["m", "j", "i"])
            .filter { !$0.1.isEmpty }
            .sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
        #expect(series?.labels == wanted.flatMap { [$0.0, $0.1] })
    }

    @Test(arguments: [MessageVersion.one, .two]) func `a metric may be named by the book`(_ version: MessageVersion) {
        for metric in ["job:rate:sum5m", "_", ":", String(repeating: "m", count: 300)] {
            let series = message([], [[]], metric: metric, times: [5], version).decoded?.series.first
            #expect(series?.labels.prefix(2) == ["__name__", metric])
        }
    }

    @Test func `2.0 has each text once, and none that no series uses`() {
        let labels = (0..<500).map { ["\($0 % 7)", "\($0)"] }
        let decoded = message(["a", "b"], labels, times: [5], .two).decoded
        let symbols = decoded?.symbols ?? []
        let used = Set(decoded?.series.flatMap { $0.labels } ?? []).union(["", "H."])
        #expect(decoded?.series.count == 500 && symbols.count == used.count && Set(symbols) == used)
        // Families may have the same help, which may be what a label says.
        var same = Levels(extra: [])
        let series = [Snapshot.Series(values: [1])]
        same.update(["a", "b"].map { Snapshot.Family(name: $0, help: "b", type: .gauge, series: series) })
        var one = Epoch(series: 2, step: 1, most: 1)
        one.append(same.bits, at: 5)
        var each = MessageWriter(maximumSamples: 9, start: nil)
        let both = each.message(one, same, from: 0, .two).flatMap { DecodedMessage($0.body, isTwo: true) }
        #expect(both?.symbols == ["", "__name__", "a", "b"] && both?.series.map { $0.help } == ["b", "b"])
        // Symbols that a message before had are none of the next one.
        var levels = Levels(extra: [])
        levels.update([
            Snapshot.Family(
                name: "m", help: "", type: .gauge, labelNames: ["a"],
                series: ["x", "y", "z"].map { Snapshot.Series([$0], values: [1]) })
        ])
        var epoch = Epoch(series: 3, step: 1, most: 1)
        epoch.append(levels.bits, at: 5)
        var writer = MessageWriter(maximumSamples: 1, start: nil)
        for (series, value) in ["x", "y", "z"].enumerated() {
            let message = writer.message(epoch, levels, from: series, .two)
            let decoded = message.flatMap { DecodedMessage($0.body, isTwo: true) }
            #expect(Set(decoded?.symbols ?? []) == ["", "__name__", "m", "a", value])
            #expect(decoded?.series.map { $0.labels } == [["__name__", "m", "a", value]])
        }
    }

    @Test(arguments: [MessageVersion.one, .two]) func `many series with long labels make messages of a few megabytes`(
        _ version: MessageVersion
    ) {
        let long = String(repeating: "x", count: 9_990)
        var levels = Levels(extra: [])
        levels.update([
            Snapshot.Family(
                name: "m", help: "", type: .gauge, labelNames: ["a"],
                series: (0..<1000).map { Snapshot.Series(["\(1000 + $0)" + long], values: [1]) })
        ])
        var epoch = Epoch(series: 1000, step: 1, most: 1)
        epoch.append(levels.bits, at: 5)
        var (writer, first, sizes) = (MessageWriter(maximumSamples: 10_000, start: nil), 0, [Int]())
        while let message = writer.message(epoch, levels, from: first, version) {
            first = message.series.upperBound
            sizes.append(message.samples)
        }
        #expect(first == 1000 && sizes.reduce(0, +) == 1000)
        #expect(sizes.allSatisfy { $0 * 10_000 <= 5 << 20 }, "\(sizes)")
    }
}
