import Compression
import POSIX

/// Rows about files that must be decoded.
let decodedRows: [Row] = [
    Row(name: "gzip", about: "the pipeline's input in gzip, beside gzip itself") { bench in
        let plain = try bench.files(Input(records: bench.records))
        let packed = try bench.file("", ending: "csv.gz")
        try pack(plain[0], to: packed)
        return try decoded(bench, plain, packed, [.count(packed)])
    },
    Row(name: "utf16", about: "the pipeline's input in UTF-16") { bench in
        let plain = try bench.files(Input(records: bench.records))
        let wide = try bench.file("", ending: "csv")
        let (source, target) = (try FileDescriptor.open(plain[0]), try FileDescriptor.create(wide))
        try target.write([0xFF, 0xFE])
        var bytes: [UInt8] = []
        while try source.read(into: &bytes, atMost: 1 << 20) > 0 {
            try target.write(bytes.flatMap { [$0, 0] })
            bytes.removeAll(keepingCapacity: true)
        }
        return try decoded(bench, plain, wide, [])
    },
]

/// A replay of `file`, which holds the text of the files `plain`. The reference is a scan of that text.
private func decoded(_ bench: Bench, _ plain: [String], _ file: String, _ more: [Step]) throws -> Trial {
    let mapping = try bench.file(counter()([file]), ending: "yml")
    let steps: [Step] = [.scan(plain), .replay(mapping, records: bench.records)] + more
    var trial = Trial(units: bench.records, bytes: try bench.size(plain), steps: steps)
    trial.peak = { try peakMemory(checking: mapping) }
    return trial
}

/// Compresses a file with gzip, or with our own compressor if gzip is not installed.
private func pack(_ path: String, to packed: String) throws {
    let shell = try ChildProcess("sh", ["-c", "exec gzip -c '\(path)' > '\(packed)'"])
    if try shell.ending(waits: true)?.status == 0 { return }
    var gzip = Gzip()
    let (source, target) = (try FileDescriptor.open(path), try FileDescriptor.create(packed))
    while true {
        let isLast = try source.read(into: &gzip.input, atMost: 1 << 16) == 0
        var output: [UInt8] = []
        gzip.compress(isLast: isLast, to: &output)
        try target.write(output)
        if isLast { return }
    }
}

extension Step {
    /// Decompresses a file with gzip and counts its lines.
    fileprivate static func count(_ packed: String) -> Step {
        Step(names: ["gzip -dc | wc -l"], program: "gzip") {
            let end = try ChildProcess("sh", ["-c", "gzip -dc '\(packed)' | wc -l"]).ending(waits: true)
            try expect(end?.status == 0, "gzip ended with \(end?.status ?? 0)")
            return [end?.processorNanoseconds ?? 0]
        }
    }
}
