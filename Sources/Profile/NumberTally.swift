import Bytes
import CSV

/// A cell that is not what its column is.
package struct Misfit: Sendable, Equatable {
    /// The number of the file among those that are counted together.
    package let file: Int
    /// The line of its record, from 1.
    package let line: Int
    /// Its text, at most 40 bytes.
    package let text: [UInt8]
}

/// The statistics of a column of numbers.
struct NumberTally {
    private static let mostExamples = 3
    private let form: NumberForm
    private let slot: Slot
    private let nullValues: [[UInt8]]
    private let nullNumbers: [Double]
    private(set) var numbers: Numbers
    /// The cells without a value, and those with a text that is no number.
    private(set) var empty = 0
    private(set) var misfits = 0
    private(set) var examples: [Misfit] = []
    /// The most decimals of a number.
    private(set) var decimals = 0

    init(_ column: PlannedColumn, _ form: NumberForm, slot: Slot, _ bounds: Bounds) {
        (self.form, self.slot, nullValues) = (form, slot, column.nullValues)
        numbers = Numbers(bounds)
        nullNumbers = column.nullValues.compactMap { form.read($0.span, 0..<$0.count) }
    }

    /// Adds the cells of a batch. Stores their numbers in `values`, NaN for a cell without a number, and mixes their
    /// hashes with `mixes`.
    mutating func add(_ batch: RecordBatch, file: Int, into values: inout [Double], _ mixes: inout [UInt64]) {
        values.removeAll(keepingCapacity: true)
        let (bytes, bounds) = (batch.bytes.span, batch.bounds.span)
        let (format, agrees, canReadBare) = (form.format, form.agreesWithFormat, form.canReadBare)
        var field = slot
        for record in 0..<batch.count {
            let range = bounds[field].range
            field += batch.width
            mixes[record] = mixed(mixes[record], hash(bytes, range))
            let plain = agrees ? format.read(bytes, range) : canReadBare ? form.readBare(bytes, range) : nil
            if let number = plain ?? form.read(bytes, range), number.isFinite {
                if nullNumbers.isEmpty || !nullNumbers.contains(number) {
                    numbers.add(number)
                    // Greater numbers than this are whole.
                    if number.magnitude < 0x1p53 && number != Double(Int64(number)) { noteDecimals(bytes, range) }
                    values.append(number)
                    continue
                }
                empty += 1
            } else {
                noteOther(bytes, range, batch, record, file)
            }
            values.append(.nan)
        }
    }

    /// The digits behind the last decimal mark of a cell; an exponent moves it.
    private mutating func noteDecimals(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        var (count, exponent) = (0, 0)
        for index in range.reversed() {
            let byte = bytes[index]
            if byte | 0x20 == UInt8(ascii: "e"), let found = Self.exponent(bytes, index + 1..<range.upperBound) {
                (exponent, count) = (found, 0)
            } else if byte == form.format.decimal {
                break
            } else {
                count = byte &- UInt8(ascii: "0") < 10 ? count + 1 : 0
            }
            // Without a mark all digits are whole.
            if index == range.lowerBound { count = 0 }
        }
        decimals = max(decimals, count - exponent)
    }

    private static func exponent(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        var text = ""
        for index in range.prefix(5) { text.unicodeScalars.append(Unicode.Scalar(bytes[index])) }
        return Int(text)
    }

    @inline(never)
    private mutating func noteOther(
        _ bytes: Span<UInt8>, _ range: Range<Int>, _ batch: RecordBatch, _ record: Int, _ file: Int
    ) {
        let cell = trimmed(bytes, range)
        if cell.isEmpty || nullValues.contains(where: { equal(bytes, cell, $0.span) }) {
            empty += 1
            return
        }
        misfits += 1
        if examples.count < Self.mostExamples {
            var text: [UInt8] = []
            text.append(bytes, cell.lowerBound..<min(cell.upperBound, cell.lowerBound + 40))
            examples.append(Misfit(file: file, line: Int(batch.lines[record]), text: text))
        }
    }
}
