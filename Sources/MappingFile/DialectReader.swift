import CSV
import Schema
import Text
import YAML

extension ConfigurationReader {
    /// Reads `dialect:` and `limits:` of a source.
    mutating func readDialect(_ fields: Fields) -> (dialect: Dialect, labelBytes: Int) {
        var dialect = Dialect()
        if let node = fields.node("dialect"), let keys = Fields(node, .dialect, &faults) {
            readMarks(keys, &dialect)
            readLines(keys, &dialect)
            readTolerance(keys, &dialect)
            let encoding = readEncoding(keys)
            (dialect.encoding, dialect.isUTF16) = (encoding.ofCells, encoding == .utf16)
            if let comment = keys.text("comment", &faults) { dialect.comment = dialect.encoding.bytes(comment) ?? [] }
        }
        var labelBytes = 1024
        if let node = fields.node("limits"), let keys = Fields(node, .limits, &faults) {
            dialect.maximumRecordBytes =
                keys.integer("record_bytes", atLeast: 16, &faults) ?? dialect.maximumRecordBytes
            dialect.maximumFields = keys.integer("fields", atLeast: 1, &faults) ?? dialect.maximumFields
            labelBytes = keys.integer("label_bytes", atLeast: 1, &faults) ?? labelBytes
        }
        return (dialect, labelBytes)
    }

    private mutating func readEncoding(_ keys: Fields) -> WrittenEncoding {
        guard let node = keys.node("encoding"), let text = keys.text("encoding", &faults) else { return .utf8 }
        if let encoding = WrittenEncoding(rawValue: text) { return encoding }
        if let meant = WrittenEncoding(alias: text) {
            let names = alternatives(WrittenEncoding.allCases.map(\.rawValue))
            faults.add(
                node.mark,
                "cannot use encoding \"\(text)\": got an unknown name; want \(names); "
                    + "did you mean \"\(meant.rawValue)\"?")
        } else {
            faults.add(node.mark, unknown: text, as: "encoding", among: WrittenEncoding.allCases.map(\.rawValue))
        }
        return .utf8
    }

    /// Reads the bytes with a meaning, and how cells are cut.
    private mutating func readMarks(_ keys: Fields, _ dialect: inout Dialect) {
        if let delimiter = keys.asciiCharacter("delimiter", &faults) { dialect.delimiter = delimiter }
        if keys.node("quote") != nil {
            dialect.quote = keys.text("quote", &faults) == "none" ? nil : keys.character("quote", &faults)
        }
        dialect.escape = keys.character("escape", &faults)
        dialect.isMultiline = keys.boolean("multiline", &faults) ?? true
        dialect.trims = keys.boolean("trim", &faults) ?? false
        if dialect.quote == dialect.delimiter {
            faults.add(
                keys.mark(of: "quote"), "cannot read fields: got one character for both quote and delimiter; want two")
        }
        guard let escape = dialect.escape else { return }
        if keys.node("quote") != nil && dialect.quote == nil {
            faults.add(
                keys.mark(of: "escape"),
                "cannot use \"escape\" with quote: none: it escapes within quotes; want one of the two")
        } else if escape == dialect.quote || escape == dialect.delimiter {
            let other = escape == dialect.quote ? "quote" : "delimiter"
            faults.add(
                keys.mark(of: "escape"),
                "cannot read fields: got one character for both escape and \(other); want two"
                    + (other == "quote" ? " (a doubled quote within quotes needs no escape)" : ""))
        }
    }

    /// Reads where the header and the records are.
    private mutating func readLines(_ keys: Fields, _ dialect: inout Dialect) {
        if let text = keys.text("skip_lines", &faults) {
            if text == "header" {
                dialect.findsHeader = true
            } else if let lines = Int(text), lines >= 0 {
                dialect.skipLines = lines
            } else {
                faults.add(
                    keys.node("skip_lines")?.mark,
                    "cannot read \"skip_lines\": got \"\(text)\"; want a whole number of at least 0, or header")
            }
        }
        dialect.skipAfterHeader = keys.integer("skip_after_header", atLeast: 0, &faults) ?? 0
        guard let header = keys.texts("header", &faults) else { return }
        dialect.header = header.map(\.text)
        if dialect.findsHeader {
            faults.add(
                keys.mark(of: "skip_lines"),
                "cannot use skip_lines: header with \"header\": got names for a file without a header line; "
                    + "want one of the two")
        }
        if dialect.skipAfterHeader > 0 {
            faults.add(
                keys.mark(of: "skip_after_header"),
                "cannot use \"skip_after_header\" with \"header\": the file has no header line; want skip_lines: N")
        }
    }

    /// Reads what happens to records with another number of fields than the header.
    private mutating func readTolerance(_ keys: Fields, _ dialect: inout Dialect) {
        dialect.ignoresExtraFields = keys.choice("extra_fields", of: ExtraFields.self, &faults) == .ignore
        dialect.fillsMissingFields = keys.choice("missing_fields", of: MissingFields.self, &faults) == .empty
        guard keys.node("extra_fields") != nil, let names = dialect.header else { return }
        if let name = names.first(where: { name in names.count { $0 == name } > 1 }) {
            faults.add(
                keys.mark(of: "extra_fields"),
                "cannot use \"extra_fields\": got the name \"\(name)\" twice in \"header\"; want each name once")
        }
    }
}

/// What happens to a record with more fields than the header.
private enum ExtraFields: String, CaseIterable { case reject, ignore }

/// What happens to a record with fewer fields than the header.
private enum MissingFields: String, CaseIterable { case reject, empty }

/// The values of `encoding`.
private enum WrittenEncoding: String, CaseIterable {
    case utf8 = "utf-8"
    case utf16 = "utf-16"
    case latin1 = "latin-1"
    case windows1252 = "windows-1252"

    /// The encoding that programs call by another name, in any case.
    init?(alias: String) {
        switch alias.lowercased() {
        case "utf-8", "utf8", "utf-8-sig", "ascii", "us-ascii": self = .utf8
        case "utf-16", "utf16", "utf-16le", "utf-16be", "unicode": self = .utf16
        case "latin-1", "latin1", "iso-8859-1", "iso8859-1", "l1": self = .latin1
        case "windows-1252", "cp1252", "cp-1252", "win-1252", "ansi": self = .windows1252
        default: return nil
        }
    }

    /// The encoding of the cells when they are parsed: UTF-16 is decoded before.
    var ofCells: Encoding {
        switch self {
        case .utf8, .utf16: .utf8
        case .latin1: .latin1
        case .windows1252: .windows1252
        }
    }
}
