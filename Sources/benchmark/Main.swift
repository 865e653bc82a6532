import Exporter
import Flags
import POSIX
import Text

/// Measures parts of the exporter in comparison with a reference: `benchmark --records=10000000 pipeline shuffled`.
@main enum Program {
    private static let command = Command(
        "benchmark",
        summary: "Measures the exporter on generated files. Times are CPU times, medians of rounds in which all steps "
            + "of a row take turns. Each step is compared with the first step of its row. Rows: "
            + rows.map(\.name).joined(separator: ", ") + ".",
        flags: [
            Flag("records", .count, help: "Records of an input, in most rows.", defaultText: "10000000"),
            Flag("rounds", .count, help: "Runs of each step.", defaultText: "5"),
        ],
        arguments: Command.Arguments(
            "ROW", help: "Rows to run; by default all.", noun: "a row", example: "csv", count: 0...Int.max))

    static func main() {
        Heap.returnLargeBlocks()
        let arguments = Environment.arguments
        // As a child process of itself, this program is the exporter, whose memory the parent measures.
        if arguments.first == "exporter" { Environment.exit(runProgram(Array(arguments.dropFirst()))) }
        Environment.exit(run(arguments))
    }

    private static func run(_ arguments: [String]) -> Int32 {
        do {
            switch try command.parse(arguments) {
            case .help(let text): try FileDescriptor.standardOutput.write(text)
            case .version: try FileDescriptor.standardOutput.write("benchmark of csv_exporter\n")
            case .run(let flags):
                let wanted = flags.arguments
                if let unknown = wanted.first(where: { name in !rows.contains { $0.name == name } }) {
                    let near = nearest(unknown, among: rows.map(\.name)).map { "; did you mean \($0)?" } ?? ""
                    return fail("benchmark: cannot run row \"\(unknown)\": got an unknown name\(near)", 2)
                }
                let bench = try Bench(records: flags.count("records") ?? 1, rounds: flags.count("rounds") ?? 1)
                defer { bench.remove() }
                try measure(rows.filter { wanted.isEmpty || wanted.contains($0.name) }, bench)
            }
            return 0
        } catch let error as UsageError {
            return fail("\(error)\n\(error.advice())", 2)
        } catch {
            return fail("benchmark: \(error)", 1)
        }
    }

    private static func measure(_ rows: [Row], _ bench: Bench) throws {
        try FileDescriptor.standardOutput.write(Table.head + "\n")
        for row in rows {
            var trial = try row.prepare(bench)
            trial.steps = trial.steps.filter { canRun($0) }
            var times: [[Int64]] = Array(repeating: [], count: trial.steps.reduce(0) { $0 + $1.names.count })
            for _ in 0..<bench.rounds {
                var index = 0
                for step in trial.steps {
                    for time in try step.run() {
                        times[index].append(time)
                        index += 1
                    }
                }
            }
            let lines = Table.lines(row, trial, times, peak: try trial.peak?())
            try FileDescriptor.standardOutput.write(lines + "\n")
            bench.removeInputs()
        }
    }

    /// Whether the program of a step is installed. Prints a message if it is not.
    private static func canRun(_ step: Step) -> Bool {
        guard let program = step.program else { return true }
        let folders = (Environment.value(of: "PATH") ?? "").split(separator: ":")
        if folders.contains(where: { (try? FileStatus(path: "\($0)/\(program)")) != nil }) { return true }
        _ = fail("benchmark: leaves out \(program): it is not installed", 0)
        return false
    }

    private static func fail(_ text: String, _ status: Int32) -> Int32 {
        // If standard error is closed, nobody can read the message.
        try? FileDescriptor.standardError.write(text + "\n")
        return status
    }
}
