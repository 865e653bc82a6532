/// One pair of a query or of a form (application/x-www-form-urlencoded), decoded: `%20` and `+` are blanks.
package struct FormItem: Equatable, Sendable {
    /// The text before the first `=`.
    package let name: String
    /// The text behind the first `=`; empty without one.
    package let value: String
    /// Whether a blank of `value` was sent as `+`. A sender that meant a plus has to send `%2B`.
    package let hasPlus: Bool

    /// Reads `a=1&b=2`. Empty pairs are passed over.
    static func items(_ bytes: ArraySlice<UInt8>) throws(EscapeFault) -> [FormItem] {
        var items: [FormItem] = []
        for pair in bytes.split(separator: UInt8(ascii: "&")) {
            let end = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            let value = pair[end...].dropFirst()
            let hasPlus = value.contains(UInt8(ascii: "+"))
            let name = try unescaped(pair[..<end], in: .form)
            items.append(FormItem(name: name, value: try unescaped(value, in: .form), hasPlus: hasPlus))
        }
        return items
    }
}

/// Why escapes such as `%20` cannot be decoded.
enum EscapeFault: Error {
    case digits
    case notUTF8

    /// The wanted form, for a message.
    var wanted: String {
        switch self {
        case .digits: "want two hexadecimal digits after each percent sign"
        case .notUTF8: "want escapes of UTF-8"
        }
    }
}

/// The part of a request whose percent-encoding is decoded (RFC 3986, section 2.1).
enum EscapedText {
    /// A name or value of a form, in which a plus is a blank.
    case form
    /// A path. The escapes of a slash and of the percent sign stay, so that an escaped slash ends no segment.
    case path
    /// One segment of a path.
    case segment
}

/// Decodes percent-encoded bytes such as `%20`. Throws if two hexadecimal digits are missing or the result is no UTF-8.
func unescaped(_ bytes: ArraySlice<UInt8>, in text: EscapedText) throws(EscapeFault) -> String {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(bytes.count)
    var index = bytes.startIndex
    while index < bytes.endIndex {
        let byte = bytes[index]
        if byte == UInt8(ascii: "%") {
            guard index + 2 < bytes.endIndex, let high = bytes[index + 1].hexadecimalValue,
                let low = bytes[index + 2].hexadecimalValue
            else { throw .digits }
            let value = high << 4 | low
            switch value {
            case UInt8(ascii: "/") where text == .path: decoded += "%2F".utf8
            case UInt8(ascii: "%") where text == .path: decoded += "%25".utf8
            default: decoded.append(value)
            }
            index += 3
        } else {
            decoded.append(text == .form && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            index += 1
        }
    }
    guard let result = String(validating: decoded, as: UTF8.self) else { throw .notUTF8 }
    return result
}
