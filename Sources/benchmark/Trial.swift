/// A measurement in comparison with a reference. To add a row, add it to `rows` in Rows.swift.
struct Row {
    let name: String
    /// A few words about the measurement.
    let about: String
    /// Writes the input, and returns the steps to run.
    let prepare: @Sendable (Bench) throws -> Trial
}

/// The steps of one row. They take turns, so that other work of the machine affects all of them alike.
struct Trial {
    /// The number of units (for example records) that one run of a step handles, and their bytes.
    var units: Int
    var bytes: Int
    /// The steps. The first step is the reference for all others.
    var steps: [Step]
    /// Measures the peak of anonymous memory, in bytes, in another process or from the memory of the inputs.
    var peak: (() throws -> Int)?
    /// The name of the step in whose line the memory is shown.
    var peakOf = "both"
}

/// A part of a trial. One run may measure several times, for example both phases of a replay.
struct Step {
    let names: [String]
    /// The program that the step starts, if any. A step is omitted if its program is not installed.
    var program: String?
    /// Returns a time in nanoseconds for each name. Most steps measure CPU time, which excludes other work of the
    /// machine.
    let run: () throws -> [Int64]
}
