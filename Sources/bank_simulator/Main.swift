import BankSimulator
import POSIX

/// Writes the demo's data: `bank_simulator --output-dir=data --seed=3015`.
@main enum Program {
    static func main() throws {
        let options = try Options(arguments: Environment.arguments)
        if options.asksForHelp { return try FileDescriptor.standardOutput.write(Options.help) }
        try write(Simulation(seed: options.seed).files(), to: options.outputFolder)
    }

    /// Each file appears whole or not at all: an interrupted run never leaves half of one under its name.
    private static func write(_ files: [Simulation.File], to folder: String) throws(SystemError) {
        try FileSystem.makeDirectory(folder)
        for file in files {
            let path = "\(folder)/\(file.name)"
            try FileDescriptor.create("\(path).partial").write(file.contents)
            try FileSystem.rename("\(path).partial", to: path)
        }
    }
}
