import Bytes
package import CSV
package import EventTime

/// A column of numbers.
package struct ValueColumn: Sendable {
    /// The meaning of an empty cell.
    package enum Missing: String, CaseIterable, Sendable {
        /// No sample.
        case skip
        /// The number 0.
        case zero
        /// A rejected record.
        case reject
    }

    /// The use of the numbers, which decides the numbers that are allowed after `scale`.
    package enum Use: Sendable {
        /// The level of a gauge: any number.
        case level
        /// A summand of a gauge: up to `mostAtOnce` either way, so that no sum is infinite.
        case summand
        /// An increment, a running total or a weight: from 0 to `mostAtOnce`, so that no counter ever falls.
        case increment
        /// An observation of a histogram: at least 0.
        case observation
        /// An observation of a histogram with a bucket below 0: any number but NaN and -Inf.
        case signedObservation
    }

    /// The most that a counter, a histogram or a weight takes at once, about 3e144: a product of two of them, added up
    /// over 2^63 records, is finite, so that sums need no check.
    package static let mostAtOnce = 0x1p480

    /// The slot of the column.
    package let slot: Slot
    /// How the column writes numbers.
    package let form: NumberForm
    /// Reads cells that are times, as seconds since 1970; nil for numbers.
    package let times: TimeReader?
    /// The factor by which every number is multiplied, to convert it to base units.
    package let scale: Double
    /// The meaning of an empty cell.
    let missing: Missing
    /// Texts that count as an empty cell, without blanks around them.
    package let nullValues: [[UInt8]]
    /// The numbers that are allowed, after `scale`.
    let allowed: ClosedRange<Double>
    /// Whether NaN is allowed.
    let allowsNaN: Bool
    /// Whether every cell that `form.format` reads has this number. Then the plain loop of `MetricApplier` is right.
    let isPlain: Bool
    /// Whether `form.readBare` may be tried first.
    let canReadBare: Bool

    /// A column as given.
    package init(
        slot: Slot, form: NumberForm, scale: Double = 1, missing: Missing = .skip, use: Use,
        nullValues: [[UInt8]] = [], times: TimeReader? = nil
    ) {
        self.slot = slot
        self.form = form
        self.scale = scale
        self.missing = missing
        self.nullValues = nullValues
        self.times = times
        let allowsInfinity = form.format.allowsNonFinite
        let level = allowsInfinity ? Double.infinity : .greatestFiniteMagnitude
        let observation = allowsInfinity ? Double.infinity : Self.mostAtOnce
        switch use {
        case .level: allowed = -level...level
        case .summand: allowed = allowsInfinity ? -level...level : -Self.mostAtOnce...Self.mostAtOnce
        case .increment: allowed = 0...Self.mostAtOnce
        case .observation: allowed = 0...observation
        case .signedObservation: allowed = -Self.mostAtOnce...observation
        }
        switch use {
        case .level, .summand: allowsNaN = allowsInfinity
        case .increment, .observation, .signedObservation: allowsNaN = false
        }
        // A negative factor turns 0 into -0, which only the careful path corrects.
        let isDirect =
            times == nil && scale > 0 && !nullValues.contains { form.read($0.span, $0.indices) != nil }
        isPlain = form.agreesWithFormat && isDirect
        canReadBare = form.canReadBare && isDirect
    }

    /// The number of a cell, for all cells that the plain loop of `MetricApplier` does not handle. Nil if the cell
    /// gives no sample. Appends a rejection if the cell has a fault.
    func readCarefully(_ record: Int, _ batch: RecordBatch, _ rejections: inout [Rejection]) -> Double? {
        let bytes = batch.bytes.span
        let range = batch.field(record, slot).range
        if isNull(bytes, range, nullValues) {
            if missing == .reject { rejections.append(Rejection(record: record, reason: .missingValue, slot: slot)) }
            return missing == .zero ? 0 : nil
        }
        guard let number = number(bytes, range) else {
            rejections.append(Rejection(record: record, reason: .invalidNumber, slot: slot))
            return nil
        }
        // Adding 0 turns -0 into 0.
        let scaled = number * scale + 0
        if allowed.contains(scaled) || scaled.isNaN && allowsNaN && number.isNaN { return scaled }
        let reason = scaled < 0 && allowed.lowerBound == 0 ? MappingReason.negativeValue : .invalidNumber
        rejections.append(Rejection(record: record, reason: reason, slot: slot))
        return nil
    }

    /// The number of a cell before `scale`; nil for a text that is no number.
    private func number(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Double? {
        guard var times else { return form.read(bytes, range) }
        return times.read(bytes, range).map { $0.unixSeconds }
    }
}

/// Whether a cell means "no value": it is empty, or one of `texts`, without regard to blanks around it.
func isNull(_ bytes: Span<UInt8>, _ range: Range<Int>, _ texts: [[UInt8]]) -> Bool {
    let cell = trimmedWidely(bytes, range)
    if cell.isEmpty { return true }
    for text in texts where equal(bytes, cell, text.span) { return true }
    return false
}
