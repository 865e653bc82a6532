import EventTime

/// A part of one file whose records ascend in event time, found by the pre-pass.
struct Run {
    /// The number, among its source's, of the file on a day that it is part of.
    let part: Int
    /// Where its first record begins.
    let offset: Int
    let line: UInt32
    /// Where the next run, or the file as the pre-pass saw it, begins or ends.
    var end: Int
    let first: Instant
    var last: Instant
}

/// A file read with one day for its date-less times. The pre-pass reads each of them once.
struct FileOnDay {
    /// The file's number within its source.
    let file: Int
    /// The day, for sources that repeat daily.
    let day: CivilDate?
}
