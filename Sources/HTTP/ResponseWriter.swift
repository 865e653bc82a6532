/// A response on its way out: what has been made of it and not sent. Never holds more than about one piece of the body.
struct ResponseWriter {
    /// Pieces of a body that are asked for at once. Small enough for many slow readers, large enough that the calls
    /// cost nothing.
    static let pieceBytes = 65536
    /// Shorter pieces are sent together with what follows them.
    private static let shortBytes = 16384

    private(set) var output: [UInt8]
    private var source: (any BodySource)?
    private let framing: BodyFraming
    private var sent = 0
    /// The body breaks off here.
    private(set) var isBroken = false

    let method: String
    let path: String
    let status: Int
    /// Whether the connection ends with this response.
    let closes: Bool

    /// The answer to `request`; to nil when no request could be read.
    init(_ response: Response, to request: Request?, path: String? = nil, closes: Bool) {
        let isLast = closes || request?.keepsAlive == false
        var source: (any BodySource)?
        var bytes: [UInt8] = []
        switch response.body {
        case _ where response.status == 204 || response.status == 304:
            framing = .none
        case .bytes(let content):
            framing = .length(content.count)
            bytes = content
        case .stream(let stream):
            framing = request?.version == .http10 ? .untilClose : .chunked
            source = stream
        }
        // A HEAD request gets the head that a GET would get (RFC 9110 section 9.3.2).
        let isHead = request?.method == "HEAD"
        self.source = isHead ? nil : source
        self.closes = isLast
        output = ResponseHead.bytes(response, framing: framing, closes: isLast)
        if !isHead { output += bytes }
        method = request?.method ?? ""
        self.path = path ?? request?.path ?? "other"
        status = response.status
    }

    /// Where the bytes to be sent start in `output`; they reach to its end.
    var unsent: Range<Int> { sent..<output.count }

    /// Whether all that was made has been sent and there is nothing more to make.
    var isFinished: Bool { sent == output.count && source == nil }

    /// Notes that so many bytes of `output` are gone.
    mutating func advance(_ count: Int) { sent += count }

    /// Makes the next bytes, if all before have been sent. May make none, if the source did.
    mutating func refill() {
        guard let source, sent == output.count || output.count - sent < Self.shortBytes else { return }
        output.removeSubrange(..<sent)
        sent = 0
        while output.count < Self.shortBytes {
            guard let piece = source.next(atMost: Self.pieceBytes) else {
                self.source = nil
                isBroken = source.isBroken
                if isBroken { return }
                if framing == .chunked { output += "0\r\n\r\n".utf8 }
                return
            }
            // An empty chunk would end the body.
            if piece.isEmpty { return }
            if framing == .chunked { output += (String(piece.count, radix: 16) + "\r\n").utf8 }
            output += piece
            if framing == .chunked { output += "\r\n".utf8 }
        }
    }
}
