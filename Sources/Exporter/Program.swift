import Commands
import Flags
import Inspection
import POSIX
import Service
import Stores
import Text

/// Runs the program with these arguments and returns its exit code: 0 success, 1 failed, 2 usage error. Commands that
/// it suggests begin with `program`, the word by which it was called.
package func runProgram(_ arguments: [String], calledAs program: String = "csv_exporter") -> Int32 {
    let program = shellWord(program.isEmpty ? commandLine.name : program)
    do {
        switch try commandLine.parse(arguments) {
        case .help(let text): return tell(text, 0)
        case .version: return tell("csv_exporter \(version)\n", 0)
        case .run(let flags):
            switch flags.subcommand {
            case "init": return try initialize(flags, program)
            case "backfill": return try backfill(flags)
            case "push": return try push(flags)
            case "print": return try printExposition(flags)
            case "report": return try reportFiles(flags)
            case "healthcheck": return try checkHealth(flags)
            case "scale-rules": return try scaleRuleFiles(flags)
            default: return try serve(flags)
            }
        }
    } catch let error as UsageError {
        let meant = error.isOfArgument ? meantInit(arguments, program) : nil
        return fail("\(error)\n\(meant ?? error.advice(program: program))", 2)
    } catch let error as OptionFault {
        return fail("\(error)", 2)
    } catch {
        return fail("\(error)", 1)
    }
}

/// The command that was meant by arguments with a file of data and no command: `csv_exporter orders.csv`.
private func meantInit(_ arguments: [String], _ program: String) -> String? {
    let file = arguments.first { argument in
        if argument.hasPrefix("-") { return false }
        if [".csv", ".tsv", ".csv.gz"].contains(where: { argument.hasSuffix($0) }) { return true }
        return (try? FileStatus(path: argument).kind) == .regular
    }
    return file.map { "Did you mean: \(program) init \(shellWord($0))" }
}

private func tell(_ text: String, _ status: Int32) -> Int32 {
    // Where standard output is closed there is nobody to tell.
    try? FileDescriptor.standardOutput.write(text)
    return status
}

private func fail(_ text: String, _ status: Int32) -> Int32 {
    // Likewise.
    try? FileDescriptor.standardError.write(text + "\n")
    return status
}
