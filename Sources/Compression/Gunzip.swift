import Bytes

/// Decompresses gzip files (RFC 1952) piece by piece: one member or several, each with its checksum and length
/// verified. Zeros behind the last member are padding, as `gzip` has it. A decompressor takes about 200 KiB.
package struct Gunzip {
    /// What a call of `decompress` came to.
    package enum Step {
        /// The bytes of `input` are used up.
        case needsInput
        /// More output may follow without more input.
        case hasMore
        /// The file ended well.
        case ended
    }

    /// The compressed bytes to read next: append to them. Bytes that were read are removed.
    package var input: [UInt8] = []
    private var inflate = Inflate()
    private var reader = BitReader()
    private var checksum = CRC32()
    private var state = State.header(isFirst: true)
    /// The last bytes of the member, then room.
    private var room = [UInt8](repeating: 0, count: Self.window + Self.pieceBytes + Inflate.leastRoom)
    /// The start of the member in `room`, the end of the bytes there, and how many of them were handed on.
    private var (start, end, taken) = (0, 0, 0)

    private enum State {
        case header(isFirst: Bool)
        case body
        case trailer
        case ended
        case failed(GzipFault)
    }

    /// How far back a match may reach (RFC 1951, section 2).
    private static let window = 32768
    private static let pieceBytes = 1 << 16
    /// The most bytes of a member's header, whose name and comment have no limit of their own.
    private static let maximumHeader = 1 << 20

    /// A decompressor before the first byte.
    package init() {}

    /// Whether the bytes begin like a gzip file.
    package static func isGzip(_ bytes: [UInt8]) -> Bool { bytes.count >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B }

    /// Decompresses bytes of `input`, and appends up to about 100 KiB to `output`. With `isInputAtEnd`, no bytes follow
    /// `input`. On a fault, the bytes before it have been appended; every further call has the same fault. O(bytes).
    package mutating func decompress(isInputAtEnd: Bool, to output: inout [UInt8]) throws(GzipFault) -> Step {
        // Spans of properties would lock all of `self`, so the arrays move to local variables.
        var (input, room) = ([UInt8](), [UInt8]())
        swap(&input, &self.input)
        swap(&room, &self.room)
        var at = 0
        defer {
            input.keepOnly(at..<input.count)
            swap(&input, &self.input)
            swap(&room, &self.room)
        }
        do throws(GzipFault) {
            let step = try advance(input.span, &at, &room, &output)
            guard case .needsInput = step, isInputAtEnd else { return step }
            guard case .header(isFirst: false) = state, at == input.count, reader.count == 0 else { throw .cutOff }
            state = .ended
            return .ended
        } catch {
            state = .failed(error)
            throw error
        }
    }

    private mutating func advance(
        _ input: Span<UInt8>, _ at: inout Int, _ room: inout [UInt8], _ output: inout [UInt8]
    ) throws(GzipFault) -> Step {
        while true {
            switch state {
            case .failed(let fault): throw fault
            case .ended: return .ended
            case .header(let isFirst):
                let before = (reader, at)
                guard try readHeader(input, &at, isFirst: isFirst) else {
                    (reader, at) = before
                    if input.count - at > Self.maximumHeader { throw .corrupt }
                    return .needsInput
                }
            case .body:
                let stop = try inflate(input, &at, &room, &output)
                if case .needsInput = stop { return .needsInput }
                if case .needsRoom = stop { return .hasMore }
                reader.align()
                state = .trailer
            case .trailer:
                let before = (reader, at)
                guard let sum = reader.take(32, input, &at), let length = reader.take(32, input, &at) else {
                    (reader, at) = before
                    return .needsInput
                }
                if UInt32(sum) != checksum.value { throw .checksum }
                if UInt32(length) != UInt32(truncatingIfNeeded: checksum.count) { throw .length }
                state = .header(isFirst: false)
            }
        }
    }

    private mutating func inflate(
        _ input: Span<UInt8>, _ at: inout Int, _ room: inout [UInt8], _ output: inout [UInt8]
    ) throws(GzipFault) -> Inflate.Stop {
        if room.count - end < Inflate.leastRoom + Self.pieceBytes / 2 {
            // Keeps the window, and the length of the array.
            let kept = min(end - start, Self.window)
            for index in 0..<kept { room[index] = room[end - kept + index] }
            (start, end, taken) = (0, kept, kept)
        }
        defer {
            checksum.update(room.span, taken..<end)
            output.append(room.span, taken..<end)
            taken = end
        }
        var span = room.mutableSpan
        return try inflate.run(&reader, input, &at, &span, from: start, &end)
    }

    /// Reads the header of a member (RFC 1952, section 2.3), or finds the end of the file. False if bytes are missing.
    private mutating func readHeader(
        _ input: Span<UInt8>, _ at: inout Int, isFirst: Bool
    ) throws(GzipFault) -> Bool {
        guard let first = reader.take(8, input, &at) else { return false }
        if !isFirst && first == 0 { return true }
        guard let second = reader.take(8, input, &at) else { return false }
        if first != 0x1F || second != 0x8B { throw isFirst ? .corrupt : .trailingBytes }
        guard let method = reader.take(8, input, &at), let flags = reader.take(8, input, &at) else { return false }
        if method != 8 || flags & 0xE0 != 0 { throw .corrupt }
        for _ in 0..<6 where reader.take(8, input, &at) == nil { return false }
        if flags & 4 != 0 {
            guard let length = reader.take(16, input, &at) else { return false }
            for _ in 0..<length where reader.take(8, input, &at) == nil { return false }
        }
        for flag in [8, 16] where flags & flag != 0 {
            var byte: Int?
            repeat {
                byte = reader.take(8, input, &at)
                if byte == nil { return false }
            } while byte != 0
        }
        if flags & 2 != 0 && reader.take(16, input, &at) == nil { return false }
        inflate.restart()
        checksum = CRC32()
        (start, taken) = (end, end)
        state = .body
        return true
    }
}
