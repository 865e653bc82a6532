package import Feed
package import Mapping
package import Metrics
import YAML

/// A checked mapping file: it has no fault that can be found without reading a CSV file.
package struct Configuration {
    /// The path of the mapping file as given.
    package var file: String
    /// The block `replay:`.
    package var replay: ReplaySettings
    /// The block `history:`.
    package var history: HistorySettings
    /// How all sources are read.
    package var mode: Mode
    /// The mode that a flag wants for all sources; nil without the flag.
    package var wantedMode: Mode?
    /// The sources, in the order of the file.
    package var sources: [SourceConfiguration]
    /// All families, in the order of their first declaration.
    package var families: [FamilyDescription]
    /// Sentences about settings that are allowed, but probably not meant. Each begins with its place, `map.yml:12:9`.
    package var warnings: [String]
    /// The `sources:` tree without positions. A reload with the same tree keeps all series.
    package var sourcesText: String
}

/// How the files of all sources are read.
package enum Mode: String, CaseIterable {
    /// Complete files, in event-time order.
    case replay
    /// From the beginning, then as the files grow.
    case follow
    /// In event-time order up to the sizes that the pre-pass found, then as the files grow.
    case replayThenFollow = "replay-then-follow"
}

/// One source of a mapping file.
package struct SourceConfiguration {
    /// The unique name of the source.
    package var name: String
    /// Paths and globs as written, relative to the mapping file.
    package var patterns: [String]
    /// Paths and globs with the folder of the mapping file.
    package var paths: [String]
    var filesMark: Mark
    /// The settings for the feed. `files` are the present matches of `paths`.
    package var feed: FeedSource
    /// The first use of each column of `feed`.
    var columnUses: [ColumnUse]
    /// The metrics of the source.
    package var metrics: [MetricMapping]
    /// The items of `metrics:`, for messages.
    package var declarations: [MetricDeclaration]
    /// The place of the source's `where`, `map.yml:4:5`; nil without one.
    package var wherePlace: String?
    /// The series to export before their first sample, as family and series key.
    package var initial: [(family: Int, key: [UInt8])]
    /// The most bytes of a label value.
    package var maximumLabelBytes: Int
    /// The path of the file for rejected records; nil without one.
    package var rejectFile: String?
    var rejectFileMark: Mark?
}
