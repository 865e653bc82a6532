import Bytes

extension Inflate {
    /// Decodes up to the end of the block. Nil at that end.
    mutating func decode(
        _ reader: inout BitReader, _ input: Span<UInt8>, _ at: inout Int, _ room: inout MutableSpan<UInt8>,
        from start: Int, _ end: inout Int
    ) throws(GzipFault) -> Stop? {
        // Copies of the arrays' references, so that the spans do not lock `self`.
        let (literalEntries, distanceEntries) = (self.literals.entries, self.distances.entries)
        let (literals, distances) = (literalEntries.span, distanceEntries.span)
        while true {
            var isOver = try Self.decodeQuickly(
                literals, distances, &reader, input, &at, &room, from: start, &end)
            if isOver { return nil }
            if room.count - end < Self.leastRoom { return .needsRoom }
            var next = (reader: reader, at: at)
            next.reader.refill(input, &next.at)
            guard let bits = try Self.decodeOne(literals, distances, next.reader, &room, from: start, &end, &isOver)
            else { return .needsInput }
            next.reader.drop(bits)
            (reader, at) = next
            if isOver { return nil }
        }
    }

    /// Decodes while two words of input, and room for two literals and a match, are left. True at the end of the block.
    private static func decodeQuickly(
        _ literals: Span<UInt32>, _ distances: Span<UInt32>, _ reader: inout BitReader, _ input: Span<UInt8>,
        _ position: inout Int, _ room: inout MutableSpan<UInt8>, from start: Int, _ outputEnd: inout Int
    ) throws(GzipFault) -> Bool {
        var (bits, count, at, end) = (reader.bits, reader.count, position, outputEnd)
        defer {
            reader.bits = bits & (1 &<< count &- 1)
            reader.count = count
            (position, outputEnd) = (at, end)
        }
        // The first load takes seven bytes at most, so the second load of a turn lies within the input, too.
        let (lastInput, lastRoom) = (input.count - 16, room.count - leastRoom - 2)
        while at <= lastInput && end <= lastRoom {
            bits |= loadWord(input, at) &<< count
            at &+= Int(truncatingIfNeeded: (63 &- count) &>> 3)
            count |= 56
            var entry = literals[Int(truncatingIfNeeded: bits & 0x7FF)]
            // A literal of the primary table takes 11 bits at most: two literals leave enough bits for a length.
            if entry & InflateTable.isLiteral != 0 {
                bits &>>= UInt64(entry & 0xFF)
                count &-= UInt64(entry & 0xFF)
                room[end] = UInt8(truncatingIfNeeded: entry &>> 16)
                end &+= 1
                entry = literals[Int(truncatingIfNeeded: bits & 0x7FF)]
                if entry & InflateTable.isLiteral != 0 {
                    bits &>>= UInt64(entry & 0xFF)
                    count &-= UInt64(entry & 0xFF)
                    room[end] = UInt8(truncatingIfNeeded: entry &>> 16)
                    end &+= 1
                    entry = literals[Int(truncatingIfNeeded: bits & 0x7FF)]
                    if entry & InflateTable.isLiteral != 0 {
                        bits &>>= UInt64(entry & 0xFF)
                        count &-= UInt64(entry & 0xFF)
                        room[end] = UInt8(truncatingIfNeeded: entry &>> 16)
                        end &+= 1
                        continue
                    }
                }
            }
            if entry & InflateTable.isSpecial != 0 {
                if entry & InflateTable.link != 0 {
                    bits &>>= UInt64(entry & 0xFF)
                    count &-= UInt64(entry & 0xFF)
                    let index = bits & (1 &<< UInt64(entry &>> 8 & 0xF) &- 1)
                    entry = literals[Int(truncatingIfNeeded: UInt64(entry &>> 16) &+ index)]
                }
                if entry & InflateTable.isLiteral != 0 {
                    bits &>>= UInt64(entry & 0xFF)
                    count &-= UInt64(entry & 0xFF)
                    room[end] = UInt8(truncatingIfNeeded: entry &>> 16)
                    end &+= 1
                    continue
                }
                if entry & InflateTable.endOfBlock != 0 {
                    bits &>>= UInt64(entry & 0xFF)
                    count &-= UInt64(entry & 0xFF)
                    return true
                }
                if entry & InflateTable.isSpecial != 0 { throw .corrupt }
            }
            let length = value(entry, bits)
            bits &>>= UInt64(entry & 0xFF)
            count &-= UInt64(entry & 0xFF)
            bits |= loadWord(input, at) &<< count
            at &+= Int(truncatingIfNeeded: (63 &- count) &>> 3)
            count |= 56
            var distanceEntry = distances[Int(truncatingIfNeeded: bits & 0x1FF)]
            if distanceEntry & InflateTable.isSpecial != 0 {
                if distanceEntry & InflateTable.link == 0 { throw .corrupt }
                bits &>>= UInt64(distanceEntry & 0xFF)
                count &-= UInt64(distanceEntry & 0xFF)
                let index = bits & (1 &<< UInt64(distanceEntry &>> 8 & 0xF) &- 1)
                distanceEntry = distances[Int(truncatingIfNeeded: UInt64(distanceEntry &>> 16) &+ index)]
                if distanceEntry & InflateTable.isSpecial != 0 { throw .corrupt }
            }
            let distance = value(distanceEntry, bits)
            bits &>>= UInt64(distanceEntry & 0xFF)
            count &-= UInt64(distanceEntry & 0xFF)
            if distance > end &- start { throw .corrupt }
            copyBack(&room, distance: distance, to: end, count: length)
            end &+= length
        }
        return false
    }

