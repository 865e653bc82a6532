/// The place in a file where the records begin that no replay has applied.
package struct FileMark: Equatable, Sendable {
    /// The file as the replay knew it.
    let file: FeedFile
    /// Bytes before the place.
    let offset: Int
    /// Its line, from 1.
    let line: UInt32

    init(_ file: FeedFile, _ offset: Int, line: UInt32) {
        self.file = file
        self.offset = offset
        self.line = line
    }
}
