/// The last requests to the control API, and how many there were.
struct RequestLog {
    /// A request with its answer.
    struct Entry {
        /// Milliseconds since 1970.
        let time: Int64
        let method: String
        let path: String
        let status: Int
        /// Time that the answer took to make.
        let milliseconds: Double
    }

    /// Requests that are remembered.
    static let capacity = 50
    /// Characters of a path.
    private static let pathLength = 200

    private(set) var entries: [Entry] = []
    private(set) var count = 0
    private var failed = 0
    private var milliseconds = 0.0

    /// Adds a request.
    mutating func add(_ time: Int64, _ method: String, _ path: String, _ status: Int, milliseconds: Double) {
        if entries.count == Self.capacity { entries.removeFirst() }
        entries.append(
            Entry(
                time: time, method: String(method.prefix(20)), path: String(path.prefix(Self.pathLength)),
                status: status, milliseconds: milliseconds))
        count += 1
        if status >= 400 { failed += 1 }
        self.milliseconds += milliseconds
    }

    /// The mean time that an answer took to make.
    var meanMilliseconds: Double { count == 0 ? 0 : milliseconds / Double(count) }

    /// The part of the requests that were refused or failed, of a hundred.
    var failedPercent: Double { count == 0 ? 0 : 100 * Double(failed) / Double(count) }
}
