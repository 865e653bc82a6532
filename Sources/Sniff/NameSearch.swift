import Bytes
import CSV

/// Finds the row with the names of the columns, and where the records begin.
struct NameSearch {
    /// Nil if the file has no names.
    private(set) var names: [String]?
    /// Whether the names are in a comment: a mapping must repeat them.
    private(set) var isComment = false
    /// Whether the line with the names has one less than the records have fields: a mapping must repeat them.
    private(set) var isShort = false
    /// Whether the line with the names has more than most records have fields, because these lack their last ones.
    private(set) var isLong = false
    /// Whether names have blanks around them.
    private(set) var hasBlanks = false
    /// Whether there is a name that the records do not prove.
    private(set) var isGuess = false
    /// Whether the names are in a comment of W3C's log format, and the times in UTC.
    private(set) var isServerLog = false
    /// How many lines are before the names, or before the records if there are none.
    private(set) var skipLines = 0
    /// How many lines behind the names are no records.
    private(set) var skipAfterHeader = 0
    /// The cells of the row behind the names, if it has units.
    private(set) var units: [String] = []

    private let found: DialectSearch.Candidate
    private let text: [UInt8]
    /// For each column: whether most of its cells are numbers, and whether most are numbers or times.
    private var isNumber: [Bool] = []
    private var isTyped: [Bool] = []

    /// The first rows may be names, titles or units.
    private static let mostRows = 12

    /// Searches the first rows of `bytes` under a dialect.
    init(_ bytes: [UInt8], _ found: DialectSearch.Candidate) {
        self.found = found
        var bytes = bytes
        // Quotes are removed in place when a record is walked over.
        var walk = RecordWalk(dialect: found.dialect)
        for _ in found.rows { _ = Self.nextRow(&walk, &bytes) }
        text = bytes
        judgeColumns()
        if let comment = CommentNames(text, found) {
            (names, isComment) = (comment.names, true)
            (skipLines, isServerLog) = (comment.line - 1, comment.isServerLog)
        } else {
            takeRow()
        }
        if names == nil { takeLong() }
        if !isBlank(found.dialect.delimiter) { trimNames() }
    }

    /// Takes the blanks around names away. A delimiter that is a blank would be taken away with them.
    private mutating func trimNames() {
        names = names?.map { name in
            let bytes = Array(name.utf8)
            let range = trimmed(bytes.span, bytes.indices)
            if range.count < bytes.count { hasBlanks = true }
            return String(decoding: bytes[range], as: UTF8.self)
        }
    }

    private static func nextRow(_ walk: inout RecordWalk, _ bytes: inout [UInt8]) -> Bool {
        while true {
            switch walk.step(&bytes) {
            case .record, .comment: return true
            case .end: return false
            case .blank, .broken: break
            }
        }
    }

    private var rows: [DialectSearch.Row] { found.rows }

    /// What a cell looks like. A name may have an offset, as `time +02:00` has: it is no time.
    private func kind(_ cell: ByteRange) -> CellKind {
        let kind = CellKind(text.span, cell.range)
        if kind != .time { return kind }
        return TimeText.formats(text.span, trimmedWidely(text.span, cell.range)).isEmpty ? .text : .time
    }

    /// Whether no column has numbers or times.
    var isAllText: Bool { !isTyped.contains(true) }

    private mutating func judgeColumns() {
        isNumber = Array(repeating: false, count: found.width)
        isTyped = isNumber
        let body = rows[min(found.body + 1, rows.count - 1)...].filter {
            !$0.isComment && $0.cells.count == found.width
        }
        let last = body.suffix(max(1, body.count * 2 / 3))
        let step = max(1, last.count / 60)
        for column in 0..<found.width {
            var (numbers, typed, filled) = (0, 0, 0)
            for index in stride(from: last.startIndex, to: last.endIndex, by: step) {
                let kind = kind(last[index].cells[column])
                if kind == .empty || kind == .missing { continue }
                filled += 1
                if kind == .number { numbers += 1 }
                if kind.isTyped { typed += 1 }
            }
            isNumber[column] = filled > 0 && numbers * 5 >= filled * 4
            isTyped[column] = filled > 0 && typed * 5 >= filled * 4
        }
    }

