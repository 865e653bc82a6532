import BankSimulator
import Flags
import POSIX

/// Writes the demo's data: `bank_simulator --output-dir=data/payments --seed=3015`.
@main enum Program {
    private static let command = Command(
        "bank_simulator",
        summary: "Writes the demo's CSV files: three days of a payment processor, the same bytes for the same seed.",
        flags: [
            Flag(
                "output-dir", placeholder: "DIR", help: "Folder for the files, created if missing.",
                defaultText: "data/payments"),
            Flag(
                "seed", placeholder: "NUMBER", help: "Whole number from 0; the default makes the published files.",
                defaultText: "\(Simulation.publishedSeed)"),
        ], subcommands: [HistoryCommand.command, LiveCommand.command, PrepareCommand.command])

    static func main() { Environment.exit(run()) }

    private static func run() -> Int32 {
        do {
            switch try command.parse(Environment.arguments) {
            case .help(let text): try FileDescriptor.standardOutput.write(text)
            case .version: try FileDescriptor.standardOutput.write("bank_simulator \(LiveCommand.version)\n")
            case .run(let flags) where flags.subcommand == PrepareCommand.command.name: try PrepareCommand.run(flags)
            case .run(let flags) where flags.subcommand == LiveCommand.command.name: try LiveCommand.run(flags)
            case .run(let flags) where flags.subcommand != nil: try HistoryCommand.run(flags)
            case .run(let flags):
                guard let seed = UInt64(flags.text("seed") ?? "") else {
                    let seed = flags.text("seed") ?? ""
                    return fail("bank_simulator: cannot use --seed: got \"\(seed)\"; want a whole number from 0", 2)
                }
                try write(Simulation(seed: seed).files(), to: flags.text("output-dir") ?? "data/payments")
            }
            return 0
        } catch let error as UsageError {
            return fail("\(error)\n\(error.advice())", 2)
        } catch let error as CommandFault {
            return fail("bank_simulator: \(error)", 2)
        } catch {
            return fail("bank_simulator: \(error)", 1)
        }
    }

    /// Writes each file under another name and renames it: an interrupted run leaves no incomplete file under a name of
    /// the demo.
    private static func write(_ files: [Simulation.File], to folder: String) throws(SystemError) {
        try FileSystem.makeDirectory(folder)
        for file in files {
            let path = "\(folder)/\(file.name)"
            try FileDescriptor.create("\(path).partial").write(file.contents)
            try FileSystem.rename("\(path).partial", to: path)
        }
    }

    private static func fail(_ text: String, _ status: Int32) -> Int32 {
        // If standard error is closed, nobody can read the message.
        try? FileDescriptor.standardError.write(text + "\n")
        return status
    }
}
