import Bytes
import POSIX

/// The content of a file that had to be decoded, in a temporary file without a name.
struct Spool {
    let descriptor: FileDescriptor
    let size: Int
    /// The size of the file as far as it was decoded, and whether it is UTF-16 and nothing else.
    let rawSize: Int
    let isUTF16: Bool

    /// The offset in the file of the content from `offset` on, which is less than a record from the end. Without
    /// meaning for gzip.
    func rawOffset(of offset: Int) -> Int {
        if !isUTF16 { return offset }
        var rest: [UInt8] = []
        while offset + rest.count < size {
            // The descriptor has no name, so nobody else can change the file.
            let count = try? descriptor.read(into: &rest, atMost: size - offset - rest.count, from: offset + rest.count)
            if count ?? 0 == 0 { break }
        }
        return rawSize - UTF16Decoder.sourceBytes(of: rest.span, 0..<rest.count)
    }
}

/// Decodes a file into a temporary file, a piece per step.
struct Spooling {
    private static let pieceBytes = 1 << 17

    /// The number of the file within its source.
    let number: Int
    private let path: String
    private let folder: String
    private let content: ContentReader
    private let source: FileDescriptor
    private let target: FileDescriptor
    private var size = 0

    init(_ file: SourceFile, _ content: ContentReader) throws(FeedError) {
        (number, path, self.content) = (file.number, file.path, content)
        source = try reading(file.path) { () throws(SystemError) in try FileDescriptor.open(file.path) }
        folder = FileSystem.temporaryFolder
        do {
            target = try FileDescriptor.temporary(in: folder)
        } catch {
            throw .noRoom(path: file.path, folder: folder, error)
        }
    }

    /// Why the content ended too early; nil if it did not.
    var fault: ContentFault? { content.fault }

    /// Decodes the next piece. The content when all of it is in the temporary file.
    mutating func step() throws(FeedError) -> Spool? {
        var bytes: [UInt8] = []
        let (content, source, target) = (content, source, target)
        try reading(path) { () throws(SystemError) in
            try content.read(source, atLeast: Self.pieceBytes, into: &bytes)
        }
        do {
            try target.write(bytes)
        } catch {
            throw .noRoom(path: path, folder: folder, error)
        }
        size += bytes.count
        guard content.isAtEnd else { return nil }
        return Spool(
            descriptor: target, size: size, rawSize: content.offset(of: []),
            isUTF16: content.units != nil && !content.isGzip)
    }
}
