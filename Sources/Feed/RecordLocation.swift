import POSIX

/// The place at which a record begins.
package struct RecordLocation: Sendable, Equatable, CustomStringConvertible {
    /// The path of the file.
    package let path: String
    /// The line, from 1; nil if it is unknown.
    package let line: Int?

    /// `path:line`, as compilers and editors write it.
    package var description: String { line.map { "\(path):\($0)" } ?? path }
}

/// Returns the line (from 1) that begins at `offset` of a file, by counting the line ends (CRLF, LF, lone CR) before
/// `offset`. Nil if the file cannot be read up to `offset`. O(offset).
func lineNumber(at offset: Int, in path: String) -> Int? {
    guard let descriptor = try? FileDescriptor.open(path) else { return nil }  // the message has no line then
    var (line, position) = (1, 0)
    var wasReturn = false
    var bytes: [UInt8] = []
    while position < offset {
        bytes.removeAll(keepingCapacity: true)
        let wanted = min(1 << 20, offset - position)
        guard let count = try? descriptor.read(into: &bytes, atMost: wanted), count > 0 else { return nil }  // as above
        for byte in bytes {
            if byte == 0x0A ? !wasReturn : byte == 0x0D { line += 1 }
            wasReturn = byte == 0x0D
        }
        position += count
    }
    return line
}
