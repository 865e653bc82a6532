/// Something to measure, with what it is compared with. To add a row, add it to `rows` in Rows.swift.
struct Row {
    let name: String
    /// What it measures, in a few words.
    let about: String
    /// Makes its input and says what to run.
    let prepare: @Sendable (Bench) throws -> Trial
}

/// What one row runs: its steps take turns, so that whatever else the machine does meets all of them alike.
struct Trial {
    /// How many units (records, say) one run of a step handles, and how many bytes they have.
    var units: Int
    var bytes: Int
    /// The first is what all others are compared with.
    var steps: [Step]
    /// Runs the same once more as a process of its own, and returns the most anonymous memory that it had, in bytes.
    var peak: (() throws -> Int)?
    /// In whose line that memory is shown.
    var peakOf = "both"
}

/// A part of a trial. One run may measure several things, such as the two phases of a replay.
struct Step {
    let names: [String]
    /// The program that it starts, if it does; a step whose program is not installed is left out.
    var program: String?
    /// Returns processor time in nanoseconds, one for each name. What the machine does beside it does not count.
    let run: () throws -> [Int64]
}
