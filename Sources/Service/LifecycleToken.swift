import POSIX

/// The token that control requests must carry, as a file holds it.
package struct LifecycleToken {
    private let file: String
    private let bytes: [UInt8]
    private static let maximumBytes = 4096

    /// Reads the token from a file, without trailing blanks and line ends.
    package init(file: String) throws {
        var read = try FileDescriptor.open(file).readToEnd(maximum: 2 * Self.maximumBytes)
        while let last = read.last, last <= 0x20 { read.removeLast() }
        let isVisible = read.allSatisfy { (0x21...0x7E).contains($0) }
        guard (1...Self.maximumBytes).contains(read.count), isVisible else {
            let isLengthAllowed = (1...Self.maximumBytes).contains(read.count)
            throw LifecycleTokenError(
                file: file, found: isLengthAllowed ? "other characters" : "\(read.count) bytes",
                maximumBytes: Self.maximumBytes)
        }
        self.file = file
        bytes = read
    }

    /// The token that the file holds now.
    package func readAgain() throws -> LifecycleToken { try LifecycleToken(file: file) }

    /// Whether an Authorization header carries the token (RFC 6750 section 2.1). The time that this takes does not
    /// depend on how much of the token is right.
    func isCarried(by authorization: String?) -> Bool {
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

/// Why a file holds no usable token. The sentence does not quote the file, because the log would show the token.
package struct LifecycleTokenError: Error, CustomStringConvertible {
    let file: String
    let found: String
    let maximumBytes: Int

    /// One sentence with the file and its form.
    package var description: String {
        "\(file): cannot read the token: got \(found); want 1 to \(maximumBytes) visible ASCII characters in one line"
    }
}
