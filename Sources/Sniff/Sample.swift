package import EventTime

/// What is read of a file to decide about it.
package struct Sample: Sendable {
    /// The beginning of the file as text, and behind it further parts, each from the beginning of a line to the end of
    /// one. UTF-16 is UTF-8 here, and gzip is unpacked.
    package var bytes: [UInt8]
    /// How many of `bytes` are the beginning of the file, so that line numbers are known.
    package var firstBytes: Int
    /// The share of the file that was read, from 0 to 1.
    package var share: Double
    /// Whether the file is UTF-16 without a byte order mark, which a mapping must say.
    package var isUTF16 = false
    /// The wall clock: few files have times in the future.
    package var now: Instant

    /// In how many places `bytes` goes on behind text that was not read, at most.
    static let mostParts = 48

    /// A file that was read whole.
    package init(_ bytes: [UInt8], now: Instant) {
        self.bytes = bytes
        self.now = now
        firstBytes = bytes.count
        share = 1
    }
}

/// What a person told by flags. A flag has priority over what the file shows.
package struct Told: Sendable {
    /// The delimiter.
    package var delimiter: UInt8?
    /// The decimal mark.
    package var decimal: UInt8?
    /// The names of the columns with the event time.
    package var timeColumns: [String] = []
    /// The format of the event time.
    package var timeFormat: String?
    /// The zone of times that have none.
    package var zone: String?
    /// Finds the zone of a name, which needs the files of the system; nil if nobody can.
    package var findZone: (@Sendable (String) -> Zone?)?
    /// Whether the day comes first in a date that has day and month as numbers; nil if nobody told.
    package var isDayFirst: Bool?
    /// The names of the columns that become labels; nil for those that the rules choose.
    package var labels: [String]?
    /// The names of the columns that become values; nil for those that the rules choose.
    package var values: [String]?
    /// The most series that the labels may make, all values together.
    package var mostSeries = 200

    /// Nothing was told.
    package init() {}
}
