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
        let meant = error.isOfArgument ? meantCommand(arguments, program) : nil
        return fail("\(error)\n\(meant ?? error.advice(program: program))", 2)
    } catch let error as OptionFault {
        return fail("\(error)", 2)
    } catch let error as SystemError {
        let command = commandLine.subcommands.first { $0.name == arguments.first }
        return fail(sentence(error, command?.name), 1)
    } catch {
        return fail("\(error)", 1)
    }
}

/// The command that was meant by arguments with a file that no flag names: that of data without a command,
/// `csv_exporter orders.csv`, or that of a mapping, `csv_exporter backfill mapping.yml`.
private func meantCommand(_ arguments: [String], _ program: String) -> String? {
    func ends(_ argument: String, _ endings: [String]) -> Bool { endings.contains { argument.hasSuffix($0) } }
    let file = arguments.first { argument in
        if argument.hasPrefix("-") { return false }
        if ends(argument, [".csv", ".tsv", ".csv.gz", ".yml", ".yaml"]) { return true }
        return (try? FileStatus(path: argument).kind) == .regular
    }
    guard let file else { return nil }
    if !ends(file, [".yml", ".yaml"]) { return "Did you mean: \(program) init \(shellWord(file))" }
    let command = arguments[0] == file || arguments[0].hasPrefix("-") ? "" : " \(arguments[0])"
    if command == " healthcheck" { return nil }
    return "Did you mean: \(program)\(command) \(shellWord("--config.file=\(file)"))"
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
