import POSIX

/// The word that control requests must bear, as a file holds it.
struct LifecycleToken {
    private let file: String
    private let bytes: [UInt8]
    private static let maximumBytes = 4096

    /// Reads the token of a file, without the blanks and line ends behind it.
    init(file: String) throws {
        var read = try FileDescriptor.open(file).readToEnd(maximum: 2 * Self.maximumBytes)
        while let last = read.last, last <= 0x20 { read.removeLast() }
        var got = "\(read.count) bytes"
        if (1...Self.maximumBytes).contains(read.count) {
            if read.allSatisfy({ (0x21...0x7E).contains($0) }) {
                (self.file, bytes) = (file, read)
                return
            }
            got = "others"
        }
        // What it holds is not told: it would stand in the log.
        throw StartFault(
            description: "\(file): cannot read the token: got \(got); want 1 to \(Self.maximumBytes) visible ASCII "
                + "characters in one line")
    }

    /// The token that the file holds now.
    func readAgain() throws -> LifecycleToken { try LifecycleToken(file: file) }

    /// Whether an Authorization header bears the token (RFC 6750 section 2.1), found in a time that does not tell how
    /// much of it is right.
    func isBorne(by authorization: String?) -> Bool {
        let given = Array((authorization ?? "").utf8)
        let scheme = Array("bearer ".utf8)
        // The scheme's name has no case (RFC 9110 section 11.1).
        guard given.count == scheme.count + bytes.count, given.prefix(scheme.count).map({ $0 | 0x20 }) == scheme else {
            return false
        }
        var difference: UInt8 = 0
        for (left, right) in zip(given.dropFirst(scheme.count), bytes) { difference |= left ^ right }
        return difference == 0
    }
}
