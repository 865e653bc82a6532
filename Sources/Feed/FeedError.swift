import CSV
package import POSIX

/// Runs `body`, which reads the file at `path`. Turns its `SystemError` into a `FeedError` with this path.
func reading<Result>(_ path: String, _ body: () throws(SystemError) -> Result) throws(FeedError) -> Result {
    do {
        return try body()
    } catch {
        throw FeedError(path, error)
    }
}

/// A file that cannot be used at all, and the reason.
package indirect enum FeedError: Error, CustomStringConvertible {
    /// A system call failed.
    case unreadable(path: String, SystemError)
    /// The path is not a regular file; `kind` is a noun such as "a directory".
    case notAFile(path: String, kind: String)
    /// The file has only blank lines and comments.
    case empty(path: String, wanted: [String])
    /// The file has NUL bytes instead of a header.
    case binary(path: String, mayBeUTF16: Bool)
    /// The file begins like a file of another kind; `kind` is a noun such as "a zip archive".
    case foreign(path: String, kind: String)
    /// The content of the file ends within its header; `found` is a noun.
    case damaged(path: String, found: String)
    /// A followed file is gzip.
    case compressed(path: String)
    /// The decoded content of the file has no room in `folder`.
    case noRoom(path: String, folder: String, SystemError)
    /// The name of the file is not UTF-8; `path` has U+FFFD for the bytes that are not.
    case badName(path: String)
    /// The header cannot be read; `found` is a noun.
    case badHeader(path: String, line: Int, found: String)
    /// The file has no line with the names that the mapping uses, though its dialect says that there is one.
    case noHeader(path: String, wanted: [String])
    /// The header does not have a column that the mapping uses.
    case missingColumn(path: String, line: Int, column: String, header: [String])
    /// The header has a column twice that the mapping uses.
    case repeatedColumn(path: String, line: Int, column: String)
    /// The header has a column with a name that `unpivot` gives to another column.
    case hiddenColumn(path: String, line: Int, column: String)
    /// The name of the file does not have the pattern of a date.
    case undated(path: String, name: String, pattern: String)
    /// The file has a header, but no record that can be replayed.
    case noRecords(path: String)
    /// The process may not open more files.
    case tooManyFiles(path: String)
    /// Another name of the source, `other`, leads to the same records without compression.
    case duplicate(path: String, other: String)
    /// No file matches the patterns of a source.
    case noFiles(source: String, patterns: [String])
    /// A source has several files, and none of them can be used; `first` is the fault of the first file.
    case noUsableFile(source: String, count: Int, first: FeedError)

    /// A system call failed for the file at `path`.
    init(_ path: String, _ error: SystemError) {
        // A folder lists a name that is not UTF-8 with U+FFFD, and no file has that name.
        let isRepaired = error.isMissing && path.unicodeScalars.contains("\u{FFFD}")
        self = isRepaired ? .badName(path: path) : .unreadable(path: path, error)
    }

    /// One sentence that begins with the file, or with the source if no file matches. It may have control characters
    /// from names: whoever prints it escapes them.
    package var description: String {
        switch self {
        case .unreadable(let path, let error):
            "\(path): cannot be read: got \(error.reason); want a readable file"
        case .notAFile(let path, let kind):
            "\(path): cannot be replayed: got \(kind); want a regular file"
        case .empty(let path, let wanted):
            "\(path): is empty: want a header\(wanted.isEmpty ? "" : " with \(listed(wanted))") and records below it"
        case .binary(let path, let mayBeUTF16):
            "\(path):1:1: cannot read a header: got a NUL byte; want a text file"
                + (mayBeUTF16 ? "; is it UTF-16? (dialect: {encoding: utf-16})" : " (UTF-8 or another ASCII superset)")
        case .foreign(let path, let kind):
            "\(path): cannot be read as text: got \(kind); want a CSV file\(FileKind.wayOut(of: kind))"
        case .damaged(let path, let found):
            "\(path): cannot read a header: got \(found); want a whole file"
        case .compressed(let path):
            "\(path): is not followed: got a gzip file, which does not grow; want mode: replay to read it"
        case .noRoom(let path, let folder, let error):
            "\(path): cannot be put in event-time order: got \(error.reason) in "
                + "\(folder); want room for the decoded file there, or another folder in TMPDIR"
        case .badName(let path):
            "\(path): cannot be opened: got a name that is not UTF-8; want the file under another name"
        case .badHeader(let path, let line, let found):
            "\(path):\(line): cannot read the header: got \(found); want one record of column names"
        case .noHeader(let path, let wanted):
            "\(path): cannot find the header: got no line with \(listed(wanted)) among the first "
                + "\(HeaderReader.mostLines); want one (skip_lines: header)"
        case .missingColumn(let path, let line, let column, let header):
            "\(path):\(line): cannot find column \"\(column)\": got \(listed(header)); "
                + "want a column of that name"
                + (delimiter(in: header, with: column).map { "; is the delimiter \"\($0)\"?" } ?? "")
        case .repeatedColumn(let path, let line, let column):
            "\(path):\(line): cannot choose column \"\(column)\": got it twice; want each mapped column once"
        case .hiddenColumn(let path, let line, let column):
            "\(path):\(line): cannot unpivot: got a column \"\(column)\" in the file, too; want another name "
                + "for label or value"
        case .undated(let path, let name, let pattern):
            "\(path): cannot find the date of the file: got the name \"\(name.split(separator: "/").last ?? "")\"; "
                + "want a name such as \"\(pattern)\" (time: date: file)"
        case .noRecords(let path):
            "\(path): cannot be replayed: got no usable record below the header; want at least one record"
        case .tooManyFiles(let path):
            "\(path): cannot be followed: too many files are open; want fewer, or a higher limit (ulimit -n)"
        case .duplicate(let path, let other):
            "\(path): is not read: got \(other) beside it, which is the same file before compression"
        case .noUsableFile(let source, let count, let first):
            "source \(source): cannot find a usable file: got \(count) files, none of them usable; the first: \(first)"
        case .noFiles(let source, let patterns):
            "source \(source): cannot find a file: nothing matches \(listed(patterns)); want at least one file"
        }
    }

    /// The path of the file; nil if no file matches.
    package var path: String? {
        switch self {
        case .unreadable(let path, _), .notAFile(let path, _), .empty(let path, _), .binary(let path, _),
            .noRecords(let path), .tooManyFiles(let path), .foreign(let path, _), .badName(let path),
            .duplicate(let path, _), .damaged(let path, _), .compressed(let path), .noRoom(let path, _, _),
            .noHeader(let path, _), .undated(let path, _, _),
            .badHeader(let path, _, _), .missingColumn(let path, _, _, _), .repeatedColumn(let path, _, _),
            .hiddenColumn(let path, _, _):
            path
        case .noFiles, .noUsableFile: nil
        }
    }

    /// The name of the source, if the fault is that of a whole source.
    package var source: String? {
        switch self {
        case .noFiles(let source, _), .noUsableFile(let source, _, _): source
        default: nil
        }
    }

    /// The reason for which the file is passed over beside others; nil if the fault is not a file's.
    package var skipReason: SkipReason? {
        switch self {
        case .unreadable, .badName: .unreadable
        case .notAFile: .notAFile
        case .empty: .empty
        case .binary, .foreign: .notText
        case .badHeader, .noHeader, .missingColumn, .repeatedColumn, .hiddenColumn: .header
        case .tooManyFiles: .tooManyFiles
        case .undated: .name
        case .duplicate: .duplicate
        case .damaged: .damaged
        case .compressed: .compressed
        case .noRecords, .noFiles, .noUsableFile, .noRoom: nil
        }
    }

    /// A character that splits a header of one long column into columns, among them `column`; nil if no character does.
    private func delimiter(in header: [String], with column: String) -> String? {
        guard header.count == 1 else { return nil }
        let delimiters: [Character] = [",", ";", "\t", "|", ":", " ", "\u{1}", "\u{1F}"]
        return delimiters.first { delimiter in
            header[0].split(separator: delimiter, omittingEmptySubsequences: false).contains { $0 == column }
        }.map { String($0) }
    }

    private func listed(_ names: [String]) -> String {
        let first = names.prefix(12).map { "\"\($0)\"" }.joined(separator: ", ")
        return names.count > 12 ? first + ", …" : first
    }
}
