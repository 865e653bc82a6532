import Exposition
import HTTP

/// A snapshot on its way to one client, rendered, and compressed if asked, as the socket drains.
final class Scrape: BodySource, ScrapeSlots.Reader {
    /// Both nil once it had to give way.
    private var shared: ScrapeSlots.Shared?
    private var text: ScrapeText?
    /// Whether the body is sent as gzip.
    let isCompressed: Bool
    private let clock: () -> Int64
    private(set) var lastAsked: Int64

    init(
        _ shared: ScrapeSlots.Shared, _ format: ExpositionFormat, created: Bool, _ compression: Compression,
        _ clock: @escaping () -> Int64
    ) {
        let text = ScrapeText(Renderer(shared.snapshot, format: format, created: created), compression)
        self.shared = shared
        self.text = text
        self.clock = clock
        isCompressed = text.isCompressed
        lastAsked = clock()
        shared.add(self)
    }

    var isBroken: Bool { text == nil }

    func giveUp() {
        text = nil
        shared = nil
    }

    func next(atMost limit: Int) -> [UInt8]? {
        lastAsked = clock()
        return text?.next(atMost: limit)
    }
}

/// The body of a scrape, piece by piece.
private struct ScrapeText {
    /// Bodies that fit a packet are not worth compressing. Those with all of the exporter's own families never do.
    private static let leastCompressedBytes = 1400
    /// Text that is made and compressed at once, and in one turn of the loop.
    private static let pieceBytes = 65536
    private static let turnBytes = 262_144

    private var renderer: Renderer
    /// What was rendered to see whether there is more.
    private var first: [UInt8] = []
    private var hasMore: Bool
    private var isEnded = false
    /// Nil where the body goes as it is.
    private var gzip: Gzip?
    /// Bytes rendered in this turn, and how often the server is still to be told to leave the rest for another one.
    private var rendered = 0
    private var pauses = 0

    init(_ renderer: Renderer, _ compression: Compression) {
        self.renderer = renderer
        hasMore = self.renderer.next(atMost: Self.pieceBytes, into: &first)
        let isWorthIt = hasMore || first.count >= Self.leastCompressedBytes
        if compression == .required || compression == .welcome && isWorthIt { gzip = Gzip() }
    }

    var isCompressed: Bool { gzip != nil }

    /// The next piece as `BodySource` asks for it.
    mutating func next(atMost limit: Int) -> [UInt8]? {
        if pauses > 0 {
            pauses -= 1
            return []
        }
        if isEnded { return nil }
        defer { isEnded = !hasMore }
        var bytes: [UInt8] = []
        if gzip != nil {
            compressNext(&bytes)
        } else if first.isEmpty {
            hasMore = renderer.next(atMost: limit, into: &bytes)
        } else {
            swap(&bytes, &first)
        }
        return bytes
    }

    private mutating func compressNext(_ bytes: inout [UInt8]) {
        // Taken out, so that there is one owner and nothing is copied.
        guard var gzip = gzip.take() else { return }
        let known = gzip.input.count
        if known == 0 {
            swap(&gzip.input, &first)
        } else {
            hasMore = renderer.next(atMost: Self.pieceBytes, into: &gzip.input)
        }
        // The server counts what it sends in a turn, which is little of what was compressed. An empty piece ends its
        // turn; the second one does if the first only made it send what it had.
        rendered += gzip.input.count - known
        if rendered >= Self.turnBytes { (rendered, pauses) = (0, 2) }
        gzip.compress(isLast: !hasMore, to: &bytes)
        self.gzip = gzip
    }
}
