import Feed
import MappingFile
import Text

/// Why the program cannot start, as one sentence.
struct StartFault: Error, CustomStringConvertible {
    let description: String
}

/// Runs `body`, and gives a fault of a CSV file the place in the mapping that asks for what is not there.
func located<Result>(_ configuration: Configuration, _ body: () throws -> Result) throws -> Result {
    do {
        return try body()
    } catch let error as FeedError {
        throw StartFault(description: printable(configuration.sentence(error)))
    }
}
