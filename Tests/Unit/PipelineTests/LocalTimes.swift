import EventTime
import TestSupport

/// The rule for the hour that occurs twice in Berlin on 2026-10-25, as a few lines that read a whole file at once.
enum LocalTimes {
    /// At this second clocks go from 03:00 back to 02:00.
    private static let change: Int64 = 1_792_890_000
    /// Three hours before the change to three hours behind it.
    static let span = Instant.seconds(change - 10_800) ... .seconds(change + 10_800)

    /// The local time of an instant.
    static func text(_ instant: Instant) -> String {
        String(iso8601(.seconds(local(Int64(instant.wholeSeconds)))).dropLast()).replacing("T", with: " ")
    }

    /// The instants that are read in a file with the local times of `times`, in the order of the file.
    static func instants(_ times: [Instant]) -> [Instant] {
        let locals = times.map { local(Int64($0.wholeSeconds)) }
        let ascending = read(locals, isNewestFirst: false)
        let steps = zip(ascending, ascending.dropFirst())
        let back = steps.filter { $0 > $1 }.count
        let isNewestFirst = back > steps.filter { $0 < $1 }.count * 2
        return (isNewestFirst ? read(locals, isNewestFirst: true) : ascending).map { .seconds($0) }
    }

    private static func local(_ seconds: Int64) -> Int64 { seconds + (seconds < change ? 7200 : 3600) }

    private static func read(_ locals: [Int64], isNewestFirst: Bool) -> [Int64] {
        var (found, isSecond): ([Int64], Bool) = ([], isNewestFirst)
        var before: Int64?
        for local in locals {
            // Minutes behind 02:00.
            let minutes = Double(local - change - 3600) / 60
            let step = Double(local - (before ?? local)) / 60
            if minutes < 0 {
                isSecond = false
            } else if minutes >= 60 {
                isSecond = true
            } else if !isNewestFirst && step <= -15 {
                isSecond = true
            } else if isNewestFirst && step >= 15 {
                isSecond = false
            }
            found.append(local - (isSecond ? 3600 : 7200))
            before = local
        }
        return found
    }
}
