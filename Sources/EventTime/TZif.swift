extension Transitions {
    /// Reads a TZif file (RFC 9636), version 1 to 4, and its abbreviations into `names`. Expands the rule in the footer
    /// into transitions up to 2262.
    init(tzif bytes: [UInt8], name: String, _ names: inout ZoneNames) throws(ZoneError) {
        var reader = BigEndianReader(bytes: bytes)
        guard var header = TZifHeader(&reader) else { throw ZoneError(name: name, found: "no TZif header") }
        var wide = false
        if header.version >= UInt8(ascii: "2") {
            // The first block is for readers of 32-bit times; the second has the same data with 64-bit times.
            reader.position += header.bytes(timeBytes: 4)
            guard let second = TZifHeader(&reader) else { throw ZoneError(name: name, found: "no second header") }
            header = second
            wide = true
        }
        guard let body = TZifBody(&reader, header, wide: wide) else {
            throw ZoneError(name: name, found: "a file that ends early or contradicts itself")
        }
        // Times in a file with leap seconds count leap seconds. Instants, like POSIX time, do not.
        if header.leapCount > 0 { throw ZoneError(name: name, found: "a file with leap seconds") }
        self.init(first: body.types[0])
        names.append(.min, body.types[0], body.names[0])
        for (time, type) in zip(body.times, body.indices) {
            append(time, body.types[type])
            names.append(time, body.types[type], body.names[type])
        }
        guard wide else { return }
        guard let footer = reader.footer() else { throw ZoneError(name: name, found: "no footer") }
        if footer.isEmpty { return }
        guard let rule = ZoneRule(footer) else { throw ZoneError(name: name, found: "the footer \"\(footer)\"") }
        for (time, offset, abbreviation) in rule.transitions(after: body.times.last ?? .min) {
            append(time, offset)
            names.append(time, offset, abbreviation)
        }
    }
}

private struct TZifHeader {
    let version: UInt8
    private let utcCount, standardCount: Int
    let leapCount, timeCount, typeCount, nameBytes: Int

    init?(_ reader: inout BigEndianReader) {
        guard reader.take(4) == Array("TZif".utf8), let version = reader.take(1)?.first, reader.take(15) != nil else {
            return nil
        }
        self.version = version
        var counts: [Int] = []
        for _ in 0..<6 {
            guard let count = reader.integer(4), count >= 0, count < 1 << 20 else { return nil }
            counts.append(Int(count))
        }
        (utcCount, standardCount, leapCount) = (counts[0], counts[1], counts[2])
        (timeCount, typeCount, nameBytes) = (counts[3], counts[4], counts[5])
        if typeCount == 0 { return nil }
    }

    /// The number of bytes of the block behind the header.
    func bytes(timeBytes: Int) -> Int {
        timeCount * (timeBytes + 1) + typeCount * 6 + nameBytes + tailBytes(timeBytes: timeBytes)
    }

    /// The number of bytes behind the names: leap seconds and indicators, which are not needed.
    func tailBytes(timeBytes: Int) -> Int { leapCount * (timeBytes + 4) + standardCount + utcCount }
}

private struct TZifBody {
    var times: [Int64] = []
    var indices: [Int] = []
    /// For each type of local time, the seconds ahead of UTC, and the abbreviation.
    var types: [Int] = []
    var names: [[UInt8]] = []

    init?(_ reader: inout BigEndianReader, _ header: TZifHeader, wide: Bool) {
        let width = wide ? 8 : 4
        for _ in 0..<header.timeCount {
            guard let time = reader.integer(width), time > times.last ?? .min else { return nil }
            times.append(time)
        }
        for _ in 0..<header.timeCount {
            guard let index = reader.take(1)?.first, index < header.typeCount else { return nil }
            indices.append(Int(index))
        }
        var starts: [Int] = []
        for _ in 0..<header.typeCount {
            guard let offset = reader.integer(4), abs(offset) < 93_600, let rest = reader.take(2) else { return nil }
            types.append(Int(offset))
            starts.append(Int(rest[1]))
        }
        guard let text = reader.take(header.nameBytes), reader.take(header.tailBytes(timeBytes: width)) != nil,
            starts.allSatisfy({ $0 < text.count })
        else { return nil }
        // A name ends with a NUL byte. Names may share their ends.
        names = starts.map { Array(text[$0...].prefix { $0 != 0 }) }
    }
}

private struct BigEndianReader {
    let bytes: [UInt8]
    var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func take(_ count: Int) -> [UInt8]? {
        guard position >= 0, count >= 0, count <= bytes.count - position else { return nil }
        position += count
        return Array(bytes[position - count..<position])
    }

    /// A signed integer of 4 or 8 bytes.
    mutating func integer(_ width: Int) -> Int64? {
        guard let raw = take(width) else { return nil }
        let value = raw.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return width == 4 ? Int64(Int32(truncatingIfNeeded: value)) : Int64(bitPattern: value)
    }

    /// The text between the two newlines at the end of a file; empty if the file has no rule.
    mutating func footer() -> String? {
        guard take(1) == [0x0A], let end = bytes[position...].firstIndex(of: 0x0A) else { return nil }
        return String(decoding: bytes[position..<end], as: UTF8.self)
    }
}
