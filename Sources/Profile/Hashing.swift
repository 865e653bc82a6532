import Bytes

/// A number with whose bits others are mixed: its ones and zeros are spread evenly, and it is odd.
private let firstMixer: UInt64 = 0x9E37_79B9_7F4A_7C15
private let secondMixer: UInt64 = 0xD6E8_FEB8_6659_FD93

/// Two words as one whose bits all depend on all bits of both.
@inline(__always)
func mixed(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = (left ^ firstMixer).multipliedFullWidth(by: right ^ secondMixer)
    return product.high ^ product.low
}

/// A hash of the bytes in `range`. The same bytes have the same hash in every run. O(n).
@inline(__always)
func hash(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
    var (at, end) = (range.lowerBound, range.upperBound)
    var state = UInt64(truncatingIfNeeded: range.count)
    while end &- at > 16 {
        state = mixed(loadWord(bytes, at) ^ state, loadWord(bytes, at &+ 8))
        at &+= 16
    }
    var (low, high): (UInt64, UInt64) = (0, 0)
    if end &- at >= 8 {
        (low, high) = (loadWord(bytes, at), loadWord(bytes, end &- 8))
    } else if end >= 8 {
        // The word that ends with the text; the bytes before the text are shifted out.
        low = end == at ? 0 : loadWord(bytes, end &- 8) >> UInt64(truncatingIfNeeded: 64 &- 8 &* (end &- at))
    } else {
        while end > at {
            end &-= 1
            low = low << 8 | UInt64(bytes[end])
        }
    }
    return mixed(low ^ state, high)
}
