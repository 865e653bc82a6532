#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// An address to listen on or connect to: `:8081` (every interface), `127.0.0.1:0` (a free port), `[::1]:8081`,
/// `localhost:8081`. Other names are refused; `NameLookup` finds their addresses.
package struct ListenAddress: Equatable, Sendable, CustomStringConvertible {
    enum Host: Equatable {
        /// Every interface, with IPv6 and IPv4.
        case any
        /// Four bytes in network order.
        case ipv4([UInt8])
        /// Sixteen bytes in network order.
        case ipv6([UInt8])
    }

    let host: Host
    /// The port. 0 means any free port when listening.
    let port: UInt16
    /// The address as it was written, or as the kernel returned it.
    package let description: String

    /// Reads an address in one of the forms above.
    package init(_ text: String) throws(ListenAddressError) {
        if Self.numeric(text, family: AF_INET6, count: 16) != nil {
            throw ListenAddressError(text: text, reason: .noBrackets)
        }
        guard let colon = text.lastIndex(of: ":"), !(text.hasPrefix("[") && text.hasSuffix("]")) else {
            throw ListenAddressError(text: text, reason: .noPort)
        }
        var name = text[..<colon]
        let digits = text[text.index(after: colon)...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits) else {
            throw ListenAddressError(text: text, reason: .badPort(String(digits)))
        }
        let isBracketed = name.hasPrefix("[") && name.hasSuffix("]") && name.count > 2
        if isBracketed { name = name.dropFirst().dropLast() }
        if name.isEmpty {
            host = .any
        } else if name == "localhost" && !isBracketed {
            host = .ipv4([127, 0, 0, 1])
        } else if isBracketed, let bytes = Self.numeric(String(name), family: AF_INET6, count: 16) {
            host = .ipv6(bytes)
        } else if !isBracketed, let bytes = Self.numeric(String(name), family: AF_INET, count: 4) {
            host = .ipv4(bytes)
        } else {
            let bare = Self.numeric(String(name), family: AF_INET6, count: 16) != nil
            throw ListenAddressError(text: text, reason: bare && !isBracketed ? .noBrackets : .notNumeric(String(name)))
        }
        self.port = port
        description = text
    }

    init(host: Host, port: UInt16) {
        self.host = host
        self.port = port
        let name =
            switch host {
            case .any: ""
            case .ipv4(let bytes): bytes.map(String.init).joined(separator: ".")
            case .ipv6(let bytes): "[\(Self.text(ipv6: bytes))]"
            }
        description = "\(name):\(port)"
    }

    /// The address of four (IPv4) or sixteen (IPv6) bytes in network order.
    package init(bytes: [UInt8], port: UInt16) {
        self.init(host: bytes.count == 4 ? .ipv4(bytes) : .ipv6(bytes), port: port)
    }

    /// The bytes of the address in network order; nil if it means every interface.
    var bytes: [UInt8]? {
        switch host {
        case .any: nil
        case .ipv4(let bytes), .ipv6(let bytes): bytes
        }
    }

    /// The bytes of a numeric address, four (IPv4) or sixteen (IPv6, without brackets); nil for any other text.
    package static func numeric(_ text: String) -> [UInt8]? {
        numeric(text, family: AF_INET, count: 4) ?? numeric(text, family: AF_INET6, count: 16)
    }

    /// The URL of the root page for a browser on this host. The host is `localhost` if the address means every
    /// interface.
    package var url: String {
        let isEveryInterface =
            switch host {
            case .any: true
            case .ipv4(let bytes), .ipv6(let bytes): bytes.allSatisfy { $0 == 0 }
            }
        return "http://\(isEveryInterface ? "localhost:\(port)" : description)/"
    }

    private static func numeric(_ text: String, family: Int32, count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        // inet_pton writes 4 bytes for AF_INET and 16 for AF_INET6; the callers pass the same number as `count`.
        return unsafe inet_pton(family, text, &bytes) == 1 ? bytes : nil
    }

    private static func text(ipv6 bytes: [UInt8]) -> String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        // INET6_ADDRSTRLEN is by definition enough for the text and its null.
        guard let start = unsafe inet_ntop(AF_INET6, bytes, &text, socklen_t(text.count)) else { return "" }
        return unsafe String(cString: start)
    }
}

/// A text that is not an address to listen on, and the reason.
package struct ListenAddressError: Error, Equatable, Sendable, CustomStringConvertible {
    enum Reason: Equatable {
        case noPort
        case badPort(String)
        case noBrackets
        case notNumeric(String)
    }

    /// The text that was given.
    package let text: String
    let reason: Reason

    /// One sentence that names the text, the fault and the forms that can be used.
    package var description: String {
        let forms = "such as :8081, 127.0.0.1:8081, [::1]:8081 or localhost:8081"
        let detail =
            switch reason {
            case .noPort: "got no port; want an address with a port, \(forms)"
            case .badPort(let port): "got port \"\(port)\"; want a number from 0 to 65535, \(forms)"
            case .noBrackets: "got an IPv6 address without brackets; want an address \(forms)"
            case .notNumeric(let host): "got host \"\(host)\"; want a numeric address or localhost, \(forms)"
            }
        return "\"\(text)\": cannot read the listen address: \(detail)"
    }
}
