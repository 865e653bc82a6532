import Feed
package import MappingFile
package import POSIX
import Text

/// Why the program cannot start, as one sentence.
package struct StartFault: Error, CustomStringConvertible {
    /// The sentence.
    package let description: String

    /// A fault as given: where, what was got, what is wanted.
    package init(description: String) { self.description = description }
}

/// A flag's value that its kind accepts but its meaning does not, as one sentence.
package struct OptionFault: Error, CustomStringConvertible {
    /// The sentence.
    package let description: String

    /// A fault as given: it begins with the command and the flag.
    package init(description: String) { self.description = description }
}

/// Why `command` cannot write to the place that one of its flags names. The path of the call itself is left out: it is
/// that of a file that was to be renamed, or of a folder above the place.
package func cannotWrite(_ command: String, _ path: String, _ error: any Error, _ flag: String) -> StartFault {
    let system = error as? SystemError
    let got = system.map { $0.reason } ?? "\(error)"
    let want = system?.isNoRoom == true ? "room for it" : "a folder in which files may be made"
    return StartFault(
        description: "\(command): cannot write \(printable(path)): got \(printable(got)); want \(want), see \(flag)")
}

/// What the system refused where nobody knows more about it.
package func sentence(_ error: SystemError, _ command: String?) -> String {
    let want = error.isMissing ? "it to be there" : error.isNoRoom ? "room for it" : "it to be allowed"
    let words = ["csv_exporter", command].compactMap { $0 }.joined(separator: " ")
    return "\(words): cannot go on: got \(printable("\(error)")); want \(want)"
}

/// Runs `body`, and gives a fault of a CSV file the place in the mapping that asks for what is not there.
package func located<Result>(_ configuration: Configuration, _ body: () throws -> Result) throws -> Result {
    do {
        return try body()
    } catch let error as FeedError {
        throw StartFault(description: printable(configuration.sentence(error)))
    }
}
