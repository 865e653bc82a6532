import Compression
import Foundation
import Metrics
import RemoteWrite
import TestSupport
import Testing

/// Compares blocks of Snappy with those of cramjam, which binds the reference's twin in Rust.
@Suite(.enabled(if: reference("import cramjam", []) != nil, "cramjam of Python is missing"))
struct SnappyReferenceTests {
    private static let lengths = Array(0...300) + [65534, 65535, 65536, 65537, 65538, 1 << 20]

    /// For each body: whether our block decodes to it, how long it is and how long the reference's is.
    private static let script = """
        import cramjam, struct, sys
        data, at = open(sys.argv[1], 'rb').read(), 0
        def take():
            global at
            size = struct.unpack_from('<I', data, at)[0]
            at += 4 + size
            return data[at - size:at]
        while at < len(data):
            body, block = take(), take()
            decoded = cramjam.snappy.decompress_raw(block)
            print(int(bytes(decoded) == body), len(block), len(cramjam.snappy.compress_raw(body)))
        """

    private static let kinds: [(name: String, make: @Sendable (Int, inout SeededGenerator) -> UInt8)] = [
        ("random", { _, generator in UInt8.random(in: 0...255, using: &generator) }),
        ("two letters", { _, generator in UInt8.random(in: 0...1, using: &generator) }),
        ("constant", { _, _ in 7 }),
        ("period of 3", { index, _ in UInt8(index % 3) }),
        ("period of 18", { index, _ in UInt8(index % 18) }),
        ("period of 60 000", { index, _ in UInt8(truncatingIfNeeded: (index % 60_000) * 2_654_435_761 >> 11) }),
    ]

    private func compare(_ bodies: [[UInt8]], _ name: String) throws {
        var (snappy, file) = (Snappy(), [UInt8]())
        func add(_ bytes: [UInt8]) {
            for shift in [0, 8, 16, 24] { file.append(UInt8(truncatingIfNeeded: bytes.count >> shift)) }
            file += bytes
        }
        for body in bodies {
            var block: [UInt8] = []
            snappy.compress(body.span, to: &block)
            add(body)
            add(block)
        }
        let folder = TemporaryDirectory()
        let said = try #require(reference(Self.script, [folder.write("bodies", file)]))
        let lines = said.split(separator: "\n").map { $0.split(separator: " ").compactMap { Int($0) } }
        try #require(lines.count == bodies.count)
        for (body, line) in zip(bodies, lines) {
            #expect(line[0] == 1, "\(name), \(body.count) bytes: the reference decodes another body")
            // In a short block one element more or less is much.
            #expect(line[1] * 50 <= line[2] * 51 + 50 * 8, "\(name), \(body.count) bytes: \(line[1]), not \(line[2])")
        }
    }

    @Test func `the reference decodes each block, and makes none that is much shorter`() throws {
        for (number, kind) in Self.kinds.enumerated() {
            var generator = SeededGenerator(seed: UInt64(number))
            let all = (0..<1 << 20).map { kind.make($0, &generator) }
            try compare(Self.lengths.map { Array(all[..<$0]) }, kind.name)
        }
    }

    @Test(arguments: [MessageVersion.one, .two]) func `so it does with messages`(_ version: MessageVersion) throws {
        var (generator, bodies) = (SeededGenerator(seed: 21), [[UInt8]]())
        for (series, instants) in [(1, 1), (10, 30), (300, 30), (5000, 2), (200, 50)] {
            var levels = Levels(extra: [("job", "csv_exporter"), ("instance", "history")])
            var epoch = Epoch(series: series, step: 1, most: instants)
            var totals = [Double](repeating: 0, count: series)
            for step in 0..<instants {
                for index in totals.indices { totals[index] += Double(Int.random(in: 0...9, using: &generator)) / 4 }
                let all = totals.indices.map { Snapshot.Series(["key \($0)", "paid"], values: [totals[$0]]) }
                levels.update([
                    Snapshot.Family(
                        name: "orders_total", help: "Orders.", type: .counter, labelNames: ["key", "status"],
                        series: all)
                ])
                epoch.append(levels.bits, at: 1_772_000_000_000 + Int64(step) * 15_000)
            }
            var (writer, first) = (MessageWriter(maximumSamples: 10_000, start: 1_772_000_000_000), 0)
            while let message = writer.message(epoch, levels, from: first, version) {
                first = message.series.upperBound
                bodies.append(try #require(snappyDecoded(message.body)))
            }
        }
        try compare(bodies, "messages of \(version.rawValue)")
    }
}

/// What Python prints; nil if the script fails.
private func reference(_ script: String, _ arguments: [String]) -> String? {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }  // told apart from an output by the caller
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? String(decoding: output, as: UTF8.self) : nil
}
