/// The first place where a text is not JSON, or exceeds a limit.
package struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The line, from 1. Lines end with a line feed.
    package let line: Int
    /// The column, from 1, in Unicode scalars.
    package let column: Int
    let got: String
    let want: String

    /// One sentence without the place: `cannot read JSON: got A; want B`.
    package var message: String { "cannot read JSON: got \(got); want \(want)" }

    /// The sentence with its place, `line:column: cannot read JSON: got A; want B`.
    package var description: String { "\(line):\(column): \(message)" }

    /// A fault at the byte `place`, in front of which `bytes` are UTF-8.
    init(_ bytes: [UInt8], at place: Int, got: String, want: String) {
        let before = bytes[..<place]
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        line = 1 + before.count { $0 == UInt8(ascii: "\n") }
        // Each scalar has one byte that does not continue another.
        column = 1 + before[lineStart...].count { $0 & 0xC0 != 0x80 }
        self.got = got
        self.want = want
    }
}
