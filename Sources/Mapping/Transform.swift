import Bytes
import Metrics

/// The steps from a cell to a label value: trim, then case, then the value map, then the default.
package struct Transform: Sendable {
    /// A change of ASCII letters.
    package enum Case: String, CaseIterable, Sendable {
        case lower, upper
    }

    /// Whether blanks and tabs around the cell are removed.
    package var trims = false
    /// The case of ASCII letters; nil leaves letters unchanged.
    package var letters: Case?
    /// Values and their replacements. Other values stay unchanged.
    package var map: [(from: [UInt8], to: [UInt8])] = []
    /// The value for an empty cell.
    package var fallback: [UInt8]?

    /// A transformation that changes nothing.
    package init() {}

    /// Whether cells become label values unchanged.
    var isIdentity: Bool { !trims && letters == nil && map.isEmpty && fallback == nil }

    /// Appends the label value for the cell in `range`.
    func append(_ bytes: Span<UInt8>, _ range: Range<Int>, to key: inout [UInt8]) {
        let cell = trims ? trimmed(bytes, range) : range
        let start = key.count
        switch letters {
        case nil: key.append(bytes, cell)
        case .lower:
            for index in cell { key.append(lowercased(bytes[index])) }
        case .upper:
            for index in cell { key.append(uppercased(bytes[index])) }
        }
        if !map.isEmpty, let entry = map.first(where: { equal(key.span, start..<key.count, $0.from.span) }) {
            key.replaceSubrange(start..., with: entry.to)
        }
        if key.count == start, let fallback { key.append(contentsOf: fallback) }
    }
}

private func lowercased(_ byte: UInt8) -> UInt8 { byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte }

private func uppercased(_ byte: UInt8) -> UInt8 { byte &- UInt8(ascii: "a") < 26 ? byte & ~0x20 : byte }

extension Transform {
    /// The label value for a text that is known when the mapping is read.
    package func applied(to text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        var key: [UInt8] = []
        append(bytes.span, 0..<bytes.count, to: &key)
        return key
    }
}
