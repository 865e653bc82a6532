#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What the process was started with.
package enum Environment {
    /// The program's arguments, without its own name.
    package static var arguments: [String] { Array(CommandLine.arguments.dropFirst()) }

    /// Returns the value of an environment variable, nil where it is not set.
    package static func value(of name: String) -> String? {
        // The value is null-terminated, and nothing in this process changes the environment while it is copied.
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
