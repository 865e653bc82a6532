/// Whether `range` of `bytes` is valid UTF-8 (RFC 3629: no overlong forms, no surrogates). O(n).
package func isValidUTF8(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var at = range.lowerBound
    while at < range.upperBound {
        let lead = bytes[at]
        at += 1
        if lead < 0x80 { continue }
        // The second byte has bounds that depend on the lead byte; all further bytes are 0x80...0xBF.
        let (following, least, most): (Int, UInt8, UInt8)
        switch lead {
        case 0xC2...0xDF: (following, least, most) = (1, 0x80, 0xBF)
        case 0xE0: (following, least, most) = (2, 0xA0, 0xBF)
        case 0xED: (following, least, most) = (2, 0x80, 0x9F)
        case 0xE1...0xEF: (following, least, most) = (2, 0x80, 0xBF)
        case 0xF0: (following, least, most) = (3, 0x90, 0xBF)
        case 0xF1...0xF3: (following, least, most) = (3, 0x80, 0xBF)
        case 0xF4: (following, least, most) = (3, 0x80, 0x8F)
        default: return false
        }
        guard at + following <= range.upperBound, bytes[at] >= least, bytes[at] <= most else { return false }
        for offset in 1..<following where bytes[at + offset] & 0xC0 != 0x80 { return false }
        at += following
    }
    return true
}
