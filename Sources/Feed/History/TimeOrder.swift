import EventTime

/// The end of the ascending times that begin at `first`.
func endOfAscent(_ times: [Instant], from first: Int) -> Int {
    var end = first + 1
    while end < times.count && times[end] >= times[end - 1] { end += 1 }
    return end
}

/// How often the times of a file step back and forward.
struct TimeSteps {
    private static let enough = 256
    private var last: Instant?
    private var (back, forward) = (0, 0)

    /// Adds times that follow those before.
    mutating func add(_ times: [Instant]) {
        for time in times {
            if let last, time < last { back += 1 }
            if let last, time > last { forward += 1 }
            last = time
        }
    }

    /// Whether more steps would hardly change the order.
    var areEnough: Bool { back + forward >= Self.enough }

    /// Whether far more times step back than forward.
    var descend: Bool { back > forward * 2 }
}
