import HTTP
import RemoteWrite

/// Where messages go, and how hard it is tried.
struct Destination {
    let url: ServerURL
    var versions = Versions.auto
    /// How many messages may be under way at once.
    var connections = 2
    var samplesPerRequest = 10_000
    /// The time for one request, in nanoseconds.
    var timeout: Int64 = 30_000_000_000
    /// How long a message is tried again, in nanoseconds; nil for ever.
    var retryFor: Int64? = 900_000_000_000
    /// Whether a message that the receiver refuses ends everything.
    var stopsAtRefusal = true
    /// The fields that a user gave, and the files that hold secrets.
    var credentials = Credentials()
    /// Encode all, and send nothing.
    var isDry = false
}
