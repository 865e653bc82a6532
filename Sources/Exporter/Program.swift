import Flags
import POSIX
import Service

/// Runs the program with these arguments and returns its exit code: 0 success, 1 failed, 2 usage error.
package func runProgram(_ arguments: [String]) -> Int32 {
    do {
        switch try commandLine.parse(arguments) {
        case .help(let text): return tell(text, 0)
        case .version: return tell("csv_exporter \(version)\n", 0)
        case .run(let flags):
            switch flags.subcommand {
            case "init": return try initialize(flags)
            case "print": return try printExposition(flags)
            case "report": return try reportFiles(flags)
            case "healthcheck": return try checkHealth(flags)
            case "scale-rules": return try scaleRuleFiles(flags)
            default: return try serve(flags)
            }
        }
    } catch let error as UsageError {
        return fail("\(error)\n\(error.advice)", 2)
    } catch let error as OptionFault {
        return fail("\(error)", 2)
    } catch {
        return fail("\(error)", 1)
    }
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
