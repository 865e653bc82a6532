import Exposition
package import HTTP
package import Metrics

/// Answers scrapes: negotiates format and compression, and lets concurrent scrapes share snapshots.
package final class ScrapeEndpoint {
    private let slots = ScrapeSlots(limit: 4)
    private let texts = TextCache()
    private let includesCreated: Bool

    /// An endpoint that adds `_created` lines to OpenMetrics if `includesCreated`.
    package init(includesCreated: Bool) { self.includesCreated = includesCreated }

    /// Answers a scrape at `now` (monotonic nanoseconds). `snapshot` is called unless the scrape has to share one.
    package func answer(_ request: Request, now: Int64, snapshot: () -> Snapshot) -> Response {
        let formats = [ExpositionFormat.text, .openMetrics]
        let format = formats[negotiate(accept: request.headers["accept"], among: formats.map(\.contentType))]
        let gzip = negotiate(acceptEncoding: request.headers["accept-encoding"])
        let shared = slots.snapshot(now: now, make: snapshot)
        let renderer = Renderer(
            shared.snapshot, format: format, includesCreated: includesCreated, texts: texts)
        let scrape = Scrape(shared, renderer, gzip, now: now)
        let coding = scrape.isCompressed ? [("Content-Encoding", "gzip")] : []
        return Response(
            status: 200,
            headers: [("Content-Type", format.contentType)] + coding + [("Vary", "Accept, Accept-Encoding")],
            body: .stream(scrape))
    }
}
