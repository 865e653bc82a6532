import EventTime
import HTTP
import Metrics
import Pipeline
import RemoteWrite
import Service

/// The own page of a push.
final class PushPage {
    private let push: HistoryPush
    private let loop: Loop
    private let metrics: SelfMetrics
    private let clocks: Clocks
    private let scrapes = ScrapeEndpoint(includesCreated: false)

    init(_ push: HistoryPush, _ loop: Loop, _ metrics: SelfMetrics, _ clocks: Clocks) {
        (self.push, self.loop, self.metrics, self.clocks) = (push, loop, metrics, clocks)
    }

    static var routes: [Route<PushPage>] {
        [
            Route(.get, "/metrics", link: "metrics", PushPage.scrape),
            Route(.get, "/-/healthy", link: "is it alive", PushPage.healthy),
            Route(.get, "/-/ready", link: "is it ready", PushPage.ready),
        ]
    }

    private func healthy(_ request: Request, now: Int64) -> Response { .text(200, "csv_exporter is healthy.") }

    private func ready(_ request: Request, now: Int64) -> Response {
        push.isReady
            ? .text(200, "csv_exporter is ready.")
            : .text(503, "csv_exporter is not ready: it waits for the pre-pass.")
    }

    private func scrape(_ request: Request, now: Int64) -> Response {
        scrapes.answer(request, now: now) {
            var own = metrics.samples(isReady: push.isReady, connections: loop.connectionCount, reload: nil)
            PushMetrics.add(push, wall: clocks.wallSeconds(), to: &own)
            return Snapshot(own.families())
        }
    }
}

/// The own families of a push.
enum PushMetrics {
    private static let samples = OwnMetric(
        .counter, "csv_exporter_remote_write_samples_total", help: "Samples of messages, each counted once.")
    private static let written = OwnMetric(
        .counter, "csv_exporter_remote_write_samples_written_total",
        help: "Samples that the receiver says it wrote, which only protocol 2.0 does.")
    private static let dropped = OwnMetricByLabel(
        .counter, "csv_exporter_remote_write_samples_dropped_total", by: "reason",
        help: "Samples that are not stored: the receiver refused them, or they were given up.")
    private static let requests = OwnMetricByLabel(
        .counter, "csv_exporter_remote_write_requests_total", by: "code",
        help: "Requests by the status of their response; none without one.")
    private static let retries = OwnMetric(
        .counter, "csv_exporter_remote_write_retries_total", help: "Requests that were to be sent again.")
    private static let sentBytes = OwnMetric(
        .counter, "csv_exporter_remote_write_sent_bytes_total", help: "Bytes of messages, also of those sent again.")
    private static let lastSent = OwnMetric(
        .gauge, "csv_exporter_remote_write_last_sent_timestamp_seconds",
        help: "Latest instant of an acknowledged message, as Unix time.")
    private static let lag = OwnMetric(
        .gauge, "csv_exporter_remote_write_lag_seconds",
        help: "Event time between the latest acknowledged instant and the last one of the history.")
    private static let version = OwnMetricByLabel(
        .info, "csv_exporter_remote_write_protocol_info", by: "version",
        help: "Protocol of the next message, as a label of a constant 1.")

    /// Adds the samples of a push.
    static func add(_ push: HistoryPush, wall: Double, to own: inout OwnSamples) {
        guard let sender = push.sender else { return }
        let counts = sender.counts
        own.add(samples, Double(counts.samples))
        own.add(written, Double(counts.confirmed))
        own.add(dropped, "rejected", Double(counts.refused))
        own.add(dropped, "gave_up", Double(counts.gaveUp))
        for (code, count) in counts.requests { own.add(requests, code, Double(count)) }
        own.add(retries, Double(counts.retries))
        own.add(sentBytes, Double(counts.sentBytes))
        own.add(version, sender.version.rawValue, 1)
        guard let last = counts.lastSent else { return }
        own.add(lastSent, Double(last) / 1000)
        if let end = push.grid?.last.milliseconds { own.add(lag, Double(max(0, end - last)) / 1000) }
    }
}
