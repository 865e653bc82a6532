import Exposition
import HTTP
import Metrics

/// A snapshot on its way to one client, rendered, and compressed if asked, as the socket drains.
final class Scrape: BodySource {
    /// Bodies that fit a packet are not worth compressing. Those with all of the exporter's own families never do.
    private static let leastCompressedBytes = 1400
    /// Text that is made and compressed at once, and in one turn of the loop.
    private static let pieceBytes = 65536
    private static let turnBytes = 262_144

    private var renderer: Renderer
    private let slots: ScrapeSlots
    /// What has been rendered to see whether there is more.
    private var first: [UInt8] = []
    private var hasMore: Bool
    private var isEnded = false
    /// Nil where the body goes as it is.
    private var gzip: Gzip?
    /// Bytes rendered in this turn, and how often the server is still to be told to leave the rest for another one.
    private var rendered = 0
    private var pauses = 0

    /// Takes a slot, if one is free.
    init?(
        _ snapshot: Snapshot, _ format: ExpositionFormat, created: Bool, _ compression: Compression,
        _ slots: ScrapeSlots
    ) {
        guard slots.take() else { return nil }
        self.slots = slots
        renderer = Renderer(snapshot, format: format, created: created)
        hasMore = renderer.next(atMost: Self.pieceBytes, into: &first)
        let isWorthIt = hasMore || first.count >= Self.leastCompressedBytes
        if compression == .required || compression == .welcome && isWorthIt { gzip = Gzip() }
    }

    deinit { slots.giveBack() }

    /// The headers that tell what the body is.
    func headers(_ format: ExpositionFormat) -> [(String, String)] {
        [("Content-Type", format.contentType)] + (gzip == nil ? [] : [("Content-Encoding", "gzip")])
            + [("Vary", "Accept, Accept-Encoding")]
    }

    func next(atMost limit: Int) -> [UInt8]? {
        if pauses > 0 {
            pauses -= 1
            return []
        }
        if isEnded { return nil }
        defer { isEnded = !hasMore }
        // Taken out, so that there is one owner and nothing is copied.
        guard var gzip = gzip.take() else { return nextPlain(limit) }
        var bytes: [UInt8] = []
        let known = gzip.input.count
        if known == 0 {
            swap(&gzip.input, &first)
        } else {
            hasMore = renderer.next(atMost: Self.pieceBytes, into: &gzip.input)
        }
        pause(after: gzip.input.count - known)
        gzip.compress(isLast: !hasMore, to: &bytes)
        self.gzip = gzip
        return bytes
    }

    private func nextPlain(_ limit: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        swap(&bytes, &first)
        if bytes.isEmpty && hasMore { hasMore = renderer.next(atMost: limit, into: &bytes) }
        return bytes
    }

    /// The server counts what it sends in a turn, which is little of what was compressed. An empty piece ends its turn;
    /// two of them do if the first one only made it send what it had.
    private func pause(after count: Int) {
        rendered += count
        if rendered < Self.turnBytes { return }
        (rendered, pauses) = (0, 2)
    }
}

/// How many snapshots may live at a time: each holds eight bytes a value until its client has read it.
final class ScrapeSlots {
    private let limit: Int
    private var taken = 0

    init(limit: Int) { self.limit = limit }

    /// Whether a scrape could begin now.
    var isFree: Bool { taken < limit }

    fileprivate func take() -> Bool {
        if taken >= limit { return false }
        taken += 1
        return true
    }

    fileprivate func giveBack() { taken -= 1 }
}
