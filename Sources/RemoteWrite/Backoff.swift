/// The times between attempts to send one message.
package struct Backoff: Equatable, Sendable {
    static let shortest: Int64 = 30_000_000
    static let longest: Int64 = 5_000_000_000
    /// The longest time that a receiver may ask for.
    static let longestAsked: Int64 = 300_000_000_000

    private var next = shortest

    /// The times from the shortest on.
    package init() {}

    /// The time until the next attempt, in nanoseconds: each is twice the one before, up to 5 seconds, and up to a
    /// fifth longer or shorter, so that senders do not come together; `asked` if that is longer, but at most 5 minutes.
    /// `chance` is any number.
    package mutating func delay(asked: Int64?, chance: UInt64) -> Int64 {
        let delay = next * 4 / 5 + Int64(chance % UInt64(next * 2 / 5 + 1))
        next = min(next * 2, Self.longest)
        return max(delay, min(asked ?? 0, Self.longestAsked))
    }
}

/// The time that a field `Retry-After` asks for, in nanoseconds: seconds, or a date in its preferred form (RFC 9110,
/// sections 5.6.7 and 10.2.3) which is compared with `now`, seconds since 1970. Nil for anything else.
package func retryAfter(_ text: String, now: Int64) -> Int64? {
    if let seconds = Int64(text), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
        return min(seconds, 86_400) * 1_000_000_000
    }
    guard let date = dateSeconds(text) else { return nil }
    return max(0, min(date - now, 86_400)) * 1_000_000_000
}

/// `Sun, 06 Nov 1994 08:49:37 GMT` as seconds since 1970.
private func dateSeconds(_ text: String) -> Int64? {
    let parts = text.split(separator: " ")
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    guard parts.count == 6, parts[0].utf8.count == 4, parts[5] == "GMT", let day = number(parts[1], 1...31),
        let month = months.firstIndex(of: String(parts[2])), let year = number(parts[3], 1970...9999)
    else { return nil }
    let clock = parts[4].split(separator: ":", omittingEmptySubsequences: false)
    guard clock.count == 3, let hour = number(clock[0], 0...23), let minute = number(clock[1], 0...59),
        let second = number(clock[2], 0...60)
    else { return nil }
    // Years that begin in March have the day of leap years at their end.
    let (shifted, yearOfMarch) = (Int64((month + 10) % 12), month < 2 ? year - 1 : year)
    let days =
        yearOfMarch * 365 + yearOfMarch / 4 - yearOfMarch / 100 + yearOfMarch / 400 + (shifted * 153 + 2) / 5 + day - 1
        - 719_468
    return ((days * 24 + hour) * 60 + minute) * 60 + second
}

private func number(_ text: Substring, _ range: ClosedRange<Int64>) -> Int64? {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int64(text) else { return nil }
    return range ~= number ? number : nil
}
