/// A path whose segments in braces stand for any text: `/services/{name}/health`.
package struct PathPattern {
    /// The pattern as it is written.
    package let text: String
    private let segments: [Substring]
    private let hasParameters: Bool

    /// A pattern; a segment in braces is one as a whole.
    package init(_ text: String) {
        self.text = text
        segments = text.split(separator: "/", omittingEmptySubsequences: false)
        hasParameters = text.utf8.contains(UInt8(ascii: "{"))
    }

    /// Returns the values of the segments in braces, none of them empty, for a path as `Request.path` has it; nil for
    /// other paths. O(bytes).
    package func values(in path: String) -> [PathParameter]? {
        guard hasParameters else { return path == text ? [] : nil }
        let found = path.split(separator: "/", omittingEmptySubsequences: false)
        guard found.count == segments.count else { return nil }
        var values: [PathParameter] = []
        for (wanted, segment) in zip(segments, found) {
            if wanted.utf8.first == UInt8(ascii: "{") {
                if segment.isEmpty { return nil }
                // The server has refused paths whose escapes are none.
                let value = (try? unescaped(Array(segment.utf8)[...], in: .segment)) ?? String(segment)
                values.append(PathParameter(name: String(wanted.dropFirst().dropLast()), value: value))
            } else if wanted != segment {
                return nil
            }
        }
        return values
    }
}

/// The text of a segment in braces.
package struct PathParameter: Equatable, Sendable {
    /// The name between the braces.
    package let name: String
    /// The decoded text.
    package let value: String
}
