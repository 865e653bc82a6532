import Feed
package import MappingFile
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

/// Runs `body`, and gives a fault of a CSV file the place in the mapping that asks for what is not there.
package func located<Result>(_ configuration: Configuration, _ body: () throws -> Result) throws -> Result {
    do {
        return try body()
    } catch let error as FeedError {
        throw StartFault(description: printable(configuration.sentence(error)))
    }
}
