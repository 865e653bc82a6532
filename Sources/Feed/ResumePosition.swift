import EventTime

/// The end of the records of a file that a replay has applied, at which following begins.
package struct ResumePosition: Equatable, Sendable {
    /// The number and paths of the file in the replay.
    let file: FeedFile
    /// The offset in bytes.
    let offset: Int
    /// The line, from 1.
    let line: UInt32
    /// The section of the file that continues there.
    let section: Section
    /// The event time of the last record before it; nil without records.
    let previous: Instant?

    init(_ file: FeedFile, _ offset: Int, line: UInt32, after previous: Instant?, _ section: Section) {
        self.previous = previous
        self.file = file
        self.section = section
        self.offset = offset
        self.line = line
    }
}
