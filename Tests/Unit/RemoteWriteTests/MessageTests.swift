import Compression
import Metrics
import RemoteWrite
import TestSupport
import Testing

@Suite struct MessageTests {
    private static let nan: UInt64 = 0x7FF8_0000_0000_0001

    /// The families of a scrape: a counter with two labels, a gauge that comes and goes, a histogram, an info.
    private func families(_ step: Int) -> [Snapshot.Family] {
        let value = Double(step)
        var gauges = [Snapshot.Series(["kept"], values: [step % 3 == 0 ? .nan : -value])]
        if step % 4 < 2 { gauges.append(Snapshot.Series(["fleeting"], values: [value / 3])) }
        return [
            Snapshot.Family(
                name: "orders_total", help: "Orders \"by\" place.\nTwo lines.", type: .counter,
                labelNames: ["status", "place"],
                series: [
                    Snapshot.Series(["paid", "Zürich \u{1F4C8}"], values: [value]),
                    Snapshot.Series(["", String(repeating: "x", count: 300)], values: [0]),
                ]),
            Snapshot.Family(name: "level", help: "", type: .gauge, labelNames: ["kind"], series: gauges),
            Snapshot.Family(
                name: "took_seconds", help: "Time.", type: .histogram, bounds: [0.5, 1],
                series: [Snapshot.Series(values: [value, value * 2, value * 3, value * 4.5])]),
            Snapshot.Family(name: "build_info", help: "Build.", type: .info, series: [Snapshot.Series(values: [1])]),
        ]
    }

    /// An epoch of so many instants, a minute apart, and what each series has in it.
    private func filled(_ count: Int, first: Int64 = 1_772_000_000_000) -> (Epoch, Levels, [String: [Int64: UInt64]]) {
        var levels = Levels(extra: [("job", "shop"), ("instance", "a")])
        var epoch = Epoch(series: 4, step: 1, most: count)
        var expected: [String: [Int64: UInt64]] = [:]
        for step in 0..<count {
            levels.update(families(step))
            let time = first + Int64(step) * 60_000
            epoch.append(levels.bits, at: time)
            for series in levels.bits.indices where levels.bits[series] != Levels.absent {
                let labels = levels.labels.labels(of: series).map { "\($0.name)=\($0.value)" }.joined(separator: ";")
                expected[labels, default: [:]][time] = levels.bits[series]
            }
        }
        return (epoch, levels, expected)
    }

    private func messages(
        _ epoch: Epoch, _ levels: Levels, _ version: MessageVersion, most: Int, start: Int64 = 1_772_000_000_000
    ) -> [(Message, DecodedMessage?)] {
        var (writer, first) = (MessageWriter(maximumSamples: most, start: start), 0)
        var messages: [(Message, DecodedMessage?)] = []
        while let message = writer.message(epoch, levels, from: first, version) {
            messages.append((message, DecodedMessage(message.body, isTwo: version == .two)))
            first = message.series.upperBound
        }
        return messages
    }

    @Test(arguments: [MessageVersion.one, .two], [1, 2, 7, 30])
    func `messages hold each sample of an epoch once, and whole series`(_ version: MessageVersion, _ count: Int) {
        let (epoch, levels, expected) = filled(count)
        for most in [1, count, count * 2 + 1, 10_000] {
            var found: [String: [Int64: UInt64]] = [:]
            for (message, decoded) in messages(epoch, levels, version, most: most) {
                guard let decoded else {
                    Issue.record("the message cannot be decoded")
                    continue
                }
                #expect(message.samples == decoded.series.reduce(0) { $0 + $1.values.count })
                #expect(message.samples <= max(most, count))
                for series in decoded.series {
                    let pairs = stride(from: 0, to: series.labels.count, by: 2).map { place in
                        "\(series.labels[place])=\(series.labels[place + 1])"
                    }
                    #expect(pairs == pairs.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
                    let labels = pairs.joined(separator: ";")
                    #expect(found[labels] == nil, "a series is in one message only")
                    #expect(series.times == series.times.sorted())
                    found[labels] = Dictionary(uniqueKeysWithValues: zip(series.times, series.values))
                }
            }
            #expect(found == expected)
        }
    }

    @Test func `a value that is not a number is Prometheus' own, and an end is a stale marker`() {
        let (epoch, levels, _) = filled(4)
        let series = messages(epoch, levels, .one, most: 100).flatMap { $0.1?.series ?? [] }
        let kept = series.first { $0.labels.contains("kept") }
        #expect(kept?.values.first == Self.nan)
        let fleeting = series.first { $0.labels.contains("fleeting") }
        #expect(fleeting?.values.last == 0x7FF0_0000_0000_0002)
        #expect(fleeting?.times.count == 3, "nothing behind the end")
    }