    private func isSame(_ one: DialectSearch.Row, _ other: DialectSearch.Row) -> Bool {
        for (left, right) in zip(one.cells, other.cells) {
            if !equal(text.span, left.range, text.span, right.range) { return false }
        }
        return true
    }

    private mutating func takeRow() {
        let last = min(rows.count, found.body + Self.mostRows)
        var best: (index: Int, distinct: Int)?
        var end = found.body
        var (isBehind, isApart) = (false, false)
        for index in 0..<last where !rows[index].isComment {
            let row = rows[index]
            // Lines of another kind, or a blank one, are between a title or facts about the file and the names.
            if row.cells.count != found.width || index > 0 && row.isBehindBlankLine(text) { isApart = true }
            if row.cells.count != found.width && (row.cells.count != found.width - 1 || found.width == 2) { continue }
            // `;;;;` between a title and the names, as spreadsheets write blank lines.
            if row.cells.allSatisfy({ $0.count == 0 }) { continue }
            if best != nil && row.hasWidths(text) { continue }
            if isNames(row) {
                // A title may say when the file was made: names have no time, unless many have one.
                let times = row.cells.count { kind($0) == .time }
                let distinct = distinctTexts(row) - (times < 5 ? times : 0)
                if distinct > (best?.distinct ?? 0) - (isApart ? 1 : 0) { (best, isApart) = ((index, distinct), false) }
                if isAllText { break }
            } else if lacksTime(row) {
                continue
            } else if index >= found.body || !isBlankOrUnits(row) || best == nil {
                if index >= found.body { isBehind = true }
                end = index
                if isBehind { break }
            }
        }
        guard let best, best.index < max(end, 1) || !isBehind || end > best.index else {
            skipLines = rows.isEmpty ? 0 : rows[found.body].line - 1
            return
        }
        let row = rows[best.index]
        let cells = row.cells.map { String(decoding: text[$0.range], as: UTF8.self) }
        (names, skipLines) = (cells, row.line - 1)
        let behind =
            isBehind
            ? rows[(best.index + 1)..<max(end, best.index + 1)].filter { !$0.isComment }
                .prefix { !isFrayedRecord($0) } : []
        skipAfterHeader = behind.count
        units = behind.first.map { row in row.cells.map { String(decoding: text[$0.range], as: UTF8.self) } } ?? []
        if row.cells.count < found.width { nameMissing(behind: found.body, names: cells) }
    }

    /// Names the one column that has none, unless it is an empty one at the end. R and pandas write row names, which
    /// come first, without a name. The reader of headers cannot do this, so that all names become the mapping's.
    private mutating func nameMissing(behind first: Int, names short: [String]) {
        let records = rows[first...].filter { !$0.isComment && $0.cells.count == found.width }
        if records.allSatisfy({ $0.cells[found.width - 1].count == 0 }) { return }
        isShort = true
        (skipLines, skipAfterHeader) = (skipLines + 1 + skipAfterHeader, 0)
        var texts: Set<String> = []
        for record in records { texts.insert(String(decoding: text[record.cells[0].range], as: UTF8.self)) }
        let beginsWithTimes = records.count { kind($0.cells[0]) == .time } * 2 > records.count
        isGuess = beginsWithTimes || texts.count < records.count
        var name = beginsWithTimes ? "c\(found.width)" : "row"
        while short.contains(name) { name += "_" }
        names = beginsWithTimes ? short + [name] : [name] + short
    }

    /// Takes a line with more names than most records have fields: loggers write constants in the first record only.
    private mutating func takeLong() {
        guard let index = rows[..<found.body].firstIndex(where: { !$0.isComment && $0.cells.count > found.width })
        else { return }
        let row = rows[index]
        let cells = row.cells.map { String(decoding: text[$0.range], as: UTF8.self) }
        let behind = rows[(index + 1)...].prefix(Self.mostRows)
        guard row.cells.allSatisfy({ kind($0) == .text }), Set(cells).count == cells.count,
            isTyped.contains(true), behind.allSatisfy({ [found.width, cells.count].contains($0.cells.count) }),
            behind.allSatisfy({ isRecord($0) })
        else { return }
        (names, skipLines, isLong, isGuess) = (cells, row.line - 1, true, true)
    }

