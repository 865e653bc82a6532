import Bytes
package import CSV
import Metrics

/// The steps from a cell to a label value: null values, trim, the part, case, the ranges or the map, the default.
package struct Transform: Sendable {
    /// A change of ASCII letters.
    package enum Case: String, CaseIterable, Sendable {
        case lower, upper
    }

    /// The encoding of the cell. The other steps see UTF-8.
    package var encoding = Encoding.utf8
    /// Whether blanks and tabs around the cell are removed.
    package var trims = false
    /// The text between parts, not empty, and the number of the part that counts, from 1; nil takes the whole cell. A
    /// part that the cell does not have is empty.
    package var split: (separator: [UInt8], part: Int)?
    /// The case of ASCII letters; nil leaves letters unchanged.
    package var letters: Case?
    /// Names of ranges of numbers, both ends included; the first range counts. A cell without a number is empty.
    package var ranges: [(least: Double, most: Double, name: [UInt8])] = []
    /// How the column writes numbers, for the ranges.
    package var form = NumberForm()
    /// Patterns and replacements; the first match counts. Only an entry for the empty text replaces an empty value.
    package var map: [(from: TextPattern, to: [UInt8])] = []
    /// The replacement of values that no entry of `map` matches; nil leaves them unchanged.
    package var other: [UInt8]?
    /// Cells that count as empty, without blanks around them.
    package var nullValues: [[UInt8]] = []
    /// The value for an empty cell.
    package var fallback: [UInt8]?

    /// A transformation that changes nothing.
    package init() {}

    /// Whether cells become label values unchanged.
    var isIdentity: Bool {
        !trims && letters == nil && map.isEmpty && other == nil && fallback == nil && nullValues.isEmpty
            && encoding == .utf8 && split == nil && ranges.isEmpty
    }

    /// Whether the value of a cell costs more than the search for a cached value.
    var isCostly: Bool { !map.isEmpty || !nullValues.isEmpty || encoding != .utf8 || !ranges.isEmpty }

    /// Appends the label value for the cell in `range`.
    func append(_ bytes: Span<UInt8>, _ range: Range<Int>, to key: inout [UInt8]) {
        let start = key.count
        var cell = trims ? trimmed(bytes, range) : range
        if !nullValues.isEmpty && isNull(bytes, range, nullValues) { cell = cell.prefix(0) }
        if let split { cell = part(bytes, cell, split.separator, split.part) }
        switch letters {
        case _ where !ranges.isEmpty: appendRange(bytes, cell, to: &key)
        case _ where encoding != .utf8: appendDecoded(bytes, cell, to: &key)
        case nil: key.append(bytes, cell)
        case .lower:
            for index in cell { key.append(lowercased(bytes[index])) }
        case .upper:
            for index in cell { key.append(uppercased(bytes[index])) }
        }
        if ranges.isEmpty, !map.isEmpty || other != nil, let value = replacement(key.span, start..<key.count) {
            key.replaceSubrange(start..., with: value)
        }
        if key.count == start, let fallback { key.append(contentsOf: fallback) }
    }

    private func part(_ bytes: Span<UInt8>, _ cell: Range<Int>, _ separator: [UInt8], _ number: Int) -> Range<Int> {
        var (start, left) = (cell.lowerBound, number - 1)
        var index = start
        while index + separator.count <= cell.upperBound {
            if equal(bytes, index..<index + separator.count, separator.span) {
                if left == 0 { return start..<index }
                left -= 1
                index += separator.count
                start = index
            } else {
                index += 1
            }
        }
        return left == 0 ? start..<cell.upperBound : cell.upperBound..<cell.upperBound
    }

    private func appendRange(_ bytes: Span<UInt8>, _ cell: Range<Int>, to key: inout [UInt8]) {
        guard let number = form.read(bytes, cell) else { return }
        if let range = ranges.first(where: { number >= $0.least && number <= $0.most }) {
            key.append(contentsOf: range.name)
        } else if let other {
            key.append(contentsOf: other)
        }
    }

    /// The text that the map, or `other`, puts in the place of a value; nil if the value stays.
    private func replacement(_ bytes: Span<UInt8>, _ value: Range<Int>) -> [UInt8]? {
        for entry in map where entry.from.matches(bytes, value) && (!value.isEmpty || entry.from.isEmpty) {
            return entry.to
        }
        return value.isEmpty ? nil : other
    }

    private func appendDecoded(_ bytes: Span<UInt8>, _ cell: Range<Int>, to key: inout [UInt8]) {
        let start = key.count
        encoding.append(bytes, cell, to: &key)
        guard let letters else { return }
        for index in start..<key.count {
            key[index] = letters == .lower ? lowercased(key[index]) : uppercased(key[index])
        }
    }
}

private func lowercased(_ byte: UInt8) -> UInt8 { byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte }

private func uppercased(_ byte: UInt8) -> UInt8 { byte &- UInt8(ascii: "a") < 26 ? byte & ~0x20 : byte }

extension Transform {
    /// The label value for a text that is known when the mapping is read.
    package func applied(to text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        var (key, transform): ([UInt8], Transform) = ([], self)
        transform.encoding = .utf8
        transform.append(bytes.span, 0..<bytes.count, to: &key)
        return key
    }
}
