package import POSIX

/// Runs `body`, which reads the file at `path`. Turns its `SystemError` into a `FeedError` with this path.
func reading<Result>(_ path: String, _ body: () throws(SystemError) -> Result) throws(FeedError) -> Result {
    do {
        return try body()
    } catch {
        throw .unreadable(path: path, error)
    }
}

/// A file that cannot be used at all, and the reason.
package enum FeedError: Error, CustomStringConvertible {
    /// A system call failed.
    case unreadable(path: String, SystemError)
    /// The path is not a regular file; `kind` is a noun such as "a directory".
    case notAFile(path: String, kind: String)
    /// The file has only blank lines and comments.
    case empty(path: String, wanted: [String])
    /// The file has NUL bytes instead of a header.
    case binary(path: String)
    /// The header cannot be read; `found` is a noun.
    case badHeader(path: String, line: Int, found: String)
    /// The header does not have a column that the mapping uses.
    case missingColumn(path: String, line: Int, column: String, header: [String])
    /// The header has a column twice that the mapping uses.
    case repeatedColumn(path: String, line: Int, column: String)
    /// The file has a header, but no record that can be replayed.
    case noRecords(path: String)
    /// The process may not open more files.
    case tooManyFiles(path: String)
    /// No file matches the patterns of a source.
    case noFiles(source: String, patterns: [String])

    /// One sentence that begins with the file, or with the source if no file matches.
    package var description: String {
        switch self {
        case .unreadable(let path, let error):
            "\(path): cannot be read: got \(SystemError(call: error.call, code: error.code)); want a readable file"
        case .notAFile(let path, let kind):
            "\(path): cannot be replayed: got \(kind); want a regular file"
        case .empty(let path, let wanted):
            "\(path): is empty: want a header with \(listed(wanted)) and records below it"
        case .binary(let path):
            "\(path):1:1: cannot read a header: got a NUL byte; want a text file (UTF-8 or another ASCII superset)"
        case .badHeader(let path, let line, let found):
            "\(path):\(line): cannot read the header: got \(found); want one record of column names"
        case .missingColumn(let path, let line, let column, let header):
            "\(path):\(line): cannot find column \"\(column)\": got \(listed(header)); want a column of that name"
                + (delimiter(in: header, with: column).map { "; is the delimiter \"\($0)\"?" } ?? "")
        case .repeatedColumn(let path, let line, let column):
            "\(path):\(line): cannot choose column \"\(column)\": got it twice; want each mapped column once"
        case .noRecords(let path):
            "\(path): cannot be replayed: got no usable record below the header; want at least one record"
        case .tooManyFiles(let path):
            "\(path): cannot be followed: too many files are open; want fewer, or a higher limit (ulimit -n)"
        case .noFiles(let source, let patterns):
            "source \(source): cannot find a file: nothing matches \(listed(patterns)); want at least one file"
        }
    }

    /// The path of the file; nil if no file matches.
    package var path: String? {
        switch self {
        case .unreadable(let path, _), .notAFile(let path, _), .empty(let path, _), .binary(let path),
            .noRecords(let path), .tooManyFiles(let path),
            .badHeader(let path, _, _), .missingColumn(let path, _, _, _), .repeatedColumn(let path, _, _):
            path
        case .noFiles: nil
        }
    }

    /// A character that splits a header of one long column into columns, among them `column`; nil if no character does.
    private func delimiter(in header: [String], with column: String) -> String? {
        guard header.count == 1 else { return nil }
        let delimiters: [(Character, shown: String)] = [
            (",", ","), (";", ";"), ("\t", "\\t"), ("|", "|"), (":", ":"), (" ", " "),
        ]
        return delimiters.first { delimiter, _ in
            header[0].split(separator: delimiter, omittingEmptySubsequences: false).contains { $0 == column }
        }?.shown
    }

    private func listed(_ names: [String]) -> String {
        let shown = names.prefix(12).map { "\"\($0)\"" }.joined(separator: ", ")
        return names.count > 12 ? shown + ", …" : shown
    }
}
