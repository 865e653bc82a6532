// Advice for the next editor: each piece is a wait for memory of 100 ns and more. The processor waits for as many at
// once as it sees ahead, some hundred instructions, so what is added to the loop costs more than it takes by itself.
// `copy`, which asks for the length every sixteen bytes, is no help here: with it a walk takes a third longer.

/// Where some bytes lie among others.
package struct Piece {
    /// Where it begins.
    package let offset: Int
    /// How many bytes it has.
    package let length: Int

    /// A piece; whether there are such bytes is asked where they are copied.
    @inlinable @inline(__always)
    package init(offset: Int, length: Int) { (self.offset, self.length) = (offset, length) }
}

/// How many bytes of a piece are copied before its length is asked for: most records are no longer.
private let firstBytes = 32
private let moreBytes = 16

extension [UInt8] {
    /// Appends pieces that lie anywhere in `source`. Traps unless all their bytes exist and no length is negative.
    /// O(bytes), and some 20 ns a piece that no cache holds.
    package mutating func append(_ pieces: Span<Piece>, of source: Span<UInt8>) {
        var total = 0
        for index in pieces.indices {
            let piece = pieces[index]
            precondition(piece.length >= 0, "a piece has no negative length")
            total += piece.length
        }
        append(upTo: total + firstBytes) { room in
            var at = 0
            for index in pieces.indices {
                let piece = pieces[index]
                // Copies go up to `firstBytes` beyond the end of the piece.
                if piece.offset >= 0 && piece.offset + piece.length + firstBytes <= source.count {
                    copyAhead(piece, of: source, to: &room, at: at)
                } else {
                    for place in 0..<piece.length { room[at + place] = source[piece.offset + place] }
                }
                at += piece.length
            }
            return total
        }
    }
}

/// Copies a piece and up to `firstBytes` behind it.
@inline(__always)
private func copyAhead(
    _ piece: Piece, of source: Span<UInt8>, to target: inout MutableSpan<UInt8>, at place: Int
) {
    // The caller has checked that `firstBytes` follow the piece in the source; in the target they do because all pieces
    // together are that much shorter than the room. Any bits are valid bytes.
    var room = unsafe target.mutableBytes
    let first = unsafe source.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: piece.offset, as: SIMD32<UInt8>.self)
    unsafe room.storeBytes(of: first, toUncheckedByteOffset: place, as: SIMD32<UInt8>.self)
    var copied = firstBytes
    while copied < piece.length {
        let more = unsafe source.bytes.unsafeLoadUnaligned(
            fromUncheckedByteOffset: piece.offset &+ copied, as: SIMD16<UInt8>.self)
        unsafe room.storeBytes(of: more, toUncheckedByteOffset: place &+ copied, as: SIMD16<UInt8>.self)
        copied &+= moreBytes
    }
}
