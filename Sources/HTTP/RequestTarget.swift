/// The target of a request line, in origin form (`/a?b=c`), absolute form (`http://host/a?b=c`) or, for OPTIONS, `*`.
package struct RequestTarget: Equatable, Sendable {
    /// The path as it was sent.
    package let rawPath: String
    /// The path with its escapes undone; always UTF-8.
    package let path: String
    /// The query's pairs.
    package let query: [Request.QueryItem]

    /// Reads a target of visible ASCII characters.
    init(_ bytes: ArraySlice<UInt8>, method: String) throws(RequestFault) {
        if bytes.elementsEqual("*".utf8) && method == "OPTIONS" {
            (rawPath, path, query) = ("*", "*", [])
            return
        }
        var rest = bytes
        if rest.first != UInt8(ascii: "/") {
            guard let authority = Self.afterScheme(rest) else { throw .target("want a path that starts with a slash") }
            rest =
                authority[
                    (authority.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }
                        ?? authority.endIndex)...]
        }
        if bytes.contains(UInt8(ascii: "#")) { throw .target("want no fragment") }
        let pathEnd = rest.firstIndex(of: UInt8(ascii: "?")) ?? rest.endIndex
        let raw = rest[..<pathEnd]
        // The absolute form may have no path, which means the root (RFC 9112 section 3.2.1).
        rawPath = raw.isEmpty ? "/" : String(decoding: raw, as: UTF8.self)
        path = raw.isEmpty ? "/" : try Self.decode(raw, plusIsSpace: false)
        query = try Self.items(rest[pathEnd...].dropFirst())
    }

    /// What follows `http://` or `https://`; nil for anything else, or for no host.
    private static func afterScheme(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        for scheme in ["http://", "https://"] where bytes.count > scheme.utf8.count {
            let start = bytes.prefix(scheme.utf8.count)
            let rest = bytes.dropFirst(scheme.utf8.count)
            let hasHost = rest.first.map { !"/?#:".utf8.contains($0) } ?? false
            if String(decoding: start, as: UTF8.self).lowercased() == scheme && hasHost { return rest }
        }
        return nil
    }

    private static func items(_ bytes: ArraySlice<UInt8>) throws(RequestFault) -> [Request.QueryItem] {
        var items: [Request.QueryItem] = []
        for pair in bytes.split(separator: UInt8(ascii: "&")) {
            let end = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            let name = try decode(pair[..<end], plusIsSpace: true)
            items.append(.init(name: name, value: try decode(pair[end...].dropFirst(), plusIsSpace: true)))
        }
        return items
    }

    private static func decode(_ bytes: ArraySlice<UInt8>, plusIsSpace: Bool) throws(RequestFault) -> String {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%") {
                guard index + 2 < bytes.endIndex, let high = bytes[index + 1].hexadecimalValue,
                    let low = bytes[index + 2].hexadecimalValue
                else { throw .target("want two hexadecimal digits after each percent sign") }
                decoded.append(high << 4 | low)
                index += 3
            } else {
                decoded.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
                index += 1
            }
        }
        guard let text = String(validating: decoded, as: UTF8.self) else { throw .target("want escapes of UTF-8") }
        return text
    }
}

extension UInt8 {
    /// The value of a hexadecimal digit in either case.
    var hexadecimalValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// Whether the byte may stand in a token: a method or a field's name (RFC 9110 section 5.6.2).
    var isTokenCharacter: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(self)
        }
    }
}
