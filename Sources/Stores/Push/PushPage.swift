import EventTime
import HTTP
import Metrics
import Pipeline
import RemoteWrite
import Service

/// A push, as its own page sees it.
protocol PushWork: Work {
    /// Sends the samples; nil before there are any.
    var sender: Sender? { get }
    /// What a push that is not ready waits for; nil if it is ready.
    var waitsFor: String? { get }
    /// By how much the latest acknowledged instant is behind the latest one that there is, in milliseconds.
    var lag: Int64? { get }
    /// The instants that wait; nil without a queue.
    var queue: InstantQueue? { get }
}

/// The own page of a push.
final class PushPage {
    private let push: any PushWork
    private let loop: Loop
    private let metrics: SelfMetrics
    private let scrapes = ScrapeEndpoint(includesCreated: false)

    init(_ push: any PushWork, _ loop: Loop, _ metrics: SelfMetrics) {
        (self.push, self.loop, self.metrics) = (push, loop, metrics)
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
        push.waitsFor.map { .text(503, "csv_exporter is not ready: it waits for \($0).") }
            ?? .text(200, "csv_exporter is ready.")
    }

    private func scrape(_ request: Request, now: Int64) -> Response {
        scrapes.answer(request, now: now) {
            var own = metrics.samples(isReady: push.isReady, connections: loop.connectionCount, reload: nil)
            PushMetrics.add(push, to: &own)
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
        help: "Samples that are not stored: the receiver refused them, the queue was full, or they were given up.")
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
        help: "Time from the latest acknowledged instant to the latest one: of the history, or that was made live.")
    private static let queueBytes = OwnMetric(
        .gauge, "csv_exporter_remote_write_queue_bytes", help: "Bytes of instants that are not acknowledged yet.")
    private static let queueLimit = OwnMetric(
        .gauge, "csv_exporter_remote_write_queue_limit_bytes",
        help: "Most bytes of the queue; the oldest instants are dropped beyond.")
    private static let version = OwnMetricByLabel(
        .info, "csv_exporter_remote_write_protocol_info", by: "version",
        help: "Protocol of the next message, as a label of a constant 1.")

    /// The names of the labels of these families.
    static let labelNames = ["reason", "code", "version"]

    /// Adds the samples of a push.
    static func add(_ push: any PushWork, to own: inout OwnSamples) {
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
        if let queue = push.queue {
            own.add(dropped, "queue_full", Double(queue.dropped))
            own.add(queueBytes, Double(queue.bytes))
            own.add(queueLimit, Double(queue.limit))
        }
        if let last = counts.lastSent { own.add(lastSent, Double(last) / 1000) }
        if let behind = push.lag { own.add(lag, Double(behind) / 1000) }
    }
}
