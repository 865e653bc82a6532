import Foundation
import Metrics
import POSIX
import TestSupport
import Testing

@testable import Blocks

@Suite struct BlockWriterTests {
    private static let hour: Int64 = 3_600_000

    /// Levels of two gauges; nil is not shown.
    private static func family(_ values: [Double?]) -> [Snapshot.Family] {
        let keys = ["b", "a", "\"é\n"]
        let family = Snapshot.Family(
            name: "g", help: "G.", type: .gauge, labelNames: ["k"],
            series: values.indices.map { .init([keys[$0]], values: [values[$0] ?? 0]) })
        return [family.replacing(family.values, hidden: family.keys.order.map { values[Int($0)] == nil })]
    }

    private func writer(
        _ folder: TemporaryDirectory, thanos: [(name: String, value: String)]? = nil, segmentBytes: Int = 1 << 20
    ) -> BlockWriter {
        var made: UInt64 = 0
        return BlockWriter(
            folder.path, duration: 2 * Self.hour, thanosLabels: thanos, segmentBytes: segmentBytes
        ) {
            made += 1
            return ULID(milliseconds: made, chance: (0, 0))
        }
    }

    @Test func `each block has the samples of its stretch of time, and is there only when it is whole`() throws {
        let folder = TemporaryDirectory()
        let writer = writer(folder)
        var levels = Levels(extra: [(name: "job", value: "j")])
        let rows: [(Int64, [Double?])] = [
            (-1, [1, nil]), (0, [2, nil]), (2 * Self.hour - 1, [2, 3]), (2 * Self.hour, [nil, 4]),
            (9 * Self.hour, [nil, nil]),
        ]
        for (time, values) in rows {
            levels.update(Self.family(values))
            try writer.append(levels, at: time)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count { $0.hasSuffix(".tmp") } == 1)
        try writer.finish(levels.labels)
        #expect(writer.blocks.map(\.minTime) == [-1, 0, 2 * Self.hour, 9 * Self.hour])
        #expect(writer.blocks.map(\.maxTime) == [-1, 2 * Self.hour - 1, 2 * Self.hour, 9 * Self.hour])
        #expect(writer.samples == 7)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(names == writer.blocks.map(\.name))
        let (a, b) = ("__name__=g,job=j,k=a", "__name__=g,job=j,k=b")
        let (stale, read) = (Levels.stale, try names.map { try ReadBlock(folder.path + "/" + $0) })
        func text(_ samples: [(time: Int64, bits: UInt64)]?) -> [String] {
            (samples ?? []).map { "\($0.time)=\($0.bits == stale ? "stale" : "\(Double(bitPattern: $0.bits))")" }
        }
        #expect(text(read[0].series[b]) == ["-1=1.0"] && read[0].series[a] == nil)
        #expect(text(read[1].series[b]) == ["0=2.0", "7199999=2.0"] && text(read[1].series[a]) == ["7199999=3.0"])
        #expect(text(read[2].series[b]) == ["7200000=stale"] && text(read[2].series[a]) == ["7200000=4.0"])
        #expect(text(read[3].series[a]) == ["32400000=stale"] && read[3].series.count == 1)
        #expect(read[1].postings == ["=": [a, b], "__name__=g": [a, b], "job=j": [a, b], "k=a": [a], "k=b": [b]])
        #expect(
            read[2].meta == """
                {"ulid":"\(names[2])","minTime":7200000,"maxTime":7200001,"stats":{"numSamples":2,"numSeries":2,\
                "numChunks":2},"compaction":{"level":1,"sources":["\(names[2])"]},"version":1}

                """)
    }

    @Test func `a chunk ends after 120 samples, and random values of many series read back`() throws {
        let folder = TemporaryDirectory()
        let writer = writer(folder, thanos: [(name: "site", value: "a\"b")])
        var levels = Levels(extra: [])
        var random = SeededGenerator(seed: 20)
        var wanted: [String: [Int64: UInt64]] = [:]
        // Two full chunks of each series, and one sample.
        for time in stride(from: 0, through: 240 * 29_000, by: 29_000) as StrideThrough<Int64> {
            let values = (0..<3).map { _ in Double.random(in: 0...1, using: &random) as Double? }
            levels.update(Self.family(values))
            try writer.append(levels, at: time)
            for (key, value) in zip(["b", "a", "\"é\n"], values) {
                wanted["__name__=g,k=\(key)", default: [:]][time] = value?.bitPattern
            }
        }
        try writer.finish(levels.labels)
        let block = try ReadBlock(folder.path + "/" + writer.blocks[0].name)
        for (name, samples) in wanted {
            let found = try #require(block.series[name])
            #expect(found.map(\.time) == samples.keys.sorted() && found.allSatisfy { samples[$0.time] == $0.bits })
        }
        #expect(block.series.count == 3 && block.meta.contains("\"numChunks\":9"))
        #expect(block.meta.contains(#""thanos":{"version":1,"labels":{"site":"a\"b"},"downsample":{"resolution":0}"#))
    }

    @Test func `chunks beyond the length of a file are in the next one`() throws {
        let folder = TemporaryDirectory()
        let writer = writer(folder, segmentBytes: 9)
        var levels = Levels(extra: [])
        for minute in 0..<6 as Range<Int64> {
            levels.update(Self.family([Double(minute), minute < 5 ? 1 : nil, minute > 2 ? 0.1 * Double(minute) : nil]))
            try writer.append(levels, at: minute * 60_000)
        }
        try writer.finish(levels.labels)
        let path = folder.path + "/" + writer.blocks[0].name
        let files = try FileManager.default.contentsOfDirectory(atPath: path + "/chunks").sorted()
        #expect(files == ["000001", "000002", "000003"])
        let counts = try ReadBlock(path).series.mapValues(\.count)
        #expect(counts == ["__name__=g,k=b": 6, "__name__=g,k=a": 6, "__name__=g,k=\"é\n": 3])
    }

    @Test func `before 1970, too, a block begins at a multiple of the duration`() throws {
        let folder = TemporaryDirectory()
        let writer = writer(folder)
        var levels = Levels(extra: [])
        levels.update(Self.family([1]))
        for time in [-2 * Self.hour - 1, -2 * Self.hour, -1, 0] { try writer.append(levels, at: time) }
        try writer.finish(levels.labels)
        #expect(writer.blocks.map(\.minTime) == [-2 * Self.hour - 1, -2 * Self.hour, 0])
    }

    @Test func `a block has the series that came since the one before`() throws {
        let folder = TemporaryDirectory()
        let writer = writer(folder)
        var levels = Levels(extra: [])
        levels.update(Self.family([1]))
        try writer.append(levels, at: 20 * Self.hour)
        levels.update(Self.family([2, 3]))
        try writer.append(levels, at: 22 * Self.hour)
        try writer.finish(levels.labels)
        let series = try writer.blocks.map { try ReadBlock(folder.path + "/" + $0.name).series.keys.sorted() }
        #expect(series == [["__name__=g,k=b"], ["__name__=g,k=a", "__name__=g,k=b"]])
    }

    @Test func `an abandoned block leaves nothing, and a writer without samples writes nothing`() throws {
        let folder = TemporaryDirectory()
        let writer = writer(folder)
        var levels = Levels(extra: [])
        try writer.append(levels, at: 0)
        try writer.finish(levels.labels)
        #expect(writer.blocks.isEmpty)
        levels.update(Self.family([1]))
        try writer.append(levels, at: 1)
        writer.abandon()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test func `of a block that cannot get its name nothing is left`() throws {
        let folder = TemporaryDirectory()
        let name = ULID(milliseconds: 1, chance: (0, 0)).description
        try FileManager.default.createDirectory(
            atPath: "\(folder.path)/\(name)/other", withIntermediateDirectories: true)
        let writer = writer(folder)
        var levels = Levels(extra: [])
        levels.update(Self.family([1]))
        try writer.append(levels, at: 0)
        #expect(throws: SystemError.self) { try writer.finish(levels.labels) }
        writer.abandon()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [name])
        #expect(writer.blocks.isEmpty)
    }

    @Test func `a folder that cannot be written is told with its path`() throws {
        let folder = TemporaryDirectory()
        folder.write("taken", "")
        let writer = BlockWriter(folder.path + "/taken", duration: 1) { ULID(milliseconds: 1, chance: (0, 0)) }
        var levels = Levels(extra: [])
        levels.update(Self.family([1]))
        #expect(throws: (any Error).self) { try writer.append(levels, at: 0) }
    }
}
