/// The reason why a file is passed over beside the other files of its source. The raw values of this closed set are
/// values of the label `reason`.
package enum SkipReason: String, CaseIterable, Sendable {
    /// The file has no header: no bytes, or only blank lines and comments.
    case empty
    /// The header cannot be read, or lacks a column that the mapping uses.
    case header
    /// The content is not text.
    case notText = "not_text"
    /// The path leads to a folder, a pipe, a socket or a device.
    case notAFile = "not_a_file"
    /// A system call failed, or the name is not UTF-8.
    case unreadable
    /// The content of a compressed or UTF-16 file ends within its header.
    case damaged
    /// The file is gzip, and files that grow are followed.
    case compressed
    /// The same file is read under a name without `.gz`.
    case duplicate
    /// The name lacks the date that the mapping wants.
    case name
    /// The process may not open more files.
    case tooManyFiles = "too_many_files"

    /// Whether records may be missing because the file is passed over.
    package var isLoss: Bool { self != .empty && self != .duplicate && self != .compressed }
}
