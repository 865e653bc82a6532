import EventTime

/// A stretch of one file in which event times ascend, found by the pre-pass.
struct Run {
    /// The number of the `FileOnDay` that contains the run.
    let part: Int
    /// The offset and the line of the first record.
    let offset: Int
    let line: UInt32
    /// The start of the next run of the file; for the last run, the end of the file in the pre-pass.
    var end: Int
    let first: Instant
    var last: Instant
}

/// A file, and the day for its times without a date. The pre-pass reads each of these once.
struct FileOnDay {
    /// The number of the file within its source.
    let file: Int
    /// The day, if the source repeats daily; else nil.
    let day: CivilDate?
}