    /// Decodes a literal, a match or the end of the block, and returns how many bits that takes. Nil if bits are
    /// missing.
    private static func decodeOne(
        _ literals: Span<UInt32>, _ distances: Span<UInt32>, _ reader: BitReader, _ room: inout MutableSpan<UInt8>,
        from start: Int, _ end: inout Int, _ isOver: inout Bool
    ) throws(GzipFault) -> UInt64? {
        var reader = reader
        let all = reader.count
        guard let entry = try next(literals, 11, &reader) else { return nil }
        if entry & InflateTable.isLiteral != 0 {
            room[end] = UInt8(truncatingIfNeeded: entry >> 16)
            end += 1
            return all - reader.count
        }
        if entry & InflateTable.endOfBlock != 0 && entry & InflateTable.isSpecial != 0 {
            isOver = true
            return all - reader.count
        }
        guard let length = takeValue(entry, &reader), let distanceEntry = try next(distances, 9, &reader),
            let distance = takeValue(distanceEntry, &reader)
        else { return nil }
        if distance > end - start { throw .corrupt }
        copyBack(&room, distance: distance, to: end, count: length)
        end += length
        return all - reader.count
    }

    /// The entry of the next word, which is dropped. Nil if bits are missing.
    private static func next(
        _ entries: Span<UInt32>, _ primary: UInt64, _ reader: inout BitReader
    ) throws(GzipFault) -> UInt32? {
        var entry = entries[Int(reader.bits & (1 << primary - 1))]
        if entry & InflateTable.isSpecial != 0 && entry & InflateTable.link != 0
            && entry & InflateTable.isLiteral == 0
        {
            if reader.count < primary { return nil }
            reader.drop(primary)
            entry = entries[Int(UInt64(entry >> 16) + reader.bits & (1 << UInt64(entry >> 8 & 0xF) - 1))]
        }
        let length = UInt64(entry >> 8 & 0xF)
        if length == 0 {
            // With missing bits, which read as 0, no word may be found that the stream has.
            if reader.count < 15 { return nil }
            throw .corrupt
        }
        if length > reader.count { return nil }
        reader.drop(length)
        return entry
    }

    /// The base of the entry and its extra bits, which are dropped. Nil if bits are missing.
    private static func takeValue(_ entry: UInt32, _ reader: inout BitReader) -> Int? {
        let extra = UInt64(entry & 0xFF) - UInt64(entry >> 8 & 0xF)
        if extra > reader.count { return nil }
        let value = Int(entry >> 16) + Int(reader.bits & (1 << extra - 1))
        reader.drop(extra)
        return value
    }

    /// The base of the entry, and the extra bits of the stream.
    @inline(__always)
    private static func value(_ entry: UInt32, _ bits: UInt64) -> Int {
        let extra = (bits & (1 &<< UInt64(entry & 0xFF) &- 1)) &>> UInt64(entry &>> 8 & 0xF)
        return Int(truncatingIfNeeded: UInt64(entry &>> 16) &+ extra)
    }
}