    /// Whether no column of numbers or times has a text in this row.
    private func isRecord(_ row: DialectSearch.Row) -> Bool {
        isTyped.indices.allSatisfy { !isTyped[$0] || kind(row.cells[$0]) != .text }
    }

    /// Whether a row with another number of fields has times or numbers where records have them: it is a record, which
    /// the check of the mapping rejects and tells.
    private func isFrayedRecord(_ row: DialectSearch.Row) -> Bool {
        if row.cells.count == found.width { return false }
        let typed = isTyped.indices.filter { isTyped[$0] && $0 < row.cells.count }
        return !typed.isEmpty && typed.allSatisfy { kind(row.cells[$0]).isTyped }
    }

    private func distinctTexts(_ row: DialectSearch.Row) -> Int {
        var seen: Set<String> = []
        for cell in row.cells where cell.count > 0 { seen.insert(String(decoding: text[cell.range], as: UTF8.self)) }
        return seen.count
    }

    /// Whether a row has nothing in the columns of times: it is no record.
    private func lacksTime(_ row: DialectSearch.Row) -> Bool {
        let times = isTyped.indices.filter { isTyped[$0] && !isNumber[$0] && $0 < row.cells.count }
        return !times.isEmpty && times.allSatisfy { row.cells[$0].count == 0 }
    }

    private func isBlankOrUnits(_ row: DialectSearch.Row) -> Bool {
        for cell in row.cells where kind(cell).isTyped { return false }
        return true
    }

    /// Whether the columns that hold data hold texts in this row.
    private func isNames(_ row: DialectSearch.Row) -> Bool {
        var (voters, typed, times) = (0, 0, 0)
        // Texts in columns of numbers or times, and whether each column of times has one.
        var (names, hasTime, areTimesTexts) = (0, false, true)
        for (column, cell) in row.cells.enumerated() {
            let kind = kind(cell)
            if kind == .time && column < isNumber.count && isNumber[column] { times += 1 }
            guard isTyped[column] else { continue }
            voters += 1
            if kind.isTyped { typed += 1 }
            if kind == .text { names += 1 }
            if !isNumber[column] { (hasTime, areTimesTexts) = (true, areTimesTexts && kind == .text) }
        }
        // `Date,Time,1,2,3`: no record has texts for times.
        if hasTime && areTimesTexts && typed > 1 && row.inSequence(text) == typed { return true }
        if times >= 5 || isNumbered(row, typed: typed) { return true }
        if voters == 0 { return isUnlikeBody(row) }
        // A record may lack half of its numbers, but has no texts instead.
        guard let first = row.cells.first, names > 0 || typed == 0, typed * 2 <= voters else { return false }
        return kind(first) != .time
    }

    /// Whether numbers in sequence are names: the records have none.
    private func isNumbered(_ row: DialectSearch.Row, typed: Int) -> Bool {
        let count = row.inSequence(text)
        guard count >= 5, count * 5 >= typed * 4, let last = rows.last(where: { !$0.isComment }), last.line > row.line
        else { return false }
        return last.inSequence(text) < 5
    }

    /// Whether the cells are distinct, and none of them is in the same column of a record. For tables of texts.
    private func isUnlikeBody(_ row: DialectSearch.Row) -> Bool {
        guard distinctTexts(row) == row.cells.count || distinctTexts(row) + 1 == row.cells.count else { return false }
        for other in rows where !other.isComment && other.line != row.line && other.cells.count >= row.cells.count {
            if isSame(row, other) { continue }
            for (cell, same) in zip(row.cells, other.cells) where cell.count > 0 {
                if equal(text.span, cell.range, text.span, same.range) { return false }
            }
        }
        return rows.count > 1
    }
}
