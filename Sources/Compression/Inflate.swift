import Bytes

/// Decompresses a deflate stream (RFC 1951), from any pieces of input into any pieces of room.
///
/// `decodeQuickly` does most of the work, while a word of input and room for a match are left; `decodeOne` is the same
/// for the last bytes of a piece. If you change one, change both, and run the fuzz target `inflate`,
/// `Tests/System/checks/decoders.py` and `swift run -c release benchmark gzip`.
struct Inflate {
    /// Why the decompression stopped.
    enum Stop {
        case needsInput
        /// Fewer than `leastRoom` bytes of room are left.
        case needsRoom
        case ended
    }

    /// The longest match, and what `copyBack` may overwrite behind it.
    static let leastRoom = 258 + copyBackOverrun

    private enum State {
        case blockHeader
        /// Within a stored block, of which so many bytes are missing.
        case stored(Int)
        case compressed
        case ended
    }

    private var state = State.blockHeader
    private var isLastBlock = false
    private(set) var literals = InflateTable(.literals)
    private(set) var distances = InflateTable(.distances)
    private var codeLengths = InflateTable(.codeLengths)

    /// Prepares for another stream.
    mutating func restart() { (state, isLastBlock) = (.blockHeader, false) }

    /// Decompresses bytes of `input` from `at` on into `room` from `end` on. The stream's bytes before `end` begin at
    /// `start`, or the last 32 KiB of them do. On a fault, the bytes up to `end` are good. O(bytes).
    mutating func run(
        _ reader: inout BitReader, _ input: Span<UInt8>, _ at: inout Int, _ room: inout MutableSpan<UInt8>,
        from start: Int, _ end: inout Int
    ) throws(GzipFault) -> Stop {
        while true {
            switch state {
            case .ended: return .ended
            case .blockHeader:
                let before = (reader, at)
                guard try readBlockHeader(&reader, input, &at) else {
                    (reader, at) = before
                    return .needsInput
                }
            case .stored(let missing):
                reader.giveBack(&at)
                let left = copyStored(missing, &reader, input, &at, &room, &end)
                state = .stored(left)
                if left > 0 { return at == input.count ? .needsInput : .needsRoom }
                endBlock()
            case .compressed:
                if let stop = try decode(&reader, input, &at, &room, from: start, &end) { return stop }
                endBlock()
            }
        }
    }

    private mutating func endBlock() { state = isLastBlock ? .ended : .blockHeader }

    /// False if bits are missing.
    private mutating func readBlockHeader(
        _ reader: inout BitReader, _ input: Span<UInt8>, _ at: inout Int
    ) throws(GzipFault) -> Bool {
        guard let header = reader.take(3, input, &at) else { return false }
        switch header >> 1 {
        case 0:
            reader.align()
            guard let lengths = reader.take(32, input, &at) else { return false }
            let length = lengths & 0xFFFF
            if length != lengths >> 16 ^ 0xFFFF { throw .corrupt }
            state = .stored(length)
        case 1:
            (literals, distances) = (Self.fixed.literals, Self.fixed.distances)
            state = .compressed
        case 2:
            guard try readCodes(&reader, input, &at) else { return false }
            state = .compressed
        default: throw .corrupt
        }
        isLastBlock = header & 1 == 1
        return true
    }

    /// Reads the codes of a block (section 3.2.7). False if bits are missing.
    private mutating func readCodes(
        _ reader: inout BitReader, _ input: Span<UInt8>, _ at: inout Int
    ) throws(GzipFault) -> Bool {
        guard let counts = reader.take(14, input, &at) else { return false }
        let (literalCount, distanceCount) = (257 + counts & 0x1F, 1 + counts >> 5 & 0x1F)
        if literalCount > 286 || distanceCount > 30 { throw .corrupt }
        var lengths = [UInt8](repeating: 0, count: 19)
        for symbol in DeflateBlock.lengthOrder.prefix(4 + counts >> 10) {
            guard let length = reader.take(3, input, &at) else { return false }
            lengths[symbol] = UInt8(length)
        }
        guard codeLengths.build(lengths[...]) else { throw .corrupt }
        lengths.removeAll(keepingCapacity: true)
        while lengths.count < literalCount + distanceCount {
            reader.refill(input, &at)
            let entry = codeLengths.entries[Int(reader.bits & 0x7F)]
            let (length, symbol) = (UInt64(entry & 0xFF), UInt8(truncatingIfNeeded: entry >> 16))
            if length > reader.count { return false }
            if entry & InflateTable.isSpecial != 0 { throw .corrupt }
            reader.drop(length)
            if symbol < 16 {
                lengths.append(symbol)
                continue
            }
            let (extra, least): (UInt64, Int) = symbol == 16 ? (2, 3) : symbol == 17 ? (3, 3) : (7, 11)
            guard let more = reader.take(extra, input, &at) else { return false }
            if symbol == 16 && lengths.isEmpty { throw .corrupt }
            let repeated = symbol == 16 ? lengths[lengths.count - 1] : 0
            lengths.append(contentsOf: repeatElement(repeated, count: least + more))
        }
        // A repetition may not go beyond the last length, and a block must be able to end.
        if lengths.count > literalCount + distanceCount || lengths[256] == 0 { throw .corrupt }
        guard literals.build(lengths[..<literalCount]), distances.build(lengths[literalCount...]) else {
            throw .corrupt
        }
        return true
    }

    /// Copies bytes of a stored block. Returns how many are missing.
    private func copyStored(
        _ missing: Int, _ reader: inout BitReader, _ input: Span<UInt8>, _ at: inout Int,
        _ room: inout MutableSpan<UInt8>, _ end: inout Int
    ) -> Int {
        var left = missing
        while left > 0 && end < room.count && reader.count >= 8 {
            room[end] = UInt8(truncatingIfNeeded: reader.bits)
            reader.drop(8)
            end += 1
            left -= 1
        }
        let count = min(left, room.count - end, input.count - at)
        for index in 0..<count { room[end + index] = input[at + index] }
        at += count
        end += count
        return left - count
    }

    /// The codes of section 3.2.6.
    private static let fixed: (literals: InflateTable, distances: InflateTable) = {
        var (literals, distances) = (InflateTable(.literals), InflateTable(.distances))
        let lengths = (0..<288 as Range<Int>).map { UInt8($0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8) }
        let isBuilt = literals.build(lengths[...]) && distances.build([UInt8](repeating: 5, count: 32)[...])
        precondition(isBuilt, "both codes are complete")
        return (literals, distances)
    }()
}
