/// A scalar of a YAML file: what it says, and where each byte of that stands in the file.
struct Scalar {
    /// The keys that lead to it; the entries of sequences have no key of their own.
    let path: [String]
    /// Where it begins in the file.
    let start: Int
    /// Whether it is an alias, or has an anchor that others may refer to.
    let isShared: Bool
    /// Its text without quotes, escapes and indentation.
    private(set) var content: [UInt8] = []
    private var origins: [Range<Int>] = []

    init(path: [String], start: Int, isShared: Bool) {
        (self.path, self.start, self.isShared) = (path, start, isShared)
    }

    var text: String { String(decoding: content, as: UTF8.self) }

    /// Where in the file `range` of the content stands.
    func origin(_ range: Range<Int>) -> Range<Int> {
        range.isEmpty ? start..<start : origins[range.lowerBound].lowerBound..<origins[range.upperBound - 1].upperBound
    }

    mutating func append(_ byte: UInt8, from origin: Range<Int>) {
        content.append(byte)
        origins.append(origin)
    }

    /// Joins two lines of which `blankLines` stand between: folded to a space where there are none.
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
