/// A question for the addresses of a name, and its answer (RFC 1035 section 4, RFC 3596).
struct NameQuestion: Equatable {
    /// The types of records.
    enum Kind: UInt16 { case ipv4 = 1, ipv6 = 28 }

    /// The number that an answer must repeat.
    let id: UInt16
    /// The question as it is sent: name, type and class.
    private let question: [UInt8]
    private let kind: Kind

    /// What an answer says.
    enum Reading: Equatable {
        /// Not an answer to this question.
        case stray
        /// The server cannot answer now, or never: another one may.
        case failure
        /// The addresses, none if the name has none.
        case addresses([[UInt8]])
    }

    /// A question about `name`; nil unless its parts have 1 to 63 bytes and all of it at most 253.
    init?(_ name: String, _ kind: Kind, id: UInt16) {
        (self.id, self.kind) = (id, kind)
        let parts = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard name.utf8.count <= 253, parts.allSatisfy({ 1...63 ~= $0.count }) else { return nil }
        question =
            parts.flatMap { [UInt8(truncatingIfNeeded: $0.count)] + Array($0) } + [0, 0]
            + [UInt8(truncatingIfNeeded: kind.rawValue), 0, 1]
    }

    /// The message to send. It asks the server to ask others.
    var message: [UInt8] {
        [UInt8(truncatingIfNeeded: id >> 8), UInt8(truncatingIfNeeded: id), 1, 0, 0, 1, 0, 0, 0, 0, 0, 0] + question
    }

    /// Reads a message. All addresses of the asked type are the name's: the others are its aliases.
    func read(_ message: [UInt8]) -> Reading {
        let start = 12 + question.count
        guard message.count >= start, message[0] == UInt8(id >> 8), message[1] == UInt8(truncatingIfNeeded: id),
            message[2] & 0x80 != 0, message[4] == 0, message[5] == 1,
            zip(message[12..<start], question).allSatisfy({ isSame($0, $1) })
        else { return .stray }
        switch message[3] & 0x0F {
        case 0: break
        case 3: return .addresses([])
        default: return .failure
        }
        var addresses: [[UInt8]] = []
        var at = start
        for _ in 0..<Int(message[6]) << 8 | Int(message[7]) {
            guard skipName(message, &at), at + 10 <= message.count else { break }
            let type = UInt16(message[at]) << 8 | UInt16(message[at + 1])
            let length = Int(message[at + 8]) << 8 | Int(message[at + 9])
            at += 10
            guard at + length <= message.count else { break }
            let isAddress = type == kind.rawValue && length == (kind == .ipv4 ? 4 : 16)
            if isAddress { addresses.append(Array(message[at..<at + length])) }
            at += length
        }
        return .addresses(addresses)
    }

    /// Whether two bytes of a name are the same: some servers repeat it in capitals.
    private func isSame(_ left: UInt8, _ right: UInt8) -> Bool {
        left == right || left | 0x20 == right | 0x20 && 0x61...0x7A ~= right | 0x20
    }

    /// Moves behind a name, which ends with an empty part or a reference to another one. False if it is cut off.
    private func skipName(_ message: [UInt8], _ at: inout Int) -> Bool {
        while at < message.count {
            let length = Int(message[at])
            at += length >= 0xC0 ? 2 : length + 1
            if length == 0 || length >= 0xC0 { return at <= message.count }
        }
        return false
    }
}
