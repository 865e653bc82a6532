/// The bytes of a response that are made and not yet sent. Holds about one piece of the body at most.
struct ResponseWriter {
    /// Bytes to ask a body's source for at once. Small enough for many slow readers, large enough that the number of
    /// calls does not matter.
    static let pieceBytes = 65536
    /// Fewer unsent bytes than this are sent together with the next piece.
    private static let shortBytes = 16384
    /// As `shortBytes`, for this body. Less of a long-lived one: a slow reader holds it for long, and speed does not
    /// matter.
    private var enoughBytes: Int { isLongLived ? 4096 : Self.shortBytes }

    private(set) var output: [UInt8]
    private var source: (any BodySource)?
    private let framing: BodyFraming
    private var sent = 0
    /// Whether the source failed before the end of the body.
    private(set) var isBroken = false
    /// The moment before which the source has no bytes, `Int64.max` if only a wake-up ends the wait; nil if the source
    /// does not wait.
    private(set) var waitsUntil: Int64?
    /// See `BodySource.isLongLived`.
    let isLongLived: Bool

    let method: String
    let path: String
    let status: Int
    /// Whether the connection ends with this response.
    let closes: Bool

    /// The response to `request`, or to a request that could not be read (nil).
    init(_ response: Response, to request: Request?, closes: Bool) {
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
        // The head is the same as for GET (RFC 9110 section 9.3.2).
        let isHead = request?.method == "HEAD"
        self.source = isHead ? nil : source
        isLongLived = self.source?.isLongLived ?? false
        self.closes = isLast
        output = ResponseHead.bytes(response, framing: framing, closes: isLast)
        if !isHead { output += bytes }
        method = request?.method ?? ""
        path = request?.path ?? "other"
        status = response.status
    }

    /// The range of `output` that is not sent; it ends at the end of `output`.
    var unsent: Range<Int> { sent..<output.count }

    /// Whether the whole response has been sent.
    var isFinished: Bool { unsent.isEmpty && source == nil }

    /// Whether every byte has been sent and the source waits.
    var isWaiting: Bool { unsent.isEmpty && waitsUntil != nil }

    /// Notes that the kernel took `count` bytes of `output`.
    mutating func advance(_ count: Int) {
        sent += count
        // A body that waits long holds no memory.
        if isWaiting { (output, sent) = ([], 0) }
    }

    /// Asks the source for more if few bytes are unsent. Returns false if the source yielded: do not call this again in
    /// the same turn.
    mutating func refill(now: Int64) -> Bool {
        guard let source, waitsUntil == nil, unsent.count < enoughBytes else { return true }
        output.removeSubrange(..<sent)
        sent = 0
        while output.count < enoughBytes {
            switch source.step(atMost: Self.pieceBytes, now: now) {
            case .bytes(let piece):
                append(piece)
            case .yield:
                return false
            case .wait(let until):
                waitsUntil = until ?? .max
                advance(0)
                return true
            case .end:
                endBody()
                return true
            case .broken:
                self.source = nil
                isBroken = true
                return true
            }
        }
        return true
    }

    /// Ends the wait of the source, if it waits.
    mutating func resume() { waitsUntil = nil }

    /// Makes the wait of the source end in the next turn, if it waits.
    mutating func wake() {
        if waitsUntil != nil { waitsUntil = 0 }
    }

    /// Releases the source and ends the body behind the bytes that the source has made.
    mutating func endBody() {
        guard source != nil else { return }
        source = nil
        waitsUntil = nil
        if framing == .chunked { output += "0\r\n\r\n".utf8 }
    }

    private mutating func append(_ piece: [UInt8]) {
        precondition(!piece.isEmpty, "a body's source returned no bytes; want .yield, .wait or .end")
        output.reserveCapacity(output.count + piece.count + 16)
        if framing == .chunked { output += (String(piece.count, radix: 16) + "\r\n").utf8 }
        output += piece
        if framing == .chunked { output += "\r\n".utf8 }
    }
}
