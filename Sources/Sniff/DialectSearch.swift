import Bytes
import CSV

/// Finds the dialect under which most lines have the same number of fields, and the fields look like data.
struct DialectSearch {
    /// A dialect with what the first lines are under it.
    struct Candidate {
        var dialect = Dialect()
        var score = 0.0
        /// The number of fields of a record.
        var width = 0
        /// The rows before the body that have as many fields, and the body's first ones.
        var rows: [Row] = []
        /// The index in `rows` of the first row of the body.
        var body = 0
        /// The share of the body's records that have `width` fields.
        var share = 0.0
        var records = 0
    }

    /// A record among the first lines.
    struct Row {
        var line: Int
        var cells: [ByteRange]
        /// Where its bytes begin in the text.
        var start: Int
        var isComment = false
    }

    static let mostLines = 400
    static let mostBytes = 1 << 18
    static let delimiters: [UInt8] = [
        UInt8(ascii: ","), UInt8(ascii: ";"), 0x09, UInt8(ascii: "|"), 0x20, UInt8(ascii: "^"), UInt8(ascii: "~"), 0x01,
        0x1F,
    ]

    /// The first lines.
    let text: [UInt8]
    private(set) var candidates: [Candidate] = []

    /// Tries every dialect on the first lines of `bytes`, which are UTF-8.
    init(_ bytes: [UInt8], told: UInt8?) {
        text = Self.firstLines(bytes)
        let quotes = Self.quotes(text)
        let hasEscapes = Self.hasEscapes(text)
        let comments: [[UInt8]] = Self.hasComments(text) ? [[], [UInt8(ascii: "#")]] : [[]]
        for delimiter in told.map({ [$0] }) ?? Self.delimiters where text.contains(delimiter) {
            for quote in quotes {
                for comment in comments {
                    var dialect = Dialect()
                    dialect.trims = quote != nil && Self.hasBlanksBeforeQuotes(text, delimiter, quote)
                    if quote != nil && hasEscapes { dialect.escape = UInt8(ascii: "\\") }
                    dialect.delimiter = delimiter
                    dialect.quote = quote
                    dialect.comment = comment
                    dialect.maximumFields = 1 << 17
                    if delimiter == 0x20 && !Self.isSingle(text) { continue }
                    consider(dialect)
                }
            }
        }
        candidates.sort { $0.score > $1.score }
    }

    private static func firstLines(_ bytes: [UInt8]) -> [UInt8] {
        var (end, lines) = (0, 0)
        let limit = min(bytes.count, mostBytes)
        while end < limit && lines < mostLines {
            if bytes[end] == 0x0A || bytes[end] == 0x0D && !(end + 1 < limit && bytes[end + 1] == 0x0A) { lines += 1 }
            end += 1
        }
        // Half a line is no record, unless it is the only one.
        if end == limit && limit < bytes.count, let last = bytes[..<end].lastIndex(of: 0x0A) { end = last + 1 }
        return Array(bytes[..<end])
    }

    /// The quotes to try: `"` or none where the file has it, `'` if fields are closed by it.
    private static func quotes(_ text: [UInt8]) -> [UInt8?] {
        var singles = 0
        for index in text.indices.dropFirst() where text[index] == UInt8(ascii: "'") {
            let before = text[index - 1]
            if before == 0x0A || delimiters.contains(before) { singles += 1 }
        }
        let double = UInt8(ascii: "\"")
        if singles > 2 && !text.contains(double) { return [UInt8(ascii: "'"), double] }
        return text.contains(double) ? [double, nil] : [double]
    }

    /// Whether quotes within quotes are written `\"`, and not before a delimiter, where a path may end.
    private static func hasEscapes(_ text: [UInt8]) -> Bool {
        for index in text.indices.dropFirst().dropLast()
        where text[index] == UInt8(ascii: "\"") && text[index - 1] == UInt8(ascii: "\\") {
            let next = text[index + 1]
            if next != 0x0A && next != 0x0D && !delimiters.contains(next) || next == 0x20 { return true }
        }
        return false
    }

    /// Whether quotes are behind a delimiter and blanks, so that only a dialect that trims reads them.
    private static func hasBlanksBeforeQuotes(_ text: [UInt8], _ delimiter: UInt8, _ quote: UInt8?) -> Bool {
        if delimiter == 0x20 || delimiter == 0x09 { return false }
        for index in text.indices.dropFirst(2)
        where text[index] == quote && text[index - 1] == 0x20 && text[index - 2] == delimiter {
            return true
        }
        return false
    }

    private static func hasComments(_ text: [UInt8]) -> Bool {
        var isStart = true
        for byte in text {
            if isStart && byte == UInt8(ascii: "#") { return true }
            isStart = byte == 0x0A || byte == 0x0D
        }
        return false
    }

    /// Whether blanks may be delimiters: columns that are filled up with blanks have no single delimiter.
    private static func isSingle(_ text: [UInt8]) -> Bool {
        var (pairs, blanks) = (0, 0)
        for index in text.indices.dropFirst() where text[index] == 0x20 {
            blanks += 1
            if text[index - 1] == 0x20 { pairs += 1 }
        }
        return pairs * 20 < blanks
    }

