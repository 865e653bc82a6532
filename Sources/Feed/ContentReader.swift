import Bytes
import Compression
import POSIX

/// How the bytes of a file become text.
package enum FileForm: Sendable, Equatable {
    /// As they are.
    case plain
    /// By a `ContentReader`; `isUTF16` if the dialect says UTF-16.
    case decoded(isUTF16: Bool)
}

/// The reason why the content of a file ends too early. The description is a noun that can follow "got".
enum ContentFault: CustomStringConvertible {
    case gzip(GzipFault)
    /// UTF-16 has two bytes a unit.
    case oddByte

    /// Whether bytes are missing, so that the last record may be a part of one.
    var isWithinRecord: Bool {
        switch self {
        case .gzip(.cutOff), .gzip(.corrupt), .oddByte: true
        case .gzip: false
        }
    }

    var description: String {
        switch self {
        case .gzip(let fault): "\(fault)"
        case .oddByte: "UTF-16 text with half a character at its end"
        }
    }
}

/// Reads a file from its beginning as what it holds: gzip is decompressed, and UTF-16 becomes UTF-8. Both are known by
/// their first bytes, and UTF-16 without a mark by the dialect. Any other bytes stay as they are. Takes about 300 KiB.
final class ContentReader {
    private static let chunkBytes = 1 << 16

    /// The number of bytes of the file that were read.
    private(set) var position = 0
    /// Whether the content has no more bytes.
    private(set) var isAtEnd = false
    /// Why the content ended too early; nil if it did not.
    private(set) var fault: ContentFault?
    private let isUTF16: Bool
    private let isGrowing: Bool
    private var isStarted = false
    private var gunzip: Gunzip?
    private var isInputAtEnd = false
    private var decoder: UTF16Decoder?
    /// Whether `bytes` is in use: the first bytes of gzip's content, which may be UTF-16, and bytes of UTF-16.
    private var decodes = false
    /// Bytes of UTF-16 that are not decoded.
    private var bytes: [UInt8] = []

    /// A reader before the first byte. The last character of a file that `isGrowing` may be incomplete.
    init(isUTF16: Bool, isGrowing: Bool = false) {
        self.isUTF16 = isUTF16
        self.isGrowing = isGrowing
    }

    /// The form of a file that begins with these bytes, at least two unless it is shorter.
    static func form(of bytes: [UInt8], isUTF16: Bool) -> FileForm {
        isUTF16 || Gunzip.isGzip(bytes) || mark(of: bytes) != nil ? .decoded(isUTF16: isUTF16) : .plain
    }

    /// Whether the file is gzip. Known after the first read.
    var isGzip: Bool { gunzip != nil }

    /// The decoder for UTF-16; nil for other files. Known after the first read.
    var units: UTF16Decoder? { decoder }

    /// The offset in the file of the content that was read but not used: `unused`. Without meaning for gzip.
    func offset(of unused: [UInt8]) -> Int {
        let size = decoder == nil ? unused.count : UTF16Decoder.sourceBytes(of: unused.span, 0..<unused.count)
        return position - bytes.count - size
    }

    /// Appends at least `count` bytes of the content to `output`, or all that are left; about 200 KiB more at most.
    func read(_ descriptor: FileDescriptor, atLeast count: Int, into output: inout [UInt8]) throws(SystemError) {
        let wanted = output.count + count
        while output.count < wanted && !isAtEnd {
            if !isStarted { try start(descriptor) }
            if decodes {
                try decode(descriptor, into: &output)
            } else {
                isAtEnd = try take(descriptor, into: &output)
            }
        }
    }

    /// Reads and drops `count` bytes of the content. Returns the bytes that were read behind them.
    func skip(_ descriptor: FileDescriptor, _ count: Int) throws(SystemError) -> [UInt8] {
        var (left, output) = (count, [UInt8]())
        while true {
            try read(descriptor, atLeast: 1, into: &output)
            if output.count >= left || isAtEnd { return Array(output.dropFirst(left)) }
            left -= output.count
            output.removeAll(keepingCapacity: true)
        }
    }

    /// The order of bytes that the mark of UTF-16 says; nil without a mark.
    private static func mark(of bytes: [UInt8]) -> UTF16Decoder? {
        if bytes.count < 2 { return nil }
        switch (bytes[0], bytes[1]) {
        case (0xFF, 0xFE): return UTF16Decoder(isBigEndian: false)
        case (0xFE, 0xFF): return UTF16Decoder(isBigEndian: true)
        default: return nil
        }
    }

    private func start(_ descriptor: FileDescriptor) throws(SystemError) {
        var first: [UInt8] = []
        while first.count < 2 {
            if try descriptor.read(into: &first, atMost: 2 - first.count, from: first.count) == 0 { break }
        }
        isStarted = true
        if Gunzip.isGzip(first) { (gunzip, decodes) = (Gunzip(), true) } else { learnUnits(first) }
    }

    private func learnUnits(_ first: [UInt8]) {
        decoder = Self.mark(of: first)
        // Without a mark: the first character of a table is nearly always ASCII.
        if decoder == nil && isUTF16 { decoder = UTF16Decoder(isBigEndian: first.first == 0) }
        decodes = decoder != nil
    }

    /// Reads and decodes bytes of UTF-16, or finds out that there are none.
    private func decode(_ descriptor: FileDescriptor, into output: inout [UInt8]) throws(SystemError) {
        let isLast = try take(descriptor, into: &bytes)
        if decoder == nil && (bytes.count >= 2 || isLast) { learnUnits(bytes) }
        if let decoder {
            // A span of a property would last too long, so the array moves to a local variable.
            var held: [UInt8] = []
            swap(&held, &bytes)
            let end = decoder.decode(held.span, from: 0, isInputAtEnd: isLast && !isGrowing, to: &output)
            held.keepOnly(end..<held.count)
            swap(&held, &bytes)
            if isLast && !isGrowing && !bytes.isEmpty && fault == nil { fault = .oddByte }
        } else if !decodes {
            output += bytes
            bytes = []
        }
        isAtEnd = isLast
    }

    /// Appends the next bytes, decompressed, to `target`: perhaps none. True if no more follow.
    private func take(_ descriptor: FileDescriptor, into target: inout [UInt8]) throws(SystemError) -> Bool {
        guard gunzip != nil else {
            let count = try descriptor.read(into: &target, atMost: Self.chunkBytes, from: position)
            position += count
            return count == 0
        }
        do throws(GzipFault) {
            guard let step = try gunzip?.decompress(isInputAtEnd: isInputAtEnd, to: &target) else { return true }
            switch step {
            case .ended: return true
            case .hasMore: return false
            case .needsInput: break
            }
        } catch {
            fault = .gzip(error)
            return true
        }
        var input: [UInt8] = []
        let count = try descriptor.read(into: &input, atMost: Self.chunkBytes, from: position)
        gunzip?.input += input
        position += count
        isInputAtEnd = count == 0
        return false
    }
}
