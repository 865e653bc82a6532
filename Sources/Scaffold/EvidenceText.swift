import Text

/// The table of decisions as it is printed: two columns and the evidence, all characters printable.
package func evidenceText(_ lines: [EvidenceLine]) -> [String] {
    let values = lines.map { printable($0.value) }
    let width = min(max(values.map { $0.unicodeScalars.count }.filter { $0 <= 34 }.max() ?? 0, 8), 34)
    var result: [String] = []
    for (line, value) in zip(lines, values) {
        let mark = line.isAssumed ? "CHECK: " : ""
        let evidence = wrapped(printable(mark + line.evidence), width: 70)
        let start = "  " + padded(line.name, 10) + "  "
        // A long value has lines of its own.
        if value.unicodeScalars.count > width {
            for (place, part) in wrapped(value, width: 100).enumerated() {
                result.append((place == 0 ? start : padded("", 14)) + part)
            }
            for part in evidence { result.append(padded("", 16 + width) + part) }
            continue
        }
        let head = start + padded(value, width)
        result.append(evidence.isEmpty ? start + value : head + "  " + evidence[0])
        for part in evidence.dropFirst() { result.append(padded("", 16 + width) + part) }
    }
    return result
}

/// The text with blanks behind it up to `width` characters.
func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.unicodeScalars.count))
}
