import POSIX

/// The place at which a record begins.
package struct RecordLocation: Sendable, Equatable, CustomStringConvertible {
    /// The path of the file.
    package let path: String
    /// The line, from 1; nil if it is unknown.
    package let line: Int?

    /// A place as given.
    package init(path: String, line: Int?) { (self.path, self.line) = (path, line) }

    /// `path:line`, as compilers and editors write it.
    package var description: String { line.map { "\(path):\($0)" } ?? path }
}

/// Returns the line (from 1) that begins at `offset` of the content of a file, by counting the line ends (CRLF, LF,
/// lone CR) before `offset`. Nil if the file cannot be read up to `offset`. O(offset).
func lineNumber(at offset: Int, in file: FeedFile) -> Int? {
    guard let descriptor = try? FileDescriptor.open(file.path) else { return nil }  // the message has no line then
    var content: ContentReader?
    if case .decoded(let isUTF16) = file.form { content = ContentReader(isUTF16: isUTF16) }
    var (line, position) = (1, 0)
    var wasReturn = false
    var bytes: [UInt8] = []
    while position < offset {
        bytes.removeAll(keepingCapacity: true)
        let wanted = min(1 << 20, offset - position)
        do {
            if let content {
                try content.read(descriptor, atLeast: 1, into: &bytes)
            } else {
                _ = try descriptor.read(into: &bytes, atMost: wanted)
            }
        } catch {
            return nil  // as above
        }
        if bytes.isEmpty { return nil }
        for byte in bytes.prefix(offset - position) {
            if byte == 0x0A ? !wasReturn : byte == 0x0D { line += 1 }
            wasReturn = byte == 0x0D
        }
        position += bytes.count
    }
    return line
}
