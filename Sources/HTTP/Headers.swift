/// The header fields of a message, in their order. The case of names does not matter.
package struct Headers: Equatable, Sendable {
    private var fields: [Field] = []

    private struct Field: Equatable {
        /// In lower case.
        let name: String
        let value: String
    }

    /// The number of fields.
    var count: Int { fields.count }

    /// Adds a field behind the others.
    mutating func append(_ name: String, _ value: String) {
        fields.append(Field(name: name.lowercased(), value: value))
    }

    /// Adds the field of a line without its end. Refuses a folded line (RFC 9112 section 5.2) and a blank before the
    /// colon (5.1).
    mutating func append(line: [UInt8]) throws(MessageFault) {
        if line.first?.isBlank == true { throw .folding }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0,
            line[..<colon].allSatisfy(\.isTokenCharacter)
        else { throw .field }
        let value = line[(colon + 1)...].trimmingBlanks()
        guard value.allSatisfy(\.isFieldText) else { throw .field }
        append(String(decoding: line[..<colon], as: UTF8.self), String(decoding: value, as: UTF8.self))
    }

    /// The value of a field, or the values of all fields of this name joined by ", " (RFC 9110 section 5.3); nil
    /// without a field of this name. O(n).
    package subscript(_ name: String) -> String? {
        let values = values(of: name)
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    /// The values of all fields of this name, one for each line. O(n).
    func values(of name: String) -> [String] {
        let name = name.lowercased()
        return fields.filter { $0.name == name }.map(\.value)
    }

    /// The elements of a field that is a list (RFC 9110 section 5.6.1), with A to Z in lower case, without the blanks
    /// around them and without empty elements. O(n).
    func elements(of name: String) -> [String] {
        values(of: name).flatMap { value in
            value.utf8.split(separator: UInt8(ascii: ",")).compactMap { part in
                // Byte by byte, because Unicode lowercases the Kelvin sign to k, and does not see a blank in front of a
                // combining accent. This server must read "chunked" exactly where a proxy in front of it does.
                let bytes = part.trimmingBlanks()
                return bytes.isEmpty ? nil : String(decoding: bytes.map(\.lowercasedLetter), as: UTF8.self)
            }
        }
    }
}
