import BankSimulator

/// What the program was asked for.
struct Options {
    private(set) var outputFolder = "data"
    private(set) var seed = Simulation.publishedSeed
    private(set) var asksForHelp = false

    static let help = """
        usage: bank_simulator [--output-dir=DIR] [--seed=NUMBER]

        Writes the demo's CSV files: three days of a payment processor, the same bytes for the same seed.

          --output-dir=DIR  Folder to write to, made if it is missing (default: data).
          --seed=NUMBER     Whole number from 0 (default: \(Simulation.publishedSeed), the one of the published files).

        """

    init(arguments: [String]) throws(OptionsError) {
        for argument in arguments {
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            switch (parts[0], parts.dropFirst().first) {
            case ("--help", nil), ("-h", nil):
                asksForHelp = true
            case ("--output-dir", let folder?) where !folder.isEmpty:
                outputFolder = String(folder)
            case ("--seed", let text?):
                guard let seed = UInt64(text) else { throw .seed(String(text)) }
                self.seed = seed
            default:
                throw .argument(argument)
            }
        }
    }
}

/// An argument that the program cannot use.
enum OptionsError: Error, CustomStringConvertible {
    case seed(String)
    case argument(String)

    var description: String {
        switch self {
        case .seed(let text): "--seed: cannot read the number: got \"\(text)\"; want a whole number from 0"
        case .argument(let text): "cannot use \"\(text)\": want --output-dir=DIR, --seed=NUMBER or --help"
        }
    }
}
