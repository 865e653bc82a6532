/// What the numbers of an account are.
package enum Meaning: Sendable {
    /// Money that goes out or comes in.
    case payment
    /// What there is.
    case balance
}

/// What the numbers of a column are like.
package struct ColumnNumbers: Sendable {
    /// Texts before or behind the numbers. For `strip` of a mapping.
    package var strip: [String] = []
    /// How the numbers are written, if other columns of the file write theirs otherwise; nil if all are alike.
    package var marks: Numbers?
    /// Whether the cells are durations such as `00:03:25` or `1h30m`. For `as: duration`.
    package var isDuration = false
    /// Whether durations of two parts are hours and minutes. They are read as minutes and seconds all the same, and
    /// need the factor 60.
    package var hasHours = false
    /// The unit as written in the cells, the name or a row of units: `ms`, `%`, `kWh`; nil if unknown.
    package var unit: String?
    /// What the name says that the numbers are; nil if nothing that matters.
    package var meaning: Meaning?
    /// The least and the greatest number.
    package var least = 0.0
    /// See `least`.
    package var greatest = 0.0
    /// The quantiles 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99 and 0.999, of at most 100 000 cells.
    package var quantiles: [Double] = []
    /// Whether all numbers are whole.
    package var isWhole = true
    /// The share of the steps within a label set that do not fall, from 0 to 1.
    package var notFalling = 0.0
    /// The type that a comment beside the metric may propose, because the numbers look like it and the name does not.
    package var proposal: Measure?
    /// Whether they may be counts of what happened between two readings, as far as the numbers and the unit tell,
    /// though the name does not.
    package var mayBeCounted = false
}
