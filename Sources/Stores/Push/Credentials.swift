import Commands
import HTTP
import POSIX
import RemoteWrite
import Service

/// The header fields that a user adds to requests, some of them from files of secrets.
struct Credentials {
    private static let maximumBytes = 4096

    private let fields: [(name: String, value: String)]
    private let bearerFile: String?
    private let basicFile: String?
    /// All fields, with those that the files held when they were read.
    private(set) var headers: [(String, String)] = []

    /// No field but the program's name.
    init() {
        (fields, bearerFile, basicFile) = ([], nil, nil)
        headers = [Self.userAgent]
    }

    /// Fields as given (`NAME=VALUE`), a tenant of Mimir or Cortex, and files: of a bearer token, or of
    /// `user:password`. Throws a sentence for a field that cannot be sent or that is the program's own.
    init(fields: [String], tenant: String?, bearerFile: String?, basicFile: String?) throws {
        var pairs = try fields.map { try Self.pair($0) }
        if let tenant { pairs.append(("X-Scope-OrgID", tenant)) }
        (self.fields, self.bearerFile, self.basicFile) = (pairs, bearerFile, basicFile)
        if bearerFile != nil && basicFile != nil {
            throw OptionFault(
                description: "csv_exporter push: cannot use --remote-write.basic-auth-file with "
                    + "--remote-write.bearer-token-file: got both; want one")
        }
        headers = try read()
        do {
            _ = try ClientRequest(target: "/", host: "localhost", headers: headers)
        } catch {
            throw OptionFault(description: "csv_exporter push: \(error); see --remote-write.header")
        }
    }

    /// Reads the files again. True if a secret has changed.
    mutating func refresh() -> Bool {
        // A file that cannot be read is as one that has not changed: the receiver's words say what is wrong.
        guard let fresh = try? read() else { return false }
        if zip(fresh, headers).allSatisfy({ $0 == $1 }) { return false }
        headers = fresh
        return true
    }

    private static let userAgent = ("User-Agent", "csv_exporter/\(version)")

    private func read() throws -> [(String, String)] {
        var headers = [Self.userAgent] + fields.map { ($0.name, $0.value) }
        if let bearerFile { headers.append(("Authorization", "Bearer \(try Self.secret(bearerFile))")) }
        if let basicFile {
            let secret = try Self.secret(basicFile)
            guard secret.contains(":") else {
                throw OptionFault(
                    description: "csv_exporter push: cannot use the file \(basicFile): got no colon; want "
                        + "user:password")
            }
            headers.append(("Authorization", "Basic \(base64(Array(secret.utf8)))"))
        }
        return headers
    }

    /// The content of a file without blanks and line ends behind it.
    private static func secret(_ file: String) throws -> String {
        var bytes: [UInt8]
        do {
            bytes = try FileDescriptor.open(file).readToEnd(maximum: maximumBytes + 1)
        } catch {
            throw OptionFault(description: "csv_exporter push: cannot read the secret: \(error)")
        }
        while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
        guard 1...maximumBytes ~= bytes.count, bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw OptionFault(
                description: "csv_exporter push: cannot use the file \(file): got \(bytes.count) bytes or several "
                    + "lines; want one line of 1 to \(maximumBytes) bytes")
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func pair(_ text: String) throws -> (name: String, value: String) {
        guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
            throw OptionFault(
                description: "csv_exporter push: cannot use --remote-write.header=\(text): got no name and \"=\"; "
                    + "want NAME=VALUE")
        }
        let name = String(text[..<equals])
        if MessageVersion.reservedHeaders.contains(name.lowercased()) {
            throw OptionFault(
                description: "csv_exporter push: cannot use --remote-write.header=\(name)=…: got a field that the "
                    + "protocol sets; want another one")
        }
        return (name, String(text[text.index(after: equals)...]))
    }
}

/// Bytes in the alphabet of RFC 4648 section 4, with padding.
func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
        let group = bytes[start..<min(start + 3, bytes.count)]
        let word = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
        for place in 0..<4 {
            text.append(place <= group.count ? alphabet[word >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
        }
    }
    return String(decoding: text, as: UTF8.self)
}
