/// Prints the measurements, one line each.
struct Table {
    private static let widths = [14, 22, 9, 9, 9, 11, 9, 9]

    static let head =
        line(["row", "step", "seconds", "M unit/s", "MB/s", "of first", "anon MB", "B/unit"])
        + "\n" + String(repeating: "-", count: widths.reduce(widths.count - 1, +))

    /// The lines of one row: medians over all rounds, and their ratios to the first median.
    static func lines(_ row: Row, _ trial: Trial, _ times: [[Int64]], peak: Int?) -> String {
        let names = trial.steps.flatMap(\.names)
        let first = median(times[0])
        return names.indices.map { index in
            let time = median(times[index])
            let seconds = Double(time) / 1e9
            let anonymous = names[index] == trial.peakOf ? peak : nil
            return line([
                index == 0 ? row.name : "", names[index], decimal(seconds, seconds < 0.1 ? 6 : 3),
                decimal(Double(trial.units) / seconds / 1e6, 2), decimal(Double(trial.bytes) / seconds / 1e6, 0),
                decimal(Double(first) / Double(time), 3), anonymous.map { decimal(Double($0) / 1e6, 1) } ?? "",
                anonymous.map { decimal(Double($0) / Double(trial.units), 1) } ?? "",
            ])
        }.joined(separator: "\n")
    }

    private static func median(_ times: [Int64]) -> Int64 { times.sorted()[times.count / 2] }

    private static func line(_ cells: [String]) -> String {
        var text = ""
        for (column, cell) in cells.enumerated() {
            let gap = String(repeating: " ", count: max(0, widths[column] - cell.count))
            text += column < 2 ? cell + gap : gap + cell
            text += " "
        }
        while text.last == " " { text.removeLast() }
        return text
    }

    /// The number with this number of digits behind the point.
    private static func decimal(_ number: Double, _ digits: Int) -> String {
        guard number.isFinite, number < 1e12 else { return "-" }
        var scale = 1
        for _ in 0..<digits { scale *= 10 }
        let rounded = Int((number * Double(scale)).rounded())
        if digits == 0 { return "\(rounded)" }
        let fraction = "\(rounded % scale)"
        return "\(rounded / scale)." + String(repeating: "0", count: digits - fraction.count) + fraction
    }
}
