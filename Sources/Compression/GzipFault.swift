/// The reason why bytes are not a whole gzip file. The description is a noun that can follow "got".
package enum GzipFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// The bytes end within a member.
    case cutOff
    /// The header of a member or a block of its body cannot be read.
    case corrupt
    /// A whole member has another checksum than its trailer.
    case checksum
    /// A whole member has another length than its trailer.
    case length
    /// Bytes behind a member are neither another member nor zeros.
    case trailingBytes

    /// The noun.
    package var description: String {
        switch self {
        case .cutOff: "a gzip file that is cut off"
        case .corrupt: "a gzip file that is corrupt"
        case .checksum: "a gzip file whose checksum is wrong"
        case .length: "a gzip file whose length is wrong"
        case .trailingBytes: "a gzip file with other bytes behind its end"
        }
    }
}
