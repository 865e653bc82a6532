/// The target of a request line, in origin form (`/a?b=c`), absolute form (`http://host/a?b=c`) or, for OPTIONS, `*`.
struct RequestTarget: Equatable {
    /// The path with its escapes decoded but `%2F` and `%25`; always UTF-8.
    let path: String
    /// The pairs of the query.
    let query: [FormItem]

    init(path: String, query: [FormItem]) { (self.path, self.query) = (path, query) }

    /// Reads a target of visible ASCII characters.
    init(_ bytes: ArraySlice<UInt8>, method: String) throws(RequestFault) {
        if bytes.elementsEqual("*".utf8) && method == "OPTIONS" {
            (path, query) = ("*", [])
            return
        }
        var rest = bytes
        if rest.first != UInt8(ascii: "/") {
            guard let authority = Self.afterScheme(rest) else { throw .target("want a path that starts with a slash") }
            rest = authority.drop { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
        }
        if bytes.contains(UInt8(ascii: "#")) { throw .target("want no fragment") }
        let pathEnd = rest.firstIndex(of: UInt8(ascii: "?")) ?? rest.endIndex
        let raw = rest[..<pathEnd]
        do {
            // The absolute form may have no path, which means the root (RFC 9112 section 3.2.1).
            path = raw.isEmpty ? "/" : try unescaped(raw, in: .path)
            query = try FormItem.items(rest[pathEnd...].dropFirst())
        } catch {
            throw .target(error.wanted)
        }
    }

    /// Returns the part behind `http://` or `https://`; nil without such a scheme or without a host.
    private static func afterScheme(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        for scheme in ["http://", "https://"] where bytes.count > scheme.utf8.count {
            let start = bytes.prefix(scheme.utf8.count)
            let rest = bytes.dropFirst(scheme.utf8.count)
            let hasHost = rest.first.map { !"/?#:".utf8.contains($0) } ?? false
            if start.map(\.lowercasedLetter).elementsEqual(scheme.utf8) && hasHost { return rest }
        }
        return nil
    }
}