    @Test func `1.0 describes each family once, in the first message`() {
        let (epoch, levels, _) = filled(2)
        let all = messages(epoch, levels, .one, most: 4)
        #expect(all.count > 2)
        #expect(
            all.first?.1?.metadata == [
                "1|orders_total|Orders \"by\" place.\nTwo lines.", "2|level", "3|took_seconds|Time.",
                "6|build_info|Build.",
            ])
        #expect(all.dropFirst().allSatisfy { $0.1?.metadata == [] })
    }

    @Test func `2.0 has the type and the help of each series, and since when it counts`() {
        let (epoch, levels, _) = filled(3)
        for (_, decoded) in messages(epoch, levels, .two, most: 7) {
            let decoded = decoded
            #expect(decoded?.symbols.first == "")
            #expect(Set(decoded?.symbols ?? []).count == decoded?.symbols.count, "no symbol is there twice")
            for series in decoded?.series ?? [] {
                let name = series.labels[series.labels.firstIndex(of: "__name__").map { $0 + 1 } ?? 0]
                let (type, help): (Int, String?) =
                    switch name {
                    case "orders_total": (1, "Orders \"by\" place.\nTwo lines.")
                    case "level": (2, nil)
                    case "build_info": (6, "Build.")
                    default: (3, "Time.")
                    }
                #expect(series.type == type && series.help == help, "\(name)")
                #expect(series.starts == (type == 1 || type == 3 ? series.times.map { _ in 1_772_000_000_000 } : []))
            }
        }
    }

    @Test func `a message of 1.0 has these bytes`() {
        var (levels, epoch) = (Levels(extra: []), Epoch(series: 1, step: 1, most: 2))
        levels.update([Snapshot.Family(name: "a", help: "b", type: .gauge, series: [Snapshot.Series(values: [1])])])
        epoch.append(levels.bits, at: 1)
        epoch.append(levels.bits, at: 300)
        var writer = MessageWriter(maximumSamples: 10, start: 0)
        let message = writer.message(epoch, levels, from: 0, .one)
        let one: [UInt8] = [0x09, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F]
        let name: [UInt8] = [0x0A, 13, 0x0A, 8] + Array("__name__".utf8) + [0x12, 1, 0x61]
        let samples: [UInt8] = [0x12, 11] + one + [0x10, 1] + [0x12, 12] + one + [0x10, 0xAC, 0x02]
        let series = name + samples
        let bytes = [0x0A, UInt8(series.count)] + series + [0x1A, 8, 0x08, 2, 0x12, 1, 0x61, 0x22, 1, 0x62]
        #expect(message.flatMap { snappyDecoded($0.body) } == bytes)
    }

    @Test(arguments: [MessageVersion.one, .two]) func `a message has as many samples as allowed, and not one less`(
        _ version: MessageVersion
    ) {
        let (epoch, levels, _) = filled(3)
        for (most, first) in [(6, 2), (8, 2), (9, 3)] {
            let series = messages(epoch, levels, version, most: most).first?.1?.series
            #expect(series?.count == first, "\(most) samples, three of a series")
        }
    }

    @Test(arguments: [MessageVersion.one, .two]) func `nothing is left of an epoch before`(_ version: MessageVersion) {
        let (full, levels, _) = filled(3)
        var epoch = full
        epoch.removeAll(series: levels.bits.count, step: 1, most: 3)
        epoch.append([1, Levels.absent, 3], at: 1_772_000_180_000)
        #expect(epoch.sampleCount == 2)
        let decoded = messages(epoch, levels, version, most: 100).map { $0.1 }
        #expect(decoded.count == 1 && decoded.first??.series.map { $0.values } == [[1], [3]])
    }

    @Test(arguments: [(60_000, 10, 30), (60_000, 1 << 22, 1), (1, 1, 10_000), (3_600_000, 5, 1), (15_000, 100_000, 41)])
    func `an epoch is at most half an hour, 32 MiB and a message`(_ step: Int64, _ series: Int, _ columns: Int) {
        #expect(Epoch.columns(series: series, step: step, most: 10_000) == columns)
    }

    @Test func `an epoch takes no instant that is half an hour behind its first`() {
        var epoch = Epoch(series: 1, step: 1000, most: 10_000)
        epoch.append([0], at: 0)
        #expect(epoch.takes(1_800_000) && !epoch.takes(1_800_001))
        epoch.removeAll(series: 1, step: 1000, most: 10_000)
        #expect(epoch.takes(1_800_001))
    }
}
