package import Feed
import POSIX

/// A mapping's replay at full speed with nobody to scrape it: what the program does with its files, slice by slice, to
/// be measured.
package struct Rehearsal {
    private static let sliceNanoseconds: Int64 = 2_000_000

    private var replay: Replay

    /// Reads the mapping file and opens its files. Throws what is wrong with either.
    package init(mapping path: String) throws {
        let configuration = try ConfigurationReader.read(path)
        var plan = ReplayPlan(configuration.replay)
        plan.speed = .infinity
        replay = try Replay(configuration, plan, Logger(level: .error))
    }

    /// How many records were applied.
    package var records: Int { replay.pipeline.intake.counts.reduce(0) { $0 + $1.records } }

    /// Reads the files ahead.
    package mutating func prepare() throws(FeedError) {
        while !replay.isPrepared { try slice() }
    }

    /// Applies all records.
    package mutating func pass() throws(FeedError) {
        while replay.state != "finished" { try slice() }
    }

    private mutating func slice() throws(FeedError) {
        let now = SystemClock.monotonicNanoseconds()
        try replay.slice(now: now, deadline: now + Self.sliceNanoseconds)
    }
}
