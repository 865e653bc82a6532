/// Decodes the block format of Snappy strictly, byte by byte: every element must lie within the announced length. Nil
/// for anything else. Allocates no more than the elements make.
/// https://github.com/google/snappy/blob/main/format_description.txt
package func snappyDecoded(_ block: [UInt8]) -> [UInt8]? {
    var (at, length, shift) = (0, 0, 0)
    while true {
        guard at < block.count, shift < 35 else { return nil }
        length |= Int(block[at] & 0x7F) << shift
        shift += 7
        at += 1
        if block[at - 1] < 0x80 { break }
    }
    guard length <= UInt32.max else { return nil }
    var output: [UInt8] = []
    while at < block.count {
        let tag = Int(block[at])
        at += 1
        guard tag & 3 != 0 else {
            guard let count = literalLength(block, &at, tag >> 2), count <= block.count - at else { return nil }
            guard count <= length - output.count else { return nil }
            output += block[at..<at + count]
            at += count
            continue
        }
        let bytes = [1, 2, 4][tag & 3 - 1]
        guard bytes <= block.count - at else { return nil }
        var offset = (0..<bytes).reduce(0) { $0 | Int(block[at + $1]) << (8 * $1) }
        at += bytes
        if bytes == 1 { offset |= (tag >> 5) << 8 }
        let count = bytes == 1 ? tag >> 2 & 7 + 4 : tag >> 2 + 1
        guard 1...max(1, output.count) ~= offset, !output.isEmpty, count <= length - output.count else { return nil }
        for _ in 0..<count { output.append(output[output.count - offset]) }
    }
    return output.count == length ? output : nil
}

private func literalLength(_ block: [UInt8], _ at: inout Int, _ code: Int) -> Int? {
    if code < 60 { return code + 1 }
    let bytes = code - 59
    guard bytes <= block.count - at else { return nil }
    let length = (0..<bytes).reduce(0) { $0 | Int(block[at + $1]) << (8 * $1) }
    at += bytes
    return length + 1
}
