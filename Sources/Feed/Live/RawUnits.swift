import Bytes
import CSV

/// The bytes of UTF-16 from which a batch of a followed file was decoded. Positions in a followed file are positions of
/// these bytes.
struct RawUnits {
    let bytes: [UInt8]
    /// How many of the bytes were decoded. Behind them is a part of a character, or room that is not written yet.
    fileprivate let decoded: Int
    /// The text of the decoded bytes.
    fileprivate let text: [UInt8]

    /// Whether half a unit is left.
    var hasOddByte: Bool { bytes.count % 2 == 1 }

    /// How many of the bytes the text before `consumed` has.
    func count(before consumed: Int) -> Int {
        decoded - UTF16Decoder.sourceBytes(of: text.span, consumed..<text.count)
    }
}

extension LiveReading {
    /// Replaces the bytes of UTF-16 in `records` by their text, if the file is UTF-16. With `isAtEnd`, these are all
    /// bytes of the file, and NULs at their end are characters that are not written yet. With `isEnding`, none will
    /// follow.
    func decode(_ records: inout RecordBatch, isAtEnd: Bool, isEnding: Bool) -> RawUnits? {
        guard let units = file.units else { return nil }
        var text: [UInt8] = []
        let end = units.decode(records.bytes.span, from: 0, isInputAtEnd: isEnding && isAtEnd, to: &text)
        let missing = isAtEnd ? text.reversed().prefix { $0 == 0 }.count : 0
        text.removeLast(missing)
        let raw = RawUnits(bytes: records.bytes, decoded: end - missing * 2, text: text)
        records.bytes = text
        return raw
    }
}
