import CSV
import Feed
import Schema
import TestSupport
import Testing

@testable import MappingFile

private func read(_ dialect: String) -> Result<Dialect, Faults> {
    let text = """
        sources:
          - name: s
            files: data.csv
            dialect: \(dialect)
            time: {column: t, format: unix}
            metrics: [{counter: x_total, help: X.}]
        """
    let folder = TemporaryDirectory()
    let path = folder.write("map.yml", text)
    return Result { () throws(Faults) in try ConfigurationReader.read(path).sources[0].feed.dialect }
}

private func changed(_ change: (inout Dialect) -> Void) -> Dialect {
    var dialect = Dialect()
    change(&dialect)
    return dialect
}

@Suite struct DialectTests {
    static let spelled: [(text: String, dialect: Dialect)] = [
        ("{}", Dialect()),
        ("{multiline: true, trim: false, encoding: utf-8, extra_fields: reject, missing_fields: reject}", Dialect()),
        (#"{delimiter: "\x01"}"#, changed { $0.delimiter = 1 }),
        (#"{delimiter: "\x1F"}"#, changed { $0.delimiter = 0x1F }),
        (#"{delimiter: "\t"}"#, changed { $0.delimiter = 9 }),
        ("{delimiter: tab}", changed { $0.delimiter = 9 }),
        (#"{delimiter: "|", quote: none}"#, changed { ($0.delimiter, $0.quote) = (0x7C, nil) }),
        (#"{escape: "\\"}"#, changed { $0.escape = 0x5C }),
        (#"{escape: '\'}"#, changed { $0.escape = 0x5C }),
        ("{multiline: false, trim: true}", changed { ($0.isMultiline, $0.trims) = (false, true) }),
        ("{skip_lines: 2, skip_after_header: 1}", changed { ($0.skipLines, $0.skipAfterHeader) = (2, 1) }),
        ("{skip_lines: header}", changed { $0.findsHeader = true }),
        (
            "{extra_fields: ignore, missing_fields: empty}",
            changed { ($0.ignoresExtraFields, $0.fillsMissingFields) = (true, true) }
        ),
        (
            "{encoding: latin-1, comment: '§'}",
            changed { ($0.encoding, $0.comment) = (.latin1, [0xA7]) }
        ),
        ("{encoding: windows-1252}", changed { $0.encoding = .windows1252 }),
    ]

    @Test(arguments: spelled)
    func `keys of a dialect have their meaning`(_ example: (text: String, dialect: Dialect)) throws {
        #expect(try read(example.text).get() == example.dialect)
    }

    static let refused: [(text: String, fault: String)] = [
        (#"{delimiter: "ab"}"#, #"4:26: cannot read "delimiter": got "ab"; want one ASCII character, or tab"#),
        (#"{delimiter: "\x01\x02"}"#, #"cannot read "delimiter": got "\x01\x02"; want one ASCII character, or tab"#),
        (#"{delimiter: "\n"}"#, #"cannot read "delimiter": got "\n"; want one ASCII character, or tab"#),
        (#"{escape: "\\\\"}"#, #"cannot read "escape": got "\\"; want one ASCII character, or tab"#),
        (
            #"{escape: "\""}"#,
            "4:15: cannot read fields: got one character for both escape and quote; want two "
                + "(a doubled quote within quotes needs no escape)"
        ),
        ("{escape: ','}", "cannot read fields: got one character for both escape and delimiter; want two"),
        (
            #"{quote: none, escape: "\\"}"#,
            #"cannot use "escape" with quote: none: it escapes within quotes; want one of the two"#
        ),
        ("{multiline: no}", #"cannot read "multiline": got "no"; want true or false"#),
        ("{trim: left}", #"cannot read "trim": got "left"; want true or false"#),
        (
            "{encoding: CP1252}",
            #"cannot use encoding "CP1252": got an unknown name; want utf-8, utf-16, latin-1 or windows-1252; "#
                + #"did you mean "windows-1252"?"#
        ),
        (
            "{encoding: latin1}",
            #"cannot use encoding "latin1": got an unknown name; want utf-8, utf-16, latin-1 or windows-1252; "#
                + #"did you mean "latin-1"?"#
        ),
        (
            "{skip_lines: heder}",
            #"cannot read "skip_lines": got "heder"; want a whole number of at least 0, or header"#
        ),
        ("{skip_lines: -1}", #"cannot read "skip_lines": got "-1"; want a whole number of at least 0, or header"#),
        (
            "{skip_after_header: -1}",
            #"cannot read "skip_after_header": got "-1"; want a whole number of at least 0"#
        ),
        (
            "{header: [t, a], skip_lines: header}",
            #"4:31: cannot use skip_lines: header with "header": got names for a file without a header line; "#
                + "want one of the two"
        ),
        (
            "{header: [t, a], skip_after_header: 1}",
            #"cannot use "skip_after_header" with "header": the file has no header line; want skip_lines: N"#
        ),
        (
            "{header: [t, a, a], extra_fields: ignore}",
            #"4:34: cannot use "extra_fields": got the name "a" twice in "header"; want each name once"#
        ),
        (
            "{extra_fields: ignored}",
            #"cannot use extra_fields "ignored": got an unknown name; want reject or ignore; did you mean "ignore"?"#
        ),
        (
            "{missing_fields: ignore}",
            #"cannot use missing_fields "ignore": got an unknown name; want reject or empty"#
        ),
        ("{escpe: x}", #"did you mean "escape"?"#),
    ]

    @Test(arguments: refused)
    func `a wrong value and a contradiction give one sentence`(_ example: (text: String, fault: String)) {
        switch read(example.text) {
        case .success: Issue.record("\(example.text) is accepted")
        case .failure(let faults):
            #expect(faults.lines.count == 1)
            #expect(faults.lines[0].hasSuffix(example.fault), "\(faults)")
        }
    }
}
