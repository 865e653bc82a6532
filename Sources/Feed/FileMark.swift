/// A place in a file at which a record begins.
package struct FileMark: Equatable, Sendable {
    /// Bytes before it.
    package let offset: Int
    /// Its line, from 1.
    package let line: UInt32

    init(_ offset: Int, line: UInt32) {
        self.offset = offset
        self.line = line
    }
}
