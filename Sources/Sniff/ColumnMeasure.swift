import Bytes
import CSV

/// Measures a column of numbers with the product's own reader.
struct ColumnMeasure {
    private(set) var numbers = ColumnNumbers()
    private(set) var read = 0
    private(set) var unread = 0
    /// Whether each number is the one before plus 1.
    private(set) var isCounting = false
    /// The first different cells that are no numbers, with their counts.
    private(set) var texts: [(text: String, count: Int)] = []
    /// A repeated least number that means no value.
    private(set) var sentinel: Double?

    private static let mostKept = 100_000
    private static let sentinels: [Double] = [-99, -99.9, -99.99, -999, -999.9, -9999, -99999, -200, -32768]

    /// `sets` are the label sets of the records. Steps are those in the order of time.
    init(
        _ table: Table, _ column: Int, _ form: NumberForm, sets: [UInt32], setCount: Int, isNewestFirst: Bool = false
    ) {
        let held = table.bytes
        let bytes = held.span
        var values: [Double] = []
        var last = [Double](repeating: .nan, count: setCount)
        var previous = Double.nan
        var (steps, falls, ones) = (0, 0, 0)
        for record in 0..<table.count {
            let cell = table.cell(record, column)
            if cell.isEmpty || CellKind.missingTexts.has(bytes, cell) { continue }
            guard let number = form.read(bytes, cell) else {
                unread += 1
                noteText(table.text(record, column))
                continue
            }
            read += 1
            if values.count < Self.mostKept { values.append(number) }
            if number != number.rounded() { numbers.isWhole = false }
            let set = Int(sets[record])
            if last[set] == last[set] {
                steps += 1
                if isNewestFirst ? number > last[set] : number < last[set] { falls += 1 }
            }
            last[set] = number
            if abs(number - previous) == 1 { ones += 1 }
            previous = number
        }
        if values.isEmpty { return }
        values.sort()
        findSentinel(values)
        if let sentinel { values.removeFirst(values.firstIndex { $0 > sentinel } ?? 0) }
        (numbers.least, numbers.greatest) = (values[0], values[values.count - 1])
        for share in [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999] {
            numbers.quantiles.append(values[min(values.count - 1, Int(share * Double(values.count)))])
        }
        numbers.notFalling = steps == 0 ? 0 : Double(steps - falls) / Double(steps)
        isCounting = read >= 5 && numbers.isWhole && ones * 100 >= (read - 1) * 95
        numbers.isDuration = form.isDuration
        numbers.strip = form.strip.map { String(decoding: $0, as: UTF8.self) }
    }

    private mutating func noteText(_ text: String) {
        if let index = texts.firstIndex(where: { $0.text == text }) {
            texts[index].count += 1
        } else if texts.count < 4 {
            texts.append((text, 1))
        }
    }

    /// Short texts that stand for no value: few different ones, again and again.
    var nulls: [String] {
        texts.count > 2 ? [] : texts.filter { $0.count > 1 && $0.text.utf8.count <= 12 }.map { $0.text }
    }

    private mutating func findSentinel(_ sorted: [Double]) {
        let least = sorted[0]
        guard Self.sentinels.contains(least), let next = sorted.first(where: { $0 > least }) else { return }
        let count = sorted.firstIndex { $0 > least } ?? 0
        if count >= 2 && next >= least / 2 { sentinel = least }
    }
}

/// How a mapping reads the numbers of a column.
func numberForm(_ numbers: Numbers, strip: [String], isDuration: Bool, isAccounting: Bool) -> NumberForm {
    var form = NumberForm()
    form.format.decimal = numbers.decimal
    form.format.group = numbers.group
    if numbers.group == 0x20 { form.wideGroups = NumberForm.noBreakBlanks }
    if numbers.group == UInt8(ascii: "'") { form.wideGroups = [[0xE2, 0x80, 0x99]] }
    form.setStrip(strip.map { Array($0.utf8) })
    form.isAccounting = isAccounting
    form.isDuration = isDuration
    return form
}
