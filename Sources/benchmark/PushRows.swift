import Compression
import POSIX

/// What a push does before its bytes leave: instants, messages of remote write and their compression.
let pushRows: [Row] = [
    Row(name: "push", about: "10 000 series at 200 instants as messages of remote write, and sent to a sink") { bench in
        let files = try bench.files(Input(records: 60_000, shape: .merchants))
        let mapping = try bench.file(counter()(files), ending: "yml")
        let flags = ["exporter", "push", "--config.file=\(mapping)", "--step=50m", "--no-own-metrics"]
        func program(_ name: String, _ flags: [String], _ run: @escaping (ChildProcess) throws -> ChildProcess.End?)
            -> Step
        {
            Step(names: [name]) {
                let end = try run(try ChildProcess("/proc/self/exe", flags))
                try expect(end?.status == 0, "\(name): push ended with \(end?.status ?? 0)")
                return [end?.processorNanoseconds ?? 0]
            }
        }
        let dry = flags + ["--dry-run", "--remote-write.url=http://localhost/w"]
        let sink = try PushSink()
        // Before compression a sample of a long run takes some twenty bytes.
        let source = [UInt8](repeating: 1, count: 40_000_000)
        return Trial(
            units: 2_000_000, bytes: source.count,
            steps: [
                .scan(files),
                Step("copy of as many bytes") {
                    try expect(Array(source[1...]).count == source.count - 1, "the copy is short")
                },
                program("1.0", dry + ["--remote-write.protocol=1.0"]) { try $0.ending(waits: true) },
                program("2.0", dry + ["--remote-write.protocol=2.0"]) { try $0.ending(waits: true) },
                program("sent to a sink", flags + ["--remote-write.url=\(sink.url)", "--remote-write.protocol=1.0"]) {
                    try sink.serve($0)
                },
            ])
    },
    Row(name: "snappy", about: "blocks of messages of a counter that grows, beside gzip") { bench in
        var source: [UInt8] = []
        for series in 0..<2000 {
            for sample in 0..<50 as Range<UInt64> {
                let value = Double(series * 1000 + Int(sample * sample)).bitPattern
                source += [0x12, 0x10, 0x09]
                for shift in 0..<8 as Range<UInt64> { source.append(UInt8(truncatingIfNeeded: value >> (8 * shift))) }
                source += [0x10, UInt8(truncatingIfNeeded: sample), 0xA0, 0x94, 0xA5, 0x33]
            }
        }
        return Trial(
            units: 100_000, bytes: source.count,
            steps: [
                Step("copy") { try expect(Array(source[1...]).count == source.count - 1, "the copy is short") },
                Step("snappy") {
                    var (snappy, block): (Snappy, [UInt8]) = (Snappy(), [])
                    snappy.compress(source.span, to: &block)
                    try expect(block.count < source.count / 2, "the block is long")
                },
                Step("gzip") {
                    var (gzip, member): (Gzip, [UInt8]) = (Gzip(), [])
                    for start in stride(from: 0, to: source.count, by: 65536) {
                        let end = min(start + 65536, source.count)
                        gzip.input.append(contentsOf: source[start..<end])
                        gzip.compress(isLast: end == source.count, to: &member)
                    }
                    try expect(member.count < source.count / 2, "the member is long")
                },
            ])
    },
]
