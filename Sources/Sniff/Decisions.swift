package import CSV
package import EventTime

/// What is known of a CSV file: each decision that a mapping needs, with its evidence. Plain values: whoever writes a
/// mapping, a dashboard or JSON from them reads no byte of the file again.
package struct Decisions: Sendable {
    /// How the file is written: delimiter, quote, escape, comment, encoding, skipped lines, and `header` for a file
    /// without names.
    package var dialect = Dialect()
    /// All columns in the order of the file, each with its role.
    package var columns: [Column] = []
    /// The numbers of the columns that are labels, in the order in which they were taken.
    package var labels: [Int] = []
    /// The columns that are labels of the counter of records only, because with them all metrics would have too many
    /// series.
    package var recordLabels: [Int] = []
    /// The columns that say in which state a thing is: each becomes a metric of its own, which shows the present one of
    /// each label set, and no label of the others.
    package var states: [Int] = []
    /// How many things take turns, each with a record at a time of its own; 1 if none do.
    package var turns = 1
    /// How numbers are written in all columns.
    package var numbers = Numbers()
    /// The texts that mean no value, as in the cells. For `null_values` of a mapping.
    package var nullValues: [String] = []
    /// Where the event time is; nil if no column, and no row of names, has times that can be decided.
    package var time: Time?
    /// Whether records are readings at regular times, or events.
    package var shape = Shape.events
    /// The columns that become one, with a label for their names; nil if no columns do.
    package var unpivot: Unpivot?
    /// Cells of the time column that are in footers, which `where` leaves out. For `where: {COLUMN: {not: TEXTS}}`.
    package var footers: [String] = []
    /// How many label sets the label columns have together, as observed; 1 without labels.
    package var labelSets = 1
    /// The most series that labels may make.
    package var mostSeries = 200
    /// What was seen of the file.
    package var seen = Seen()
    /// The evidence of the decisions, in the order of the keys.
    package var notes: [Note] = []
    /// What the file cannot tell, with the flags that do. Nothing may be written while this is not empty.
    package var undecided: [Undecided] = []

    /// No decision yet.
    package init() {}

    /// The evidence of a decision; nil if there is nothing to say.
    package func note(_ key: Key) -> Note? { notes.first { $0.key == key } }

    /// Notes one more reason for a decision, which is assumed if any of its reasons is.
    mutating func add(_ key: Key, _ evidence: String, isAssumed: Bool) {
        guard let place = notes.firstIndex(where: { $0.key == key }) else {
            return notes.append(Note(key: key, evidence: evidence, isAssumed: isAssumed))
        }
        notes[place].evidence += "; " + evidence
        notes[place].isAssumed = notes[place].isAssumed || isAssumed
    }

    /// Whether the names are those of the file. If not, they are `c1`, `c2` and so on. Names that the mapping must
    /// repeat, because they are made up or in a comment, are in `dialect.header`, too.
    package var hasNames = true

    /// Says why the time is as it is, if that was proven outside of the file.
    package mutating func setTime(evidence: String) {
        guard let index = notes.firstIndex(where: { $0.key == .time }) else { return }
        (notes[index].evidence, notes[index].isAssumed, notes[index].isTold) = (evidence, false, false)
        time?.isAssumed = false
    }

    /// Takes back a zone that the file names, and that nobody can look up.
    package mutating func refuseZone() {
        guard let name = time?.zone, let index = notes.firstIndex(where: { $0.key == .zone }) else { return }
        notes[index].evidence = "the file says \(name), which is no known zone"
        notes[index].isAssumed = true
        time?.zone = "UTC"
        time?.isZoneKnown = false
    }

    /// The decisions that hold only if the person who has the file agrees: each is worth a `CHECK` in the mapping.
    package var assumptions: [Note] { notes.filter { $0.isAssumed } }
}

/// The decisions by name. The raw values are the keys of the JSON form.
package enum Key: String, Sendable {
    case encoding, delimiter, quote, comment, header, decimal, group, time, clock, year, zone, shape, labels, states,
        values
    case unpivot, footer, spellings, durations, marks, order
    case skipLines = "skip_lines"
    case skipAfterHeader = "skip_after_header"
    case nullValues = "null_values"
}

/// Why a decision is as it is.
package struct Note: Sendable {
    /// The decision.
    package var key: Key
    /// What in the file shows it, as words that can follow the value: `"1.234,50" in line 12`.
    package var evidence: String
    /// Whether the file does not prove it: the mapping gets a `CHECK`.
    package var isAssumed = false
    /// Whether a flag told it.
    package var isTold = false
    /// Other values that are nearly as good, best first.
    package var alternatives: [String] = []

    /// A note as given.
    package init(
        key: Key, evidence: String, isAssumed: Bool = false, isTold: Bool = false, alternatives: [String] = []
    ) {
        self.key = key
        self.evidence = evidence
        self.isAssumed = isAssumed
        self.isTold = isTold
        self.alternatives = alternatives
    }
}

/// A question that only the person who has the file can answer.
package struct Undecided: Sendable {
    /// The decision that is missing.
    package var key: Key
    /// One sentence: what was found, and why it decides nothing.
    package var sentence: String
    /// The answers, each as a flag with its value: `--time.day-first`.
    package var flags: [String]
    /// Cells of the file, each with what every answer makes of it, in the order of `flags`.
    package var cells: [(text: String, readings: [String])] = []
}

