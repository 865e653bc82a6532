#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Arguments and environment variables of the process.
package enum Environment {
    /// The program's arguments, without its own name.
    package static var arguments: [String] { Array(CommandLine.arguments.dropFirst()) }

    /// The word by which the program was called: a name that the shell found, or a path; empty if there was none.
    package static var program: String { CommandLine.arguments.first ?? "" }

    /// Returns the value of an environment variable; nil if the variable is not set.
    package static func value(of name: String) -> String? {
        // The value is null-terminated, and no code of this process changes the environment while the value is copied.
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }

    /// Ends the process with this status.
    package static func exit(_ status: Int32) -> Never {
        #if canImport(Darwin)
        Darwin.exit(status)
        #else
        Glibc.exit(status)
        #endif
    }
}