    private mutating func consider(_ dialect: Dialect) {
        var bytes = text
        var walk = RecordWalk(dialect: dialect)
        var (rows, broken): ([Row], Int) = ([], 0)
        loop: while true {
            let (line, start) = (Int(walk.line), walk.at)
            switch walk.step(&bytes) {
            case .record: rows.append(Row(line: line, cells: walk.fields, start: start))
            case .comment: rows.append(Row(line: line, cells: [], start: start, isComment: true))
            case .broken: broken += 1
            case .blank: break
            case .end: break loop
            }
        }
        let records = rows.count { !$0.isComment }
        guard records > 0 else { return }
        var found = Candidate(dialect: dialect)
        found.width = Self.commonWidth(rows)
        guard found.width >= 2 else { return }
        found.body = Self.bodyStart(rows, found.width)
        let body = rows[found.body...].filter { !$0.isComment }
        let whole = body.count { $0.cells.count == found.width }
        found.records = body.count
        found.share = Double(whole) / Double(max(1, body.count + broken))
        let isLine = Double(body.count) / Double(max(1, records + broken))
        var score = found.share * found.share * cellScore(bytes.span, body, dialect) * (0.6 + 0.4 * isLine)
        if dialect.delimiter == 0x20 { score *= Self.cutsTimes(bytes.span, body) ? 0.2 : 0.85 }
        score *= 1 + 0.02 * Double(min(found.width, 10))
        // Of two dialects that read the same, the common one.
        if dialect.quote == nil { score *= 0.999 }
        // Lines with `#` are comments if they are few.
        if !dialect.comment.isEmpty { score *= (rows.count - records) * 5 > rows.count ? 0.5 : 1.001 }
        found.score = score
        found.rows = rows
        candidates.append(found)
    }

    /// Whether blanks cut most records of another delimiter within a time: `2025-01-01` and `00:00:00,1.5`.
    private static func cutsTimes(_ bytes: Span<UInt8>, _ body: [Row]) -> Bool {
        var cut = 0
        for row in body {
            let isCut = row.cells.indices.dropFirst().contains { index in
                let cell = row.cells[index].range
                // Two digits and a colon, and later the other delimiter.
                guard cell.count > 5, bytes[cell.lowerBound + 2] == UInt8(ascii: ":") else { return false }
                return CellKind(bytes, row.cells[index - 1].range).isTyped
                    && cell.contains { [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09].contains(bytes[$0]) }
            }
            if isCut { cut += 1 }
        }
        return cut * 2 > body.count
    }

    /// The commonest number of fields in the last two thirds of the records.
    private static func commonWidth(_ rows: [Row]) -> Int {
        let records = rows.filter { !$0.isComment }
        var widths: [(width: Int, count: Int)] = []
        for row in records[(records.count / 3)...] {
            let width = row.cells.count
            if let index = widths.firstIndex(where: { $0.width == width }) {
                widths[index].count += 1
            } else if widths.count < 64 {
                widths.append((width, 1))
            }
        }
        var best = (width: 0, count: 0)
        for found in widths where found.count > best.count || found.count == best.count && found.width > best.width {
            best = found
        }
        return best.width
    }

    /// The index of the first row from which on `width` holds for four records, or for all that are left.
    private static func bodyStart(_ rows: [Row], _ width: Int) -> Int {
        for start in rows.indices where rows[start].cells.count == width {
            var (at, seen) = (start, 0)
            while at < rows.count && seen < 4 && (rows[at].isComment || rows[at].cells.count == width) {
                if !rows[at].isComment { seen += 1 }
                at += 1
            }
            if seen == 4 || at == rows.count { return start }
        }
        return rows.firstIndex { $0.cells.count == width } ?? 0
    }

    /// The mean over cells of at most 100 records: how much a cell looks like data.
    private func cellScore(_ bytes: Span<UInt8>, _ body: [Row], _ dialect: Dialect) -> Double {
        var (sum, count) = (0.0, 0)
        let step = max(1, body.count / 100)
        for index in stride(from: body.count > 1 ? 1 : 0, to: body.count, by: step) {
            for cell in body[index].cells.prefix(200) {
                switch CellKind(bytes, cell.range) {
                case .empty, .missing, .number, .time: sum += 1
                case .text: sum += hasOtherDelimiter(bytes, cell.range, dialect.delimiter) ? 0.1 : 0.8
                }
                count += 1
            }
        }
        return count == 0 ? 0 : sum / Double(count)
    }

    private func hasOtherDelimiter(_ bytes: Span<UInt8>, _ range: Range<Int>, _ delimiter: UInt8) -> Bool {
        for index in range {
            switch bytes[index] {
            case UInt8(ascii: ","), UInt8(ascii: ";"), 0x09, UInt8(ascii: "|"), UInt8(ascii: "\""):
                if bytes[index] != delimiter { return true }
            default: break
            }
        }
        return false
    }
}