/// How much of the file was read, and what the records are like.
package struct Seen: Sendable {
    /// The records that were read.
    package var records = 0
    /// The lines that look like no record: another number of fields, or an unclosed quote.
    package var rejected = 0
    /// The share of the file's bytes that was read, from 0 to 1.
    package var share = 1.0
}

/// How the numbers of a file are written.
package struct Numbers: Sendable {
    /// The decimal mark, `.` or `,`.
    package var decimal = UInt8(ascii: ".")
    /// The mark between groups of digits: `.`, `,`, `'` or a blank; nil if there is none.
    package var group: UInt8?
    /// Whether some numbers are `(12.50)`, `12.50-` or have the minus sign U+2212.
    package var isAccounting = false
}

/// Where the event time is, and how it is written.
package struct Time: Sendable {
    /// The columns that hold it, joined by a blank; empty if it is in the names of the columns (see `unpivot`).
    package var columns: [Int]
    /// A format of a mapping: strptime directives, or a name such as `iso8601`.
    package var format: String
    /// The zone of a mapping: `UTC`, an offset, or an IANA name. `UTC` if the file does not tell.
    package var zone = "UTC"
    /// What the abbreviations in the times mean: offsets such as `+01:00`. For `zone_names` of a mapping.
    package var zoneNames: [(name: String, offset: String)] = []
    /// The zone, or the abbreviations with their offsets.
    package var zoneText: String {
        zoneNames.isEmpty ? zone : zoneNames.map { "\($0.name) \($0.offset)" }.joined(separator: ", ")
    }
    /// Whether the file tells the zone.
    package var isZoneKnown = false
    /// Whether the times themselves tell their offset. If not, `first` and `last` are local times as if of UTC.
    package var isAbsolute = false
    /// Both readings fit: of day and month, or of day and year.
    package var ambiguity: Ambiguity?
    /// Whether `format` was chosen by evidence that is no proof: it gets a `CHECK`.
    package var isAssumed = false
    /// The other format that fits, if one does.
    package var otherFormat: String?
    /// The year of dates without one; nil if the dates have years.
    package var year: Int?
    /// The day of clocks without a date, as `2024-03-31`; nil if the times have dates.
    package var date: String?
    /// The first and the last time that was read, by value; nil if nothing was read.
    package var first: Instant?
    /// The last time, see `first`.
    package var last: Instant?
    /// Whether equal times in the hour that occurs twice are an hour apart. For `twice: in_order`.
    package var isTwiceInOrder = false
    /// The order of the records.
    package var order = Order.none
    /// The median step between different times, in seconds; nil if there are fewer than three times.
    package var stepSeconds: Double?
    /// The longest step, in seconds; 0 if there is none. Steps between the parts that were read are none.
    package var longestStep = 0.0
    /// Whether at least three steps are longer than five median ones, as nights and weekends are.
    package var hasPauses = false
    /// The share of the records that have the time of another record, from 0 to 1.
    package var repeated = 0.0
    /// Other columns with times, best first.
    package var others: [Int] = []
    /// The format of each of `others`; of columns that belong together, that of all.
    package var otherFormats: [String] = []
    /// The local day on which clocks seem to have changed, as `2024-03-31`; nil if none was found.
    package var clockChange: String?

    /// The two parts of a date that can be exchanged. The raw values are those of the JSON form.
    package enum Ambiguity: String, Sendable {
        /// `03/04/2024` and the like.
        case dayMonth = "day-month"
        /// `03.04.05` and the like.
        case dayYear = "day-year"
    }

    /// The order of times in the file.
    package enum Order: String, Sendable {
        case none, ascending, descending
    }
}

/// What the records are.
package enum Shape: String, Sendable {
    /// Readings at regular times: each record has a time of its own, or each label set has.
    case series
    /// Things that happened: times are irregular, or repeat.
    case events
}

/// A column and what becomes of it.
package struct Column: Sendable {
    /// The name as in the header, in UTF-8.
    package var name: String
    /// What becomes of it.
    package var role = Role.leftOut(.empty)
    /// How many cells are not empty and mean a value.
    package var filled = 0
    /// How many different cells there are, counted up to `mostDistinct`.
    package var distinct = 0
    /// The first different cells, at most three, for people.
    package var examples: [String] = []
    /// Whether most of its cells are numbers, so that `--values` may name it.
    package var isNumeric = false
    /// The numbers in the column; nil if it has none, and mostly if it is left out.
    package var numbers: ColumnNumbers?
    /// Texts of a label that are perhaps one; nil if there are none.
    package var spellings: Spellings?

    /// Whether it has so few texts that `--labels` may name it.
    package var canBeLabel: Bool { filled > 0 && distinct <= ColumnText.mostLabels }

    /// Different cells beyond this number are not counted.
    package static let mostDistinct = 10_000
}

/// What becomes of a column.
package enum Role: Sendable, Equatable {
    /// A part of the event time.
    case time
    /// A label of all metrics.
    case label
    /// The label of a metric of its own, see `Decisions.states`.
    case state
    /// The value of a metric.
    case value(Measure)
    /// One of the columns of `unpivot`; the measure is the same for all of them.
    case unpivoted(Measure)
    /// Nothing, for a reason.
    case leftOut(Reason)
}

/// The metric that a column of numbers becomes.
package enum Measure: String, Sendable {
    /// The latest value.
    case gauge
    /// The sum of all cells, each of at least 0.
    case counter
    /// The cells are a running total already: `absolute: true`.
    case absolute
    /// The distribution of the cells.
    case histogram
    /// No number: the present text of each label set, as a label of a metric that is 1.
    case info
}
