/// Why a column becomes nothing. The raw values are for people.
package enum Reason: String, Sendable {
    /// No cell has a value.
    case empty
    /// All cells are the same.
    case constant
    /// Another time of the record.
    case alsoTime = "also a time"
    /// A number for each record, in order.
    case rowNumber = "row number"
    /// A number or text of its own for each record.
    case identifier
    /// A place on earth.
    case coordinate
    /// More different texts than a label may have.
    case manyValues = "too many different texts"
    /// Long texts.
    case longText = "long texts"
    /// It marks readings of a meter, which rises whatever the column says.
    case mark = "marks readings of a meter"
    /// Another label tells the same.
    case determined = "another label tells the same"
    /// With this label there would be more series than wanted.
    case manySeries = "too many series"
    /// Some cells are numbers, others are not.
    case mixed = "numbers and texts"
    /// `12K` and `3M`: no key of a mapping multiplies by them.
    case factors = "numbers with K, M or B"
    /// Cells have different units, `15km` and `590m`, which one factor cannot convert.
    case severalUnits = "several units"
    /// A flag names the columns, and not this one.
    case notAsked = "not asked for"
}
