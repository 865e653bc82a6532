import Bytes
import CSV

/// Decides how the bytes of a text become characters.
struct EncodingRule {
    private(set) var encoding = Encoding.utf8
    private(set) var evidence = "all bytes are ASCII"
    private(set) var isAssumed = false
    /// The text in UTF-8, without a byte order mark.
    private(set) var text: [UInt8]

    init(_ bytes: [UInt8]) {
        text = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            text.removeFirst(3)
            evidence = "a byte order mark"
            return
        }
        guard bytes.contains(where: { $0 >= 0x80 }) else { return }
        evidence = "valid UTF-8"
        if isValidUTF8(bytes.span, bytes.indices) { return }
        let (sound, broken, hasWindows) = Self.count(bytes)
        if sound > broken * 20 {
            evidence = "\(broken) of \(sound + broken) characters beyond ASCII are not UTF-8, the others are"
            return
        }
        encoding = hasWindows ? .windows1252 : .latin1
        evidence = hasWindows ? "bytes 80 to 9F occur, and not as UTF-8" : "bytes A0 to FF occur, and not as UTF-8"
        text = []
        text.reserveCapacity(bytes.count + bytes.count / 8)
        encoding.append(bytes.span, bytes.indices, to: &text)
    }

    /// How many sequences of bytes from 0x80 on are UTF-8, how many are not, and whether 0x80 to 0x9F are among these.
    private static func count(_ bytes: [UInt8]) -> (sound: Int, broken: Int, hasWindows: Bool) {
        var (sound, broken, hasWindows, at) = (0, 0, false, 0)
        while at < bytes.count {
            let byte = bytes[at]
            if byte < 0x80 {
                at += 1
                continue
            }
            let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC2 ? 2 : 1
            if length > 1, at + length <= bytes.count, isValidUTF8(bytes.span, at..<at + length) {
                sound += 1
                at += length
            } else {
                broken += 1
                if byte < 0xA0 { hasWindows = true }
                at += 1
            }
        }
        return (sound, broken, hasWindows)
    }
}
