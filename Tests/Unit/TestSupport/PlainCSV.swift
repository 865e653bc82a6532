/// What a file of a dialect means, found by the plainest means: whole bytes, one array a field, no thought of speed. It
/// shares no code with the parser that it is compared with.
package struct PlainCSV: Equatable, CustomStringConvertible {
    /// Something that stands at a place of the file.
    package struct Place: Equatable {
        /// The line, from 1.
        package var line: Int
        /// The offset of the first byte.
        package var offset: Int
        /// A record's fields; empty where it was rejected.
        package var fields: [[UInt8]] = []
        /// The reason of a reject as its label has it; empty for a record.
        package var reason = ""
        /// How many fields a reject had, where that is the reason.
        package var count = 0

        /// A record or a reject.
        package init(line: Int, offset: Int, fields: [[UInt8]] = [], reason: String = "", count: Int = 0) {
            self.line = line
            self.offset = offset
            self.fields = fields
            self.reason = reason
            self.count = count
        }
    }

    /// How the file is written down, and what a record may hold.
    package struct Form {
        /// The byte between fields.
        package var delimiter: UInt8 = 0x2C
        /// The byte around fields.
        package var quote: UInt8?
        /// What a line begins with that is no record.
        package var comment: [UInt8] = []
        /// Limits, and the header's number of fields.
        package var maximumBytes = 1 << 20, maximumFields = 1024, fieldCount = 1

        /// A comma, no quotes, one field.
        package init() {}
    }

    /// Records, in file order.
    package private(set) var records: [Place] = []
    /// Rejects, in file order.
    package private(set) var rejects: [Place] = []
    /// The line behind the last line end.
    package private(set) var line = 1

    /// Empty, to be filled by hand.
    package init(records: [Place], rejects: [Place], line: Int) {
        (self.records, self.rejects, self.line) = (records, rejects, line)
    }

    /// Reads a whole file behind its header.
    package init(_ bytes: [UInt8], _ form: Form) {
        var at = 0
        while at < bytes.count {
            let isComment = !form.comment.isEmpty && bytes[at...].starts(with: form.comment)
            if isComment || Self.isBreak(bytes[at]) {
                passLine(bytes, &at)
            } else {
                readRecord(bytes, &at, form)
            }
        }
    }

    /// All there is, for a message.
    package var description: String {
        let all = records + rejects
        return all.map { place in
            let fields = place.fields.map { String(decoding: $0, as: UTF8.self).debugDescription }
            return "\(place.line)@\(place.offset) \(place.reason)\(place.count > 0 ? "(\(place.count))" : "") "
                + fields.joined(separator: "|")
        }.joined(separator: "; ") + "; line \(line)"
    }

    private static func isBreak(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

    /// Passes a line end: CRLF, LF or CR.
    private mutating func passBreak(_ bytes: [UInt8], _ at: inout Int) {
        at += bytes[at...].starts(with: [0x0D, 0x0A]) ? 2 : 1
        line += 1
    }

    private mutating func passLine(_ bytes: [UInt8], _ at: inout Int) {
        while at < bytes.count, !Self.isBreak(bytes[at]) { at += 1 }
        if at < bytes.count { passBreak(bytes, &at) }
    }

    private mutating func readRecord(_ bytes: [UInt8], _ at: inout Int, _ form: Form) {
        let (start, firstLine) = (at, line)
        var place = Place(line: line, offset: at)
        // A record that ends later than this has too many bytes.
        let last = start + form.maximumBytes
        while true {
            guard let field = readField(bytes, &at, form, last) else {
                (at, line) = (start, firstLine)
                rejects.append(Place(line: line, offset: start, reason: "unclosed_quote"))
                return passLine(bytes, &at)
            }
            if at > last {
                // What is quoted behind the last byte is no longer quoted.
                (at, line) = (start, firstLine)
                rejects.append(Place(line: line, offset: start, reason: "record_too_long"))
                while at <= last {
                    if Self.isBreak(bytes[at]) { passBreak(bytes, &at) } else { at += 1 }
                }
                return passLine(bytes, &at)
            }
            place.fields.append(field)
            guard at < bytes.count, bytes[at] == form.delimiter else { break }
            at += 1
        }
        let count = place.fields.count
        if count > form.maximumFields {
            rejects.append(Place(line: firstLine, offset: start, reason: "too_many_fields", count: count))
        } else if count != form.fieldCount {
            rejects.append(Place(line: firstLine, offset: start, reason: "field_count", count: count))
        } else {
            records.append(place)
        }
        if at < bytes.count { passBreak(bytes, &at) }
    }

    /// A field up to its delimiter, the end of its line or a byte behind `last`; nil if its quote is open there.
    private mutating func readField(_ bytes: [UInt8], _ at: inout Int, _ form: Form, _ last: Int) -> [UInt8]? {
        var field: [UInt8] = []
        if at < bytes.count, at <= last, bytes[at] == form.quote {
            at += 1
            while true {
                if at >= bytes.count || at > last { return nil }
                if bytes[at] == form.quote {
                    at += 1
                    // A quote that is the last byte looked at closes.
                    guard at < bytes.count, at <= last, bytes[at] == form.quote else { break }
                }
                if Self.isBreak(bytes[at]), !(bytes[at] == 0x0A && bytes[at - 1] == 0x0D) { line += 1 }
                field.append(bytes[at])
                at += 1
            }
        }
        while at < bytes.count, at <= last, bytes[at] != form.delimiter, !Self.isBreak(bytes[at]) {
            field.append(bytes[at])
            at += 1
        }
        return field
    }
}
