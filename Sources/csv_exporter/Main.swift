import Exporter
import POSIX

@main enum Program {
    static func main() { Environment.exit(runProgram(Environment.arguments, calledAs: Environment.program)) }
}
