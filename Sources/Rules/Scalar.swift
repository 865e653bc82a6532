/// A scalar of a YAML file: its content, and the place in the file of each byte of the content.
struct Scalar {
    /// The keys that lead to it; an entry of a sequence adds none.
    let path: [String]
    /// The byte in the file at which it begins.
    let start: Int
    /// Whether it is an alias, or has an anchor that aliases may refer to.
    let isShared: Bool
    /// The text without quotes and indentation, escapes resolved.
    private(set) var content: [UInt8] = []
    private var origins: [Range<Int>] = []

    init(path: [String], start: Int, isShared: Bool) {
        (self.path, self.start, self.isShared) = (path, start, isShared)
    }

    var text: String { String(decoding: content, as: UTF8.self) }

    /// The bytes of the file that `range` of the content comes from.
    func origin(_ range: Range<Int>) -> Range<Int> {
        range.isEmpty ? start..<start : origins[range.lowerBound].lowerBound..<origins[range.upperBound - 1].upperBound
    }

    mutating func append(_ byte: UInt8, from origin: Range<Int>) {
        content.append(byte)
        origins.append(origin)
    }

    /// Joins two lines that `blankLines` separate: with a space if there are none, else with a line feed for each.
    mutating func appendFold(blankLines: Int, at origin: Range<Int>) {
        if blankLines == 0 { append(UInt8(ascii: " "), from: origin) }
        for _ in 0..<blankLines { append(UInt8(ascii: "\n"), from: origin) }
    }

    mutating func trimBlanks(downTo count: Int) {
        while content.count > count, content.last == UInt8(ascii: " ") || content.last == UInt8(ascii: "\t") {
            content.removeLast()
            origins.removeLast()
        }
    }
}
