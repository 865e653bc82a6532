/// The end of a line at `index`, if there is one; not whole if a CR is the last byte, which an LF may follow.
func lineEnd(_ bytes: Span<UInt8>, at index: Int, _ atEnd: Bool) -> (next: Int, isWhole: Bool)? {
    let byte = bytes[index]
    if byte == 0x0A { return (index + 1, true) }
    if byte != 0x0D { return nil }
    if index + 1 == bytes.count { return (index + 1, atEnd) }
    return (bytes[index + 1] == 0x0A ? index + 2 : index + 1, true)
}

/// The first end of a line from `start` on; behind the last byte, and not whole, if there is none.
func firstLineEnd(_ bytes: Span<UInt8>, from start: Int, _ atEnd: Bool) -> (at: Int, next: Int, isWhole: Bool) {
    for index in start..<bytes.count {
        if let end = lineEnd(bytes, at: index, atEnd) { return (index, end.next, end.isWhole) }
    }
    return (bytes.count, bytes.count, false)
}
