/// The header fields of a request, in their order; names are compared without regard to case.
package struct Headers: Equatable, Sendable {
    private var fields: [Field] = []

    private struct Field: Equatable {
        /// In lower case.
        let name: String
        let value: String
    }

    /// How many fields there are.
    package var count: Int { fields.count }

    /// No fields.
    package init() {}

    /// Adds a field after those that are there.
    package mutating func append(_ name: String, _ value: String) {
        fields.append(Field(name: name.lowercased(), value: value))
    }

    /// The value of a field, or of all fields of this name joined by ", " (RFC 9110 section 5.3); nil without one.
    /// O(n).
    package subscript(_ name: String) -> String? {
        let values = values(of: name)
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    /// The values of all fields of this name, one for each line. O(n).
    package func values(of name: String) -> [String] {
        let name = name.lowercased()
        return fields.filter { $0.name == name }.map(\.value)
    }

    /// The elements of a field that is a list (RFC 9110 section 5.6.1), A to Z in lower case, without the blanks around
    /// them and without empty ones. O(n).
    package func elements(of name: String) -> [String] {
        values(of: name).flatMap { value in
            value.utf8.split(separator: UInt8(ascii: ",")).compactMap { part in
                // Byte by byte: as Unicode, the sign of Kelvin is a K, and a blank with an accent is no blank. What this
                // server takes for "chunked" must be what a proxy in front takes for it.
                let bytes = Array(part).trimmingBlanks()
                return bytes.isEmpty ? nil : String(decoding: bytes.map(\.lowercasedLetter), as: UTF8.self)
            }
        }
    }
}

extension [UInt8] {
    /// The bytes without spaces and tabs at the ends.
    func trimmingBlanks() -> ArraySlice<UInt8> {
        var rest = self[...]
        while let first = rest.first, first == 0x20 || first == 0x09 { rest.removeFirst() }
        while let last = rest.last, last == 0x20 || last == 0x09 { rest.removeLast() }
        return rest
    }
}

extension UInt8 {
    /// A to Z in lower case; every other byte as it is.
    fileprivate var lowercasedLetter: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
}
