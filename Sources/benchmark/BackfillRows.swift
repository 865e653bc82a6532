import POSIX

/// A history written with its own times, by the whole program in another process, beside promtool where it is there.
let backfillRows: [Row] = [
    Row(name: "backfill", about: "10 000 series at 200 instants, as blocks and as text; promtool from files of a day") {
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
        let texts = bench.folder + "/texts"
        try Bench.empty(texts)
        let end = try ChildProcess("/proc/self/exe", flags + ["--output=\(texts)", "--split=24h"]).ending(waits: true)
        try expect(end?.status == 0, "backfill ended with \(end?.status ?? 0)")
        let bytes = try FileSystem.names(in: texts).reduce(0) { try $0 + FileStatus(path: "\(texts)/\($1)").size }
        let source = [UInt8](repeating: 1, count: bytes)
        let create =
            "for f in \(texts)/*; do promtool tsdb create-blocks-from openmetrics -q $f \(folder) || exit 1; done"
        return Trial(
            units: 2_000_000, bytes: bytes,
            steps: [
                .scan(files),
                Step("copy of the text") { try expect(Array(source[1...]).count == bytes - 1, "the copy is short") },
                program("blocks", "--output.blocks=\(folder)"),
                program("text", "--output=/dev/null"),
                Step(names: ["promtool"], program: "promtool") {
                    try Bench.empty(folder)
                    let end = try ChildProcess("sh", ["-c", create]).ending(waits: true)
                    try expect(end?.status == 0, "promtool ended with \(end?.status ?? 0)")
                    return [end?.processorNanoseconds ?? 0]
                },
            ])
    }
]
