package import EventTime

/// What a frame says besides values: the clock, the sources, what went wrong.
package struct Moment {
    /// One source.
    package struct Source {
        var (records, rejected): (Int, Int)
        var last: Instant?
        var isUp: Bool
        var lagBytes: Int?
        var fault: String?
        /// Records applied, and those of them that were rejected.
        package var counts: (records: Int, rejected: Int) { (records, rejected) }

        /// Records applied, with those rejected; the event time of the latest; whether the files can be read, and why
        /// not; the bytes of followed files that are not applied yet, nil in a replay.
        package init(records: Int, rejected: Int, last: Instant?, isUp: Bool, lagBytes: Int?, fault: String?) {
            (self.records, self.rejected) = (records, rejected)
            (self.last, self.isUp, self.lagBytes, self.fault) = (last, isUp, lagBytes, fault)
        }
    }

    /// A record that was rejected.
    package struct Reject {
        let source: Int
        let reason: String
        let file: String
        let line: Int?
        let column: String?
        let text: String?
        /// The event time of the record, or the one nearest to it that is known.
        package let time: Instant?

        /// A record as given. `file` is no path; `text` is the cell, where its readers may see it.
        package init(
            source: Int, reason: String, file: String, line: Int?, column: String?, text: String?, time: Instant?
        ) {
            (self.source, self.reason, self.file, self.line) = (source, reason, file, line)
            (self.column, self.text, self.time) = (column, text, time)
        }
    }

    /// The event time up to which all records are applied; nil before the start is known.
    package var time: Instant?
    /// The event time of the clock.
    package var clock: Instant?
    /// A word of the protocol: `running`.
    package var state = "preparing"
    /// The number of the pass, from 1.
    package var pass = 1
    /// Event seconds per wall second.
    package var speed = 1.0
    /// The share of the pass, or of its preparation, from 0 to 1.
    package var progress = 0.0
    /// Wall seconds up to the end of the pass, and up to the next pass.
    package var (endsIn, restsFor): (Double?, Double?)
    /// Event seconds by which the values are behind the clock.
    package var lag = 0.0
    /// What the start waits for, as a sentence.
    package var waits: String?
    /// The sources, in the order of the mapping.
    package var sources: [Source] = []
    /// How many records were rejected, by reason.
    package var rejected: [(reason: String, count: Int)] = []
    /// The last of them.
    package var rejects: [Reject] = []
    /// What somebody should look at, as sentences.
    package var trouble: [String] = []

    /// The moment before anything is known.
    package init() {}

    /// The members of a frame's object, without its braces.
    package var text: [UInt8] {
        var text: [UInt8] = []
        text.append("\"t\":")
        text.append(time)
        text.append(",\"clock\":")
        text.append(clock)
        text.append(",\"state\":")
        text.appendQuoted(state)
        text.append(",\"pass\":\(pass),\"speed\":")
        if speed == .infinity { text.append("\"max\"") } else { text.append(speed) }
        text.append(",\"progress\":")
        text.append((progress * 1e6).rounded(.down) / 1e6)
        text.append(",\"endsIn\":")
        text.append(tenths: endsIn)
        text.append(",\"restsFor\":")
        text.append(tenths: restsFor)
        text.append(",\"lag\":")
        text.append(lag)
        text.append(",\"waits\":")
        text.appendQuoted(waits)
        text.append(",\"sources\":")
        text.append(list: sources) { $0.append($1) }
        text.append(",\"rejected\":{")
        for (place, entry) in rejected.enumerated() {
            if place > 0 { text.append(",") }
            text.appendQuoted(entry.reason)
            text.append(":\(entry.count)")
        }
        text.append("},\"rejects\":")
        text.append(list: rejects) { $0.append($1) }
        text.append(",\"trouble\":")
        text.append(list: trouble) { $0.appendQuoted($1) }
        return text
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ source: Moment.Source) {
        append("[\(source.records),\(source.rejected),")
        append(source.last)
        append(",\(source.isUp ? 1 : 0),\(source.lagBytes.map { "\($0)" } ?? "null"),")
        appendQuoted(source.fault)
        append("]")
    }

    fileprivate mutating func append(_ reject: Moment.Reject) {
        append("{\"source\":\(reject.source),\"reason\":")
        appendQuoted(reject.reason)
        append(",\"file\":")
        appendQuoted(reject.file)
        append(",\"line\":\(reject.line.map { "\($0)" } ?? "null"),\"column\":")
        appendQuoted(reject.column)
        if let text = reject.text {
            append(",\"text\":")
            appendQuoted(text)
        }
        append(",\"time\":")
        append(reject.time)
        append("}")
    }

    fileprivate mutating func append(tenths seconds: Double?) {
        // What is more than a thousand years away is not worth saying.
        guard let seconds, seconds < 3e10 else { return append("null") }
        append((seconds * 10).rounded() / 10)
    }
}
