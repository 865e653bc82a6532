import EventTime

/// A stretch of one file whose readable records ascend in event time, found by the pre-pass.
struct Run {
    /// Place of the file pass (a file on a day) in its source.
    let pass: Int
    /// Where its first record begins.
    let offset: Int
    let line: UInt32
    /// Where the next run, or the file as the pre-pass saw it, begins or ends.
    var end: Int
    let first: Instant
    var last: Instant
}

/// A file read with one day for date-less times: what a pre-pass goes over once.
struct FilePass {
    /// The file's number within its source.
    let file: Int
    /// The day, for sources that repeat daily.
    let day: CivilDate?
}
