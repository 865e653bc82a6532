import POSIX

/// A history written with its own times, by the whole program in another process, beside promtool where it is there.
let backfillRows: [Row] = [
    Row(name: "backfill", about: "10 000 series at 200 instants, as blocks and as text; promtool from that text") {
        bench in
        let input = Input(records: 60_000, shape: .merchants)
        let files = try bench.files(input)
        let mapping = try bench.file(counter()(files), ending: "yml")
        let flags = ["exporter", "backfill", "--config.file=\(mapping)", "--step=50m", "--no-own-metrics"]
        let folder = bench.folder + "/history"
        func program(_ name: String, _ output: String) -> Step {
            Step(names: [name]) {
                try Bench.empty(folder)
                let end = try ChildProcess("/proc/self/exe", flags + [output]).ending(waits: true)
                try expect(end?.status == 0, "\(name): backfill ended with \(end?.status ?? 0)")
                return [end?.processorNanoseconds ?? 0]
            }
        }
        let text = bench.folder + "/history.om"
        let end = try ChildProcess("/proc/self/exe", flags + ["--output=\(text)"]).ending(waits: true)
        try expect(end?.status == 0, "backfill ended with \(end?.status ?? 0)")
        let bytes = try FileStatus(path: text).size
        let source = [UInt8](repeating: 1, count: bytes)
        // Of all splits, this one costs promtool the least: it reads a file once for each block.
        let create = ["tsdb", "create-blocks-from", "openmetrics", "-q", "--max-block-duration=486h", text, folder]
        return Trial(
            units: 2_000_000, bytes: bytes,
            steps: [
                .scan(files),
                Step("copy of the text") { try expect(Array(source[1...]).count == bytes - 1, "the copy is short") },
                program("blocks", "--output.blocks=\(folder)"),
                program("text", "--output=/dev/null"),
                Step(names: ["promtool"], program: "promtool") {
                    try Bench.empty(folder)
                    let end = try ChildProcess("promtool", create).ending(waits: true)
                    try expect(end?.status == 0, "promtool ended with \(end?.status ?? 0)")
                    return [end?.processorNanoseconds ?? 0]
                },
            ])
    }
]
