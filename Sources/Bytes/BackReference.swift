/// How many bytes behind the copy `copyBack` may overwrite.
package let copyBackOverrun = 16

/// Copies `count` bytes that begin `distance` bytes before `offset` to `offset`, as LZ77 does: if the two ranges
/// overlap, the bytes between them repeat. Fewer than `copyBackOverrun` bytes behind the copy are overwritten. Traps
/// unless `distance` is 1 to `offset`, and `copyBackOverrun` bytes follow the copy.
@inlinable
@inline(__always)
package func copyBack(_ bytes: inout MutableSpan<UInt8>, distance: Int, to offset: Int, count: Int) {
    precondition(distance > 0 && distance <= offset, "the bytes to copy lie outside of the bytes")
    precondition(count >= 0 && offset + count + 16 <= bytes.count, "the copy would lie outside of the bytes")
    // All loads and stores lie within the bytes (checked above), and any bits are valid bytes. A step copies no byte
    // that the same step writes, except the bytes beyond `distance`, which the next step overwrites.
    var room = unsafe bytes.mutableBytes
    var (from, to) = (offset &- distance, offset)
    let end = offset &+ count
    if distance >= 16 {
        while to < end {
            let lanes = unsafe room.unsafeLoadUnaligned(fromUncheckedByteOffset: from, as: SIMD16<UInt8>.self)
            unsafe room.storeBytes(of: lanes, toUncheckedByteOffset: to, as: SIMD16<UInt8>.self)
            (from, to) = (from &+ 16, to &+ 16)
        }
    } else if distance == 1 {
        let byte = unsafe room.unsafeLoadUnaligned(fromUncheckedByteOffset: from, as: UInt8.self)
        let lanes = SIMD16(repeating: byte)
        while to < end {
            unsafe room.storeBytes(of: lanes, toUncheckedByteOffset: to, as: SIMD16<UInt8>.self)
            to &+= 16
        }
    } else {
        let step = min(distance, 8)
        while to < end {
            let word = unsafe room.unsafeLoadUnaligned(fromUncheckedByteOffset: from, as: UInt64.self)
            unsafe room.storeBytes(of: word, toUncheckedByteOffset: to, as: UInt64.self)
            (from, to) = (from &+ step, to &+ step)
        }
    }
}
