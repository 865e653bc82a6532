import Compression
import Exposition
import HTTP

/// A snapshot on its way to one client, rendered, and compressed if asked, as the socket drains.
final class Scrape: BodySource, ScrapeSlots.Reader {
    /// Both nil once the scrape had to give way.
    private var shared: ScrapeSlots.Shared?
    private var text: ScrapeText?
    /// Whether the body is sent as gzip.
    let isCompressed: Bool
    private(set) var lastAsked: Int64

    /// A scrape of `shared`, whose snapshot `renderer` is to write.
    init(_ shared: ScrapeSlots.Shared, _ renderer: Renderer, _ gzip: GzipPreference, now: Int64) {
        let text = ScrapeText(renderer, gzip)
        self.shared = shared
        self.text = text
        isCompressed = text.isCompressed
        lastAsked = now
        shared.add(self)
    }

    func giveUp() {
        text = nil
        shared = nil
    }

    func step(atMost limit: Int, now: Int64) -> BodyStep {
        lastAsked = now
        return text?.step(atMost: limit) ?? .broken
    }
}

/// The body of a scrape, piece by piece.
private struct ScrapeText {
    /// Bytes of text rendered and compressed at once, and in one turn of the loop.
    private static let pieceBytes = 65536
    private static let turnBytes = 262_144

    private var renderer: Renderer
    /// The first piece, which `init` renders to know whether there is more.
    private var first: [UInt8] = []
    private var hasMore: Bool
    private var isEnded = false
    /// Nil for a body that is sent uncompressed.
    private var gzip: Gzip?
    /// Bytes that were compressed since the last yield.
    private var compressed = 0

    init(_ renderer: Renderer, _ preference: GzipPreference) {
        self.renderer = renderer
        hasMore = self.renderer.next(atMost: Self.pieceBytes, into: &first)
        let isWorthIt = hasMore || first.count >= leastCompressedBytes
        if preference == .required || preference == .welcome && isWorthIt { gzip = Gzip() }
    }

    var isCompressed: Bool { gzip != nil }

    /// See `BodySource.step`.
    mutating func step(atMost limit: Int) -> BodyStep {
        if isEnded { return .end }
        // The server limits the bytes that it sends in a turn, which are few compared with the bytes compressed.
        if compressed >= Self.turnBytes {
            compressed = 0
            return .yield
        }
        var bytes: [UInt8] = []
        if gzip != nil {
            compressNext(&bytes)
        } else if first.isEmpty {
            hasMore = renderer.next(atMost: limit, into: &bytes)
        } else {
            swap(&bytes, &first)
        }
        isEnded = !hasMore
        if bytes.isEmpty { return isEnded ? .end : .yield }
        return .bytes(bytes)
    }

    private mutating func compressNext(_ bytes: inout [UInt8]) {
        // Taken out of the property: a second owner would make every change a copy.
        guard var gzip = gzip.take() else { return }
        let known = gzip.input.count
        if known == 0 {
            swap(&gzip.input, &first)
        } else {
            hasMore = renderer.next(atMost: Self.pieceBytes, into: &gzip.input)
        }
        compressed += gzip.input.count - known
        gzip.compress(isLast: !hasMore, to: &bytes)
        self.gzip = gzip
    }
}
