package import Feed
package import Mapping
package import Metrics
import YAML

/// A mapping file, checked: everything that can be known without reading a CSV file holds.
package struct Configuration {
    /// The file's path as given.
    package var file: String
    /// `replay:` as written.
    package var replay: ReplaySettings
    /// How all sources are read.
    package var mode: Mode
    /// The sources, in the order of the file.
    package var sources: [SourceConfiguration]
    /// All families, in the order of their first declaration.
    package var families: [FamilyDescription]
    /// What is allowed but will surprise somebody.
    package var warnings: [String]
    /// The `sources:` tree without positions: a reload that leaves it as it is keeps all state.
    package var sourcesText: String
}

/// How the files of all sources are read.
package enum Mode: String, CaseIterable {
    /// Once, completely, by event time.
    case replay
    /// From the beginning, then as they grow.
    case follow
    /// By event time up to the size that the pre-pass saw, then as they grow.
    case replayThenFollow = "replay-then-follow"
}

/// One source of a mapping file.
package struct SourceConfiguration {
    /// The unique name of the source.
    package var name: String
    /// Paths and globs as written, beside the mapping file.
    package var patterns: [String]
    /// The same, joined with the mapping file's folder.
    package var paths: [String]
    var filesMark: Mark
    /// Its `files` are what matches now.
    package var feed: FeedSource
    /// Where the mapping first names each column that it uses.
    var columnPlaces: [ColumnPlace]
    /// What its records do.
    package var metrics: [MetricMapping]
    /// Label sets to export before their first sample: family and series key.
    package var initial: [(family: Int, key: [UInt8])]
    /// How many bytes a label value may have.
    package var maximumLabelBytes: Int
    /// Where rejected records are written to.
    package var rejectFile: String?
}
