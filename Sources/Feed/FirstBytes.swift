import Bytes
import POSIX

/// The first bytes of a file's content, more of them with each call.
struct FirstBytes {
    /// Most headers are shorter: the first read touches two pages of memory, not sixteen.
    private static let firstBytes = 1 << 13
    private static let chunkBytes = 1 << 16

    private(set) var bytes: [UInt8] = []
    /// How many bytes were before `bytes`.
    private(set) var dropped = 0
    /// How the bytes of the file become text. Known after the first read.
    private(set) var form = FileForm.plain
    private let isUTF16: Bool
    private let isGrowing: Bool
    private let start: Int
    private var content: ContentReader?

    /// The bytes of a file, which begin at `start` unless they must be decoded.
    init(isUTF16: Bool, isGrowing: Bool, from start: Int) {
        (self.isUTF16, self.isGrowing, self.start) = (isUTF16, isGrowing, start)
    }

    /// The decoder of UTF-16; nil for other files.
    var units: UTF16Decoder? { content?.units }

    /// Whether the file is gzip. Known after the first read.
    var isGzip: Bool { content?.isGzip ?? false }

    /// Whether every second byte at the beginning is NUL, as in UTF-16 without a mark.
    var looksLikeUTF16: Bool {
        content == nil && dropped == 0 && bytes.count > 3 && (bytes[1], bytes[3]) == (0, 0) && bytes[2] != 0
    }

    /// Why the content ends too early; nil if it does not, as far as is known.
    var fault: ContentFault? { content?.fault }

    /// The offset in the file of the content from `offset` on. Without meaning for gzip.
    func rawOffset(_ offset: Int) -> Int { content?.offset(of: Array(bytes[offset...])) ?? start + dropped + offset }

    /// Removes bytes that are not needed any more.
    mutating func drop(_ count: Int) {
        dropped += count
        bytes.removeFirst(count)
    }

    /// Appends up to 64 KiB, or some more if they must be decoded. True if no bytes follow.
    mutating func readMore(_ descriptor: FileDescriptor) throws(SystemError) -> Bool {
        if let content {
            try content.read(descriptor, atLeast: Self.chunkBytes, into: &bytes)
            return content.isAtEnd
        }
        let known = dropped + bytes.count
        let count = try descriptor.read(
            into: &bytes, atMost: known == 0 ? Self.firstBytes : Self.chunkBytes, from: start + known)
        if dropped + bytes.count == count { form = ContentReader.form(of: bytes, isUTF16: isUTF16) }
        if form == .plain {
            // NULs behind a part of the header: the rest is not written yet.
            let missing = bytes.reversed().prefix { $0 == 0 }.count
            bytes.removeLast(missing)
            return count == 0 || missing > 0
        }
        content = ContentReader(isUTF16: isUTF16, isGrowing: isGrowing)
        bytes = []
        return try readMore(descriptor)
    }
}
