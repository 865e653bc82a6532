import CSV

/// A record that never reached the mapping, and where it is.
package struct FeedReject: Sendable {
    /// The value of the label `reason`: the raw value of a `Reject.Reason` or of a `FeedReason`.
    package let reason: String
    /// The file's number within its source.
    package let file: Int
    /// The line (from 1) on which the record begins.
    package let line: Int
    /// The offset in the file of its first byte.
    package let offset: Int
    /// What was there: the cell for a time, the number of fields for a field count; else empty.
    package let found: String

    init(reason: String, file: Int, line: Int, offset: Int, found: String) {
        self.reason = reason
        self.file = file
        self.line = line
        self.offset = offset
        self.found = found
    }

    init(_ reject: Reject, file: Int) {
        self.init(
            reason: reject.reason.rawValue, file: file, line: Int(reject.line), offset: reject.offset,
            found: reject.fields > 0 ? "\(reject.fields) fields" : "")
    }
}
