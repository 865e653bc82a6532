/// A message as a receiver reads it.
package struct DecodedMessage: Equatable {
    /// A series: its labels, name and value in turn, and its samples.
    package struct Series: Equatable {
        package var labels: [String] = []
        /// The bits of doubles.
        package var values: [UInt64] = []
        package var times: [Int64] = []
        package var starts: [Int64] = []
        package var type: Int?
        package var help: String?
    }

    package var series: [Series] = []
    /// `type name help` of 1.0.
    package var metadata: [String] = []
    package var symbols: [String] = []

    /// Reads a message of 1.0, or of 2.0; nil if it is none.
    package init?(_ block: [UInt8], isTwo: Bool) {
        guard let bytes = snappyDecoded(block), let fields = Self.fields(bytes) else { return nil }
        for field in fields {
            switch (field.number, isTwo) {
            case (1, false):
                guard let series = Self.first(field.bytes) else { return nil }
                self.series.append(series)
            case (3, false):
                guard let parts = Self.fields(field.bytes) else { return nil }
                metadata.append(parts.map { $0.number == 1 ? "\($0.value)" : text($0.bytes) }.joined(separator: "|"))
            case (4, true): symbols.append(text(field.bytes))
            case (5, true):
                guard let series = second(field.bytes) else { return nil }
                self.series.append(series)
            default: return nil
            }
        }
    }

    private static func first(_ bytes: [UInt8]) -> Series? {
        var series = Series()
        for field in fields(bytes) ?? [] {
            let parts = fields(field.bytes) ?? []
            switch field.number {
            case 1: series.labels += parts.map { text($0.bytes) }
            case 2: add(parts, to: &series)
            default: return nil
            }
        }
        return series
    }

    private func second(_ bytes: [UInt8]) -> Series? {
        var series = Series()
        for field in Self.fields(bytes) ?? [] {
            switch field.number {
            case 1:
                var at = 0
                while at < field.bytes.count {
                    guard let index = varint(field.bytes, &at), index < symbols.count else { return nil }
                    series.labels.append(symbols[index])
                }
            case 2: Self.add(Self.fields(field.bytes) ?? [], to: &series)
            case 5:
                for part in Self.fields(field.bytes) ?? [] {
                    if part.number == 1 { series.type = part.value }
                    if part.number == 3 { series.help = symbols[part.value] }
                }
            default: return nil
            }
        }
        return series
    }

    private static func add(_ parts: [Field], to series: inout Series) {
        for part in parts {
            switch part.number {
            case 1: series.values.append(part.double)
            case 2: series.times.append(Int64(part.value))
            case 3: series.starts.append(Int64(part.value))
            default: series.labels.append("unknown field")
            }
        }
    }

    private struct Field {
        let number: Int
        var value = 0
        var double: UInt64 = 0
        var bytes: [UInt8] = []
    }

    /// The fields of a message in their order; nil if the bytes are none.
    private static func fields(_ bytes: [UInt8]) -> [Field]? {
        var (fields, at): ([Field], Int) = ([], 0)
        while at < bytes.count {
            guard let tag = varint(bytes, &at) else { return nil }
            var field = Field(number: tag >> 3)
            switch tag & 7 {
            case 0:
                guard let value = varint(bytes, &at) else { return nil }
                field.value = value
            case 1:
                guard at + 8 <= bytes.count else { return nil }
                field.double = (0..<8).reduce(0) { $0 | UInt64(bytes[at + $1]) << UInt64(8 * $1) }
                at += 8
            case 2:
                guard let count = varint(bytes, &at), count <= bytes.count - at else { return nil }
                field.bytes = Array(bytes[at..<at + count])
                at += count
            default: return nil
            }
            fields.append(field)
        }
        return fields
    }
}

private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

private func varint(_ bytes: [UInt8], _ at: inout Int) -> Int? {
    var (number, shift) = (0, 0)
    while at < bytes.count, shift < 63 {
        number |= Int(bytes[at] & 0x7F) << shift
        at += 1
        if bytes[at - 1] < 0x80 { return number }
        shift += 7
    }
    return nil
}
