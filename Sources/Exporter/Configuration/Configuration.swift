import CSV
import EventTime
import Feed
import Mapping
import Metrics
import YAML

/// A mapping file, checked: everything that can be known without reading a CSV file holds.
struct Configuration {
    /// The file's path as given.
    var file: String
    var replay: ReplaySettings
    var sources: [SourceConfiguration]
    /// All families, in the order of their first declaration.
    var families: [FamilyDescription]
    /// What is allowed but will surprise somebody.
    var warnings: [String]
    /// The `sources:` tree without positions: a reload that leaves it as it is keeps all state.
    var sourcesText: String
}

/// One source of a mapping file.
struct SourceConfiguration {
    /// How a source's files are read.
    enum Mode: String, CaseIterable {
        /// Once, whole, by event time.
        case replay
        /// From the beginning, then as they grow.
        case follow
        /// By event time up to what is there at the start, then as they grow.
        case replayThenFollow = "replay-then-follow"
    }

    var name: String
    var mode: Mode
    /// Paths and globs as written, beside the mapping file.
    var patterns: [String]
    /// The same, joined with the mapping file's folder.
    var paths: [String]
    var filesMark: Mark
    /// Its `files` are what matches now.
    var feed: FeedSource
    /// Where the mapping first names each wanted column.
    var columnMarks: [Mark]
    var metrics: [MetricMapping]
    var filters: [Filter]
    /// Label sets to export before their first sample: family and series key.
    var initial: [(family: Int, key: [UInt8])]
    var maximumLabelBytes: Int
    var rejectFile: String?
}

/// How the clock runs: `replay:` of the mapping file, then the flags, then the defaults.
struct ReplaySettings: Equatable {
    /// Event seconds per wall second; infinite for `max`.
    var speed: Double?
    var loop: Bool?
    /// Wall nanoseconds.
    var loopPause: Int64?
    var startAt: Instant?
    var endAt: Instant?
    /// Event nanoseconds.
    var maxGap: Int64?
    var waitForScrape: Bool?

    /// These settings, with `other`'s where there are none.
    func or(_ other: ReplaySettings) -> ReplaySettings {
        ReplaySettings(
            speed: speed ?? other.speed, loop: loop ?? other.loop, loopPause: loopPause ?? other.loopPause,
            startAt: startAt ?? other.startAt, endAt: endAt ?? other.endAt, maxGap: maxGap ?? other.maxGap,
            waitForScrape: waitForScrape ?? other.waitForScrape)
    }
}
