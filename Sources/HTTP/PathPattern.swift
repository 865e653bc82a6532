/// A path whose segments in braces stand for any text: `/services/{name}/health`.
package struct PathPattern {
    /// The pattern as it is written.
    package let text: String
    /// Nil without a segment in braces.
    private let segments: [ArraySlice<UInt8>]?

    /// A pattern; a segment in braces is one as a whole.
    package init(_ text: String) {
        self.text = text
        segments = text.utf8.contains(UInt8(ascii: "{")) ? Self.segments(of: text) : nil
    }

    /// Returns the values of the segments in braces, none of them empty, for a path as `Request.path` has it; nil for
    /// other paths. O(bytes).
    package func values(in path: String) -> [PathParameter]? {
        guard let segments else { return path == text ? [] : nil }
        let found = Self.segments(of: path)
        guard found.count == segments.count else { return nil }
        var values: [PathParameter] = []
        for (wanted, segment) in zip(segments, found) {
            if wanted.first == UInt8(ascii: "{") {
                if segment.isEmpty { return nil }
                let name = String(decoding: wanted.dropFirst().dropLast(), as: UTF8.self)
                // The server has refused paths whose escapes are none.
                let value = (try? unescaped(segment, in: .segment)) ?? ""
                values.append(PathParameter(name: name, value: value))
            } else if wanted != segment {
                return nil
            }
        }
        return values
    }

    private static func segments(of path: String) -> [ArraySlice<UInt8>] {
        Array(path.utf8).split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    }
}

/// The text of a segment in braces.
package struct PathParameter: Equatable, Sendable {
    /// The name between the braces.
    package let name: String
    /// The decoded text.
    package let value: String
}
