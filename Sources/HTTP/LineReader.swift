/// Assembles lines from pieces of a message's head or of the lines that frame a chunked body.
struct LineReader {
    enum Fault: Error {
        /// The lines have more bytes than the limit.
        case tooLong
        /// A carriage return is followed by something other than a line feed.
        case bareCarriageReturn
        /// A line ends with a line feed alone.
        case noCarriageReturn
    }

    /// The start of a line whose end has not arrived.
    private(set) var partial: [UInt8] = []
    /// Bytes of all complete lines, with their ends.
    private(set) var completeBytes = 0

    /// Whether no byte has arrived.
    var isAtStart: Bool { partial.isEmpty && completeBytes == 0 }

    /// Starts to count the lines' bytes from 0.
    mutating func restart() { completeBytes = 0 }

    /// Returns a line without its end, and moves `position` behind the end. Returns nil and keeps the start of the line
    /// if the end has not arrived. `limit` applies to the bytes of all lines with their ends. `mayOmitReturn` accepts a
    /// line feed alone (RFC 9112 section 2.2).
    mutating func take(
        _ bytes: [UInt8], _ position: inout Int, limit: Int, mayOmitReturn: Bool
    ) throws(Fault) -> [UInt8]? {
        let room = max(0, limit - completeBytes - partial.count)
        let rest = bytes[position...]
        // Searches only as many bytes as the limit allows, so that a long piece costs no more than a short one.
        guard let end = rest.prefix(room).firstIndex(of: UInt8(ascii: "\n")) else {
            if rest.count >= room { throw .tooLong }
            partial.append(contentsOf: rest)
            position = bytes.count
            return nil
        }
        partial.append(contentsOf: bytes[position..<end])
        position = end + 1
        completeBytes += partial.count + 1
        var line: [UInt8] = []
        swap(&line, &partial)
        if line.last == UInt8(ascii: "\r") {
            line.removeLast()
        } else if !mayOmitReturn {
            throw .noCarriageReturn
        }
        if line.contains(UInt8(ascii: "\r")) { throw .bareCarriageReturn }
        return line
    }
}
