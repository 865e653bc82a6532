/// The limits of a message behind its first line.
struct MessageLimits: Equatable {
    /// Bytes of all header lines with their ends, and separately of all lines that frame a chunked body.
    let headerBytes: Int
    let headerFields: Int
    let bodyBytes: Int
}
