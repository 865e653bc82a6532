/// A report before it has a form: sections with lines and tables.
struct ReportDocument {
    var title: String
    var sections: [ReportSection] = []
}

/// A part of a report.
struct ReportSection {
    var title: String
    var parts: [ReportPart] = []

    init(_ title: String, _ parts: [ReportPart] = []) { (self.title, self.parts) = (title, parts) }
}

/// A piece of a section.
enum ReportPart {
    case line(String)
    case table(ReportTable)
}

/// A table. The first column, and others if they say so, are texts at the left; the others are numbers.
struct ReportTable {
    var head: [String]
    var rows: [[String]] = []
    /// The columns at the left.
    var left: Set<Int> = [0]
    /// For each row, how dark each cell is, from 0 to 2; empty if none is shaded.
    var shades: [[Int]] = []
    /// Instead of `head` and `rows` where there is room for whole numbers.
    var wideHead: [String] = []
    var wideRows: [[String]] = []
}

/// The width of a terminal for which reports are made.
private let terminalWidth = 120

/// The report for a terminal: no line is longer than it is wide.
func terminalText(_ document: ReportDocument, shades: Bool) -> String {
    var lines = wrapped(document.title, indent: "")
    for section in document.sections {
        if !section.title.isEmpty { lines += ["", section.title] }
        var isBehindTable = false
        for part in section.parts {
            switch part {
            case .line(let text): lines += wrapped(text, indent: "  ")
            case .table(let table):
                if isBehindTable { lines.append("") }
                lines += tableLines(table, shades: shades)
                isBehindTable = true
            }
        }
    }
    return lines.joined(separator: "\n") + "\n"
}

/// The text in lines that fit, cut between words.
private func wrapped(_ text: String, indent: String) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
        if !line.isEmpty && indent.count + line.count + 1 + word.count > terminalWidth {
            lines.append(indent + line)
            line = "  "
        }
        line += (line.isEmpty || line == "  " ? "" : " ") + word
    }
    return lines + [shortened(indent + line, terminalWidth)]
}

private func tableLines(_ table: ReportTable, shades: Bool) -> [String] {
    var widths = table.head.map { $0.count }
    for row in table.rows {
        for (column, cell) in row.enumerated() { widths[column] = max(widths[column], cell.count) }
    }
    let isNarrow = table.head.count > 20
    let gap = isNarrow ? 1 : 2
    if isNarrow { for column in widths.indices.dropFirst(2) { widths[column] = max(3, widths[column]) } }
    // The widest texts give way.
    while widths.reduce(2 - gap, { $0 + $1 + gap }) > terminalWidth {
        let left = table.left.max { (widths[$0], $1) < (widths[$1], $0) }
        guard let left, widths[left] > 8 else { break }
        widths[left] -= 1
    }
    var lines: [String] = []
    for (number, row) in ([table.head] + table.rows).enumerated() {
        var line = " "
        for (column, cell) in row.enumerated() {
            let text = table.left.contains(column) ? fitted(cell, widths[column], isName: column == 0) : cell
            let padding = String(repeating: " ", count: max(0, widths[column] - text.count))
            line += String(repeating: " ", count: column == 0 ? 1 : gap)
            let shade = shades && number > 0 && number <= table.shades.count ? table.shades[number - 1] : []
            let shown = column < shade.count ? shaded(text, shade[column]) : text
            line += table.left.contains(column) ? shown + padding : padding + shown
        }
        while line.hasSuffix(" ") { line.removeLast() }
        lines.append(line)
    }
    return lines
}

/// The text, cut to so many characters: a name in its middle, because names often differ at their ends.
func fitted(_ text: String, _ width: Int, isName: Bool) -> String {
    if !isName || text.count <= width { return shortened(text, width) }
    return text.prefix((width - 1) / 2) + "…" + text.suffix(width - 1 - (width - 1) / 2)
}

/// Faint, ordinary or bold: to be told apart without colours, on any ground.
private func shaded(_ text: String, _ shade: Int) -> String {
    switch shade {
    case 0: "\u{1B}[2m\(text)\u{1B}[0m"
    case 2: "\u{1B}[1m\(text)\u{1B}[0m"
    default: text
    }
}

/// The report in the markdown of GitHub.
func markdown(_ document: ReportDocument) -> String {
    var text = "# \(escaped(document.title))\n"
    for section in document.sections {
        if !section.title.isEmpty { text += "\n## \(escaped(section.title))\n" }
        for part in section.parts {
            switch part {
            case .line(let line): text += "\n\(escaped(line))\n"
            case .table(let table): text += "\n" + markdownTable(table)
            }
        }
    }
    return text
}

private func markdownTable(_ table: ReportTable) -> String {
    let (head, rows) = table.wideHead.isEmpty ? (table.head, table.rows) : (table.wideHead, table.wideRows)
    func line(_ cells: [String]) -> String { "| " + cells.map { escaped($0) }.joined(separator: " | ") + " |\n" }
    let rule = head.indices.map { table.left.contains($0) ? "---" : "--:" }
    return line(head) + "| " + rule.joined(separator: " | ") + " |\n" + rows.map { line($0) }.joined()
}

/// The text with backslashes before what markdown would read as something else.
private func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "|", "*", "_", "`", "<", ">", "[", "]", "\\", "#": result.unicodeScalars.append("\\")
        default: break
        }
        result.unicodeScalars.append(scalar)
    }
    return result
}
