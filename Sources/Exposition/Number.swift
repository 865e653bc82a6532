import Bytes

/// How many bytes from its offset on `write(_:to:at:)` may overwrite. The text of a number has at most 24 bytes.
let numberRoom = 40

/// Appends a sample value: the shortest decimal that reads back as the same double, in a spelling that Go's
/// `strconv.ParseFloat` and Python's `float()` accept: `1027`, `0.1`, `1.5e-07`, `+Inf`, `-Inf`, `NaN`, `-0`.
package func appendNumber(_ value: Double, to bytes: inout [UInt8]) {
    bytes.append(upTo: numberRoom) { write(value, to: &$0, at: 0) }
}

/// Writes the text of `appendNumber` to `target` from `start` on and returns its end. Traps unless `numberRoom` bytes
/// follow `start`.
@inline(__always)
func write(_ value: Double, to target: inout MutableSpan<UInt8>, at start: Int) -> Int {
    var offset = start
    if value.sign == .minus && !value.isNaN {
        target[offset] = UInt8(ascii: "-")
        offset += 1
    }
    let magnitude = value.magnitude
    if magnitude < 0x1p53 {
        let whole = UInt64(magnitude)
        if Double(whole) == magnitude { return write(whole, to: &target, at: offset) }
        if let end = writeFraction(magnitude, whole, to: &target, at: offset) { return end }
    }
    return writeOther(value, magnitude, to: &target, at: offset)
}

/// Writes all other values: powers of two, values with an exponent, infinities and NaN. The caller has written the
/// minus sign.
@inline(never)
private func writeOther(
    _ value: Double, _ magnitude: Double, to target: inout MutableSpan<UInt8>, at offset: Int
) -> Int {
    var text = value.isNaN ? "NaN" : magnitude.isFinite ? magnitude.description : value < 0 ? "Inf" : "+Inf"
    // The standard library also writes the shortest digits, but adds ".0" to whole numbers.
    if text.hasSuffix(".0") { text.removeLast(2) }
    for (place, byte) in text.utf8.enumerated() { target[offset + place] = byte }
    return offset + text.utf8.count
}

/// Writes a number between 0.0001 and 2^53 that is neither an integer nor a power of two; `whole` is its integral part.
/// Returns nil for other numbers. About six times as fast as the standard library, which makes a String.
@inline(__always)
private func writeFraction(
    _ magnitude: Double, _ whole: UInt64, to target: inout MutableSpan<UInt8>, at offset: Int
) -> Int? {
    guard magnitude >= 1e-4, magnitude.significandBitPattern != 0 else { return nil }
    let (digits, decimals) = shortestDigits(magnitude)
    let point = write(whole, to: &target, at: offset)
    target[point] = UInt8(ascii: ".")
    // Up to three zeros follow the point, then at most 17 digits: the fraction is scaled to exactly 17.
    storeWord(0x3030_3030, &target, point + 1)
    let zeros = magnitude >= 0.1 ? 0 : magnitude >= 0.01 ? 1 : magnitude >= 0.001 ? 2 : 3
    let fraction = (digits &- whole &* powerOfTen(decimals)) &* powerOfTen(17 &- decimals &+ zeros)
    let (high, low) = fraction.quotientAndRemainder(dividingBy: 100_000_000)
    let (first, middle) = high.quotientAndRemainder(dividingBy: 100_000_000)
    let (left, right) = (eightDigits(middle), eightDigits(low))
    let start = point + 1 + zeros
    target[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: first)
    storeWord(left, &target, start + 1)
    storeWord(right, &target, start + 9)
    // The text ends with the last digit other than zero.
    if low != 0 { return start + 9 + digitsUpToLast(right) }
    return start + 1 + (middle != 0 ? digitsUpToLast(left) : 0)
}

