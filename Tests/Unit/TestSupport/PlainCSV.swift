/// The records of a whole CSV file, read by the simplest possible code, without regard to speed. Tests compare the
/// parser with it. It shares no code with the parser.
package struct PlainCSV: Equatable, CustomStringConvertible {
    /// A record or a reject, with its place in the file.
    package struct Entry: Equatable {
        /// The line, from 1.
        package var line: Int
        /// The offset of the first byte.
        package var offset: Int
        /// The fields of a record; empty for a reject.
        package var fields: [[UInt8]] = []
        /// The reason of a reject, as in the label `reason`; empty for a record.
        package var reason = ""
        /// How many fields a reject had, if that is the reason.
        package var count = 0

        /// An entry as given.
        package init(line: Int, offset: Int, fields: [[UInt8]] = [], reason: String = "", count: Int = 0) {
            self.line = line
            self.offset = offset
            self.fields = fields
            self.reason = reason
            self.count = count
        }
    }

    /// The dialect of the file, and the limits of a record.
    package struct Form {
        /// The byte between fields.
        package var delimiter: UInt8 = 0x2C
        /// The byte around fields.
        package var quote: UInt8?
        /// The byte within quotes before a literal byte.
        package var escape: UInt8?
        /// Whether fields may have line ends, and whether blanks around cells are dropped.
        package var isMultiline = true, trims = false
        /// Whether further fields are ignored, and whether missing fields are empty.
        package var ignoresExtraFields = false, fillsMissingFields = false
        /// The bytes with which a comment line begins.
        package var comment: [UInt8] = []
        /// Limits, and the number of fields of the header.
        package var maximumBytes = 1 << 20, maximumFields = 1024, fieldCount = 1

        /// A comma, no quotes, one field.
        package init() {}
    }

    /// Records, in file order.
    package private(set) var records: [Entry] = []
    /// Rejects, in file order.
    package private(set) var rejects: [Entry] = []
    /// The number of the line behind the last line end.
    package private(set) var line = 1
    private var firstCount: Int?

    /// A result as given.
    package init(records: [Entry], rejects: [Entry], line: Int) {
        (self.records, self.rejects, self.line) = (records, rejects, line)
    }

    /// Reads a whole file from behind its header.
    package init(_ bytes: [UInt8], _ form: Form) {
        var at = 0
        while at < bytes.count {
            if bytes[at] == 0 { passNULs(bytes, &at) }
            if at == bytes.count { break }
            let isComment = !form.comment.isEmpty && bytes[at...].starts(with: form.comment)
            if isComment || isBlankLine(bytes, at, form) {
                passLine(bytes, &at)
            } else {
                readRecord(bytes, &at, form)
            }
        }
    }

    /// Whether records, rejects and the line behind them are equal.
    package static func == (left: PlainCSV, right: PlainCSV) -> Bool {
        left.records == right.records && left.rejects == right.rejects && left.line == right.line
    }

    /// All records and rejects, for messages.
    package var description: String {
        let all = records + rejects
        return all.map { entry in
            let fields = entry.fields.map { String(decoding: $0, as: UTF8.self).debugDescription }
            return "\(entry.line)@\(entry.offset) \(entry.reason)\(entry.count > 0 ? "(\(entry.count))" : "") "
                + fields.joined(separator: "|")
        }.joined(separator: "; ") + "; line \(line)"
    }

    private func isBlankLine(_ bytes: [UInt8], _ at: Int, _ form: Form) -> Bool {
        let rest = bytes[at...]
        let line = rest.prefix { !Self.isBreak($0) }
        if !form.trims || line.count > form.maximumBytes { return line.isEmpty }
        return line.allSatisfy { Self.isBlank($0) && $0 != form.delimiter }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

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

    /// Passes NULs before a line. They are a reject if other bytes follow.
    private mutating func passNULs(_ bytes: [UInt8], _ at: inout Int) {
        let start = at
        while at < bytes.count, bytes[at] == 0 { at += 1 }
        if at == bytes.count { return }
        rejects.append(Entry(line: line, offset: start, reason: "nul_bytes", count: at - start))
    }

    private mutating func readRecord(_ bytes: [UInt8], _ at: inout Int, _ form: Form) {
        let (start, firstLine) = (at, line)
        var record = Entry(line: line, offset: at)
        // A record that ends later than this has too many bytes.
        let last = start + form.maximumBytes
        while true {
            guard let field = readField(bytes, &at, form, last) else {
                (at, line) = (start, firstLine)
                rejects.append(Entry(line: line, offset: start, reason: "unclosed_quote"))
                return passLine(bytes, &at)
            }
            if at > last {
                // Quotes behind the last byte that the limit allows have no meaning.
                (at, line) = (start, firstLine)
                rejects.append(Entry(line: line, offset: start, reason: "record_too_long"))
                while at <= last {
                    if Self.isBreak(bytes[at]) { passBreak(bytes, &at) } else { at += 1 }
                }
                return passLine(bytes, &at)
            }
            record.fields.append(field)
            guard at < bytes.count, bytes[at] == form.delimiter else { break }
            at += 1
        }
        let count = record.fields.count
        firstCount = firstCount ?? count
        let extra = record.fields.dropFirst(form.fieldCount)
        let isTolerated =
            count < form.fieldCount
            ? form.fillsMissingFields
            : form.ignoresExtraFields || count == firstCount && extra.allSatisfy(\.isEmpty)
        if count > form.maximumFields {
            rejects.append(Entry(line: firstLine, offset: start, reason: "too_many_fields", count: count))
        } else if count == form.fieldCount || isTolerated {
            let missing = max(0, form.fieldCount - count)
            record.fields = record.fields.prefix(form.fieldCount) + Array(repeating: [], count: missing)
            records.append(record)
        } else {
            rejects.append(Entry(line: firstLine, offset: start, reason: "field_count", count: count))
        }
        if at < bytes.count { passBreak(bytes, &at) }
    }

    /// Reads a field up to its delimiter, the end of its line or the byte behind `last`. Nil if its quote is open
    /// there, or was never one.
    private mutating func readField(_ bytes: [UInt8], _ at: inout Int, _ form: Form, _ last: Int) -> [UInt8]? {
        func isReadable() -> Bool { at < bytes.count && at <= last }
        var field: [UInt8] = []
        var (rest, isQuoted, hasBreak): ([UInt8], Bool, Bool) = ([], false, false)
        if form.trims {
            let start = at
            while isReadable(), Self.isBlank(bytes[at]), bytes[at] != form.delimiter { at += 1 }
            if !isReadable() || bytes[at] != form.quote { at = start }
        }
        if isReadable(), bytes[at] == form.quote {
            isQuoted = true
            at += 1
            while true {
                if !isReadable() { return nil }
                if bytes[at] == form.quote {
                    at += 1
                    // A quote closes the field if no byte may be read behind the quote.
                    guard isReadable(), bytes[at] == form.quote else { break }
                } else if bytes[at] == form.escape {
                    at += 1
                    if !isReadable() { return nil }
                }
                if Self.isBreak(bytes[at]) {
                    if !form.isMultiline { return nil }
                    hasBreak = true
                    if !(bytes[at] == 0x0A && bytes[at - 1] == 0x0D) { line += 1 }
                }
                field.append(bytes[at])
                at += 1
            }
        }
        while isReadable(), bytes[at] != form.delimiter, !Self.isBreak(bytes[at]) {
            rest.append(bytes[at])
            at += 1
        }
        if form.trims {
            while let byte = rest.last, Self.isBlank(byte) { rest.removeLast() }
            if !isQuoted { rest = Array(rest.drop(while: Self.isBlank)) }
        }
        return hasBreak && !rest.isEmpty ? nil : field + rest
    }
}
