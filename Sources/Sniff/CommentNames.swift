import Bytes
import CSV

/// The names of the columns in the last comment above the records that has as many: `# time,value`, `#Fields: date
/// time`, or `#fields` and a tab, which kinds may follow.
struct CommentNames {
    /// The names. The last one is empty where each line ends with a delimiter.
    let names: [String]
    /// The line of the comment, from 1.
    let line: Int
    /// Whether the comment is one of W3C's log format, whose times are in UTC if no other comment says Local.
    let isServerLog: Bool

    /// Reads the comments in `text`, the beginning of the file. Nil without such names, or if a line below them has as
    /// many cells as the records.
    init?(_ text: [UInt8], _ found: DialectSearch.Candidate) {
        guard !found.dialect.comment.isEmpty else { return nil }
        let above = found.rows[..<found.body]
        for row in above.reversed() {
            if !row.isComment {
                if row.cells.count == found.width { return nil }
                continue
            }
            guard let (names, isFields) = Self.names(text, from: row.start + 1, found) else { continue }
            let isLocal = above.contains { text[$0.start...].starts(with: "#Time Format: Local".utf8) }
            (self.names, line, isServerLog) = (names, row.line, isFields && !isLocal)
            return
        }
        return nil
    }

    private static func names(
        _ text: [UInt8], from first: Int, _ found: DialectSearch.Candidate
    ) -> (names: [String], isFields: Bool)? {
        var (bytes, start, isFields) = (text, first, false)
        let mark = UInt8(ascii: "#")
        while start < bytes.count && (bytes[start] == 0x20 || bytes[start] == mark) { start += 1 }
        for word in ["Fields:", "fields:", "fields\t"] where bytes[start...].starts(with: word.utf8) {
            start += word.utf8.count
            isFields = word.utf8.last == UInt8(ascii: ":")
            while start < bytes.count && bytes[start] == 0x20 { start += 1 }
        }
        var dialect = found.dialect
        dialect.comment = []
        var walk = RecordWalk(dialect: dialect, at: start)
        var step = walk.step(&bytes)
        if isFields, walk.fields.count != found.width {
            // Web caches divide the names by blanks, and the records by tabs.
            dialect.delimiter = 0x20
            walk = RecordWalk(dialect: dialect, at: start)
            step = walk.step(&bytes)
        }
        guard case .record = step, walk.fields.count == found.width else { return nil }
        var cells = walk.fields.map { String(decoding: bytes[$0.range], as: UTF8.self) }
        // A column may be named `#`, and each name may have the mark.
        if cells[0].isEmpty { cells[0] = "#" }
        if cells.dropFirst().allSatisfy({ $0.isEmpty || $0.utf8.first == mark }) {
            cells = cells.map { $0 == "#" ? $0 : String($0.drop { $0 == "#" }) }
        }
        guard Set(cells).count == cells.count, !cells.dropLast().contains("") else { return nil }
        return (cells, isFields)
    }
}