/// The shortest digits that read back as `magnitude`, and of several equally short ones the nearest. The last
/// `decimals` digits follow the point; trailing zeros are possible. Takes the numbers that `writeFraction` takes.
///
/// After R. Giulietti, "The Schubfach way to render doubles", for a range in which all arithmetic is exact. Multiplied
/// by 10^decimals, the double and the midpoints to its two neighbours become 128-bit integers over a power of two. They
/// are rounded down to quarters here, and the lowest bit records whether a remainder was cut off. At most one multiple
/// of ten lies between the midpoints, and then it is the shortest text. Otherwise one of the two integers next to the
/// double is.
@inline(__always)
private func shortestDigits(_ magnitude: Double) -> (digits: UInt64, decimals: Int) {
    let significand = magnitude.significandBitPattern | 1 << 52
    let exponent = Int(magnitude.exponentBitPattern) &- 1075
    // -log10(2^exponent), rounded up: 0 to 20.
    let decimals = 0 &- (exponent &* 1_262_611) >> 22
    let power = powersOfFive[decimals]
    let shift = power.leadingZeroBitCount
    let factor = power << UInt64(shift)
    let places = UInt64(exponent &+ decimals &- shift &+ 64)
    func quarters(_ number: UInt64) -> UInt64 {
        let (high, low) = factor.multipliedFullWidth(by: number << places)
        return high | (low != 0 ? 1 : 0)
    }
    // A midpoint reads back as the double if the significand is even.
    let odd = significand & 1
    let least = quarters(4 &* significand &- 2) &+ odd
    let most = quarters(4 &* significand &+ 2) &- odd
    let exact = quarters(4 &* significand)
    let below = exact >> 2
    let tens = below / 10
    let (downTen, upTen) = (least <= 40 &* tens, 40 &* tens &+ 40 <= most)
    if downTen != upTen { return (10 &* (tens &+ (upTen ? 1 : 0)), decimals) }
    let (down, up) = (least <= 4 &* below, 4 &* below &+ 4 <= most)
    if down != up { return (below &+ (up ? 1 : 0), decimals) }
    let middle = 4 &* below &+ 2
    return (below &+ (exact > middle || exact == middle && below & 1 == 1 ? 1 : 0), decimals)
}

/// 5^0 to 5^21.
private let powersOfFive: [UInt64] = [
    1, 5, 25, 125, 625, 3125, 15_625, 78_125, 390_625, 1_953_125, 9_765_625, 48_828_125, 244_140_625, 1_220_703_125,
    6_103_515_625, 30_517_578_125, 152_587_890_625, 762_939_453_125, 3_814_697_265_625, 19_073_486_328_125,
    95_367_431_640_625, 476_837_158_203_125,
]

/// 10^0 to 10^19.
@inline(__always)
private func powerOfTen(_ exponent: Int) -> UInt64 { powersOfFive[exponent] << UInt64(exponent) }

/// The position, from 1, of the last digit other than 0 in a word of `eightDigits`.
@inline(__always)
private func digitsUpToLast(_ digits: UInt64) -> Int {
    8 - (digits & 0x0F0F_0F0F_0F0F_0F0F).leadingZeroBitCount >> 3
}

/// Writes an integer below 10^16 and returns its end.
@inline(__always)
private func write(_ number: UInt64, to target: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    if number < 100_000_000 { return writeShort(number, to: &target, at: offset) }
    let (high, low) = number.quotientAndRemainder(dividingBy: 100_000_000)
    let middle = writeShort(high, to: &target, at: offset)
    storeWord(eightDigits(low), &target, middle)
    return middle + 8
}

/// Writes an integer below 10^8 without leading zeros.
@inline(__always)
private func writeShort(_ number: UInt64, to target: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    let digits = eightDigits(number)
    // The first digit is the lowest byte; of zeros alone, the last one stays.
    let zeros = min(7, (digits & 0x0F0F_0F0F_0F0F_0F0F).trailingZeroBitCount >> 3)
    storeWord(digits >> UInt64(8 * zeros), &target, offset)
    return offset + 8 - zeros
}

/// The eight decimal digits of a number below 10^8, first digit in the lowest byte. Divides all lanes of the word at
/// once by multiplying with a reciprocal: 10486/2^20 for 1/100, exact below 10^4, and 103/2^10 for 1/10, exact below
/// 10^2.
@inline(__always)
private func eightDigits(_ number: UInt64) -> UInt64 {
    let (high, low) = number.quotientAndRemainder(dividingBy: 10_000)
    let fours = high | low << 32
    let hundreds = (fours &* 10_486) >> 20 & 0x0000_007F_0000_007F
    let twos = (fours &- hundreds &* 100) << 16 | hundreds
    let tens = (twos &* 103) >> 10 & 0x000F_000F_000F_000F
    return tens | (twos &- tens &* 10) << 8 | 0x3030_3030_3030_3030
}
