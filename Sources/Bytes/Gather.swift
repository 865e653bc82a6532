// Advice for the next editor: each piece is a wait for memory of 100 ns and more. The processor waits for as many at
// once as it sees ahead, some hundred instructions, so what is added to the loop costs more than it takes by itself.

/// How many bytes of a piece are copied before its length is asked for: most records are no longer.
private let firstBytes = 32
private let moreBytes = 16

extension [UInt8] {
    /// Appends pieces that lie anywhere in `source`: from each of `offsets` on as many bytes as `lengths` says.
    /// Traps unless all these bytes exist and there are as many of both. O(bytes), and some 20 ns a piece that no cache
    /// holds.
    package mutating func append(piecesOf source: Span<UInt8>, at offsets: Span<Int>, lengths: Span<UInt32>) {
        precondition(offsets.count == lengths.count, "each piece needs an offset and a length")
        var total = 0
        for index in lengths.indices { total += Int(lengths[index]) }
        append(upTo: total + firstBytes) { room in
            var at = 0
            for index in offsets.indices {
                let (offset, length) = (offsets[index], Int(lengths[index]))
                // Copies go up to `firstBytes` beyond the end of the piece.
                if offset >= 0 && offset + length + firstBytes <= source.count {
                    copyAhead(source, offset, length, to: &room, at: at)
                } else {
                    for place in 0..<length { room[at + place] = source[offset + place] }
                }
                at += length
            }
            return total
        }
    }
}

/// Copies a piece and up to `firstBytes` behind it.
@inline(__always)
private func copyAhead(
    _ source: Span<UInt8>, _ offset: Int, _ length: Int, to target: inout MutableSpan<UInt8>, at place: Int
) {
    // The caller has checked that `firstBytes` follow the piece in the source; in the target they do because all pieces
    // together are that much shorter than the room. Any bits are valid bytes.
    var room = unsafe target.mutableBytes
    let first = unsafe source.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: SIMD32<UInt8>.self)
    unsafe room.storeBytes(of: first, toUncheckedByteOffset: place, as: SIMD32<UInt8>.self)
    var copied = firstBytes
    while copied < length {
        let more = unsafe source.bytes.unsafeLoadUnaligned(
            fromUncheckedByteOffset: offset &+ copied, as: SIMD16<UInt8>.self)
        unsafe room.storeBytes(of: more, toUncheckedByteOffset: place &+ copied, as: SIMD16<UInt8>.self)
        copied &+= moreBytes
    }
}
