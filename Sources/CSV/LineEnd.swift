/// The line end (CRLF, LF or CR) at `index`; nil for any other byte. A CR that is the last byte is not whole, because
/// an LF may follow, unless `atEnd`: then no bytes follow.
func lineEnd(_ bytes: Span<UInt8>, at index: Int, atEnd: Bool) -> (next: Int, isWhole: Bool)? {
    let byte = bytes[index]
    if byte == 0x0A { return (index + 1, true) }
    if byte != 0x0D { return nil }
    if index + 1 == bytes.count { return (index + 1, atEnd) }
    return (bytes[index + 1] == 0x0A ? index + 2 : index + 1, true)
}

/// The first line end from `start` on. Without a line end: the end of the bytes, and not whole.
func firstLineEnd(_ bytes: Span<UInt8>, from start: Int, atEnd: Bool) -> (at: Int, next: Int, isWhole: Bool) {
    for index in start..<bytes.count {
        if let end = lineEnd(bytes, at: index, atEnd: atEnd) { return (index, end.next, end.isWhole) }
    }
    return (bytes.count, bytes.count, false)
}
