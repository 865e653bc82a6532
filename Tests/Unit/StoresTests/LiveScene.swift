import EventTime
import Flags
import HTTP
import MappingFile
import Metrics
import POSIX
import Pipeline
import RemoteWrite
import Service
import TestSupport
import Testing

@testable import Commands
@testable import Stores

/// A live push with clocks that the test turns, and a receiver of version 1.0 that keeps what it gets as Prometheus
/// does without a window for late samples: all of a request or nothing.
final class LiveScene {
    private static let second: Int64 = 1_000_000_000

    let push: LivePush
    let receiver: MockReceiver
    /// The monotonic clock.
    private(set) var now: Int64 = 0
    /// How requests are answered; `raw` instead of any response.
    var status = 204
    var body = ""
    var raw: String?
    /// The value of a label: requests that have it get the status 503.
    var busyWith: String?
    /// Whether a request of so many instants gets no answer, but the end of the connection.
    var swallows: (Int) -> Bool = { _ in false }
    /// Whether a request was stored without an answer.
    private var hasSwallowed = false

    private let folder = TemporaryDirectory()
    private let file: String
    private let time: Time
    private let reading: FileDescriptor

    /// The wall clock is the monotonic one and an offset.
    private final class Time {
        var monotonic: Int64 = 0
        var offset: Int64 = 0
        var wall: Int64 { monotonic + offset }
    }

    init(
        csv: String, mode: String = "follow",
        metrics: String = "{counter: orders_total, help: Orders., labels: {key: key}}", queueBytes: Int = 64 << 20,
        position: String? = nil, start: Int64 = 1, stopsAtRefusal: Bool = true, samplesPerRequest: Int = 10_000,
        after earlier: LiveScene? = nil
    ) throws {
        (stored, hasSwallowed) = (earlier?.stored ?? [:], earlier != nil)
        file = folder.write("a.csv", csv)
        let mapping = folder.write(
            "m.yml",
            """
            sources:
              - name: orders
                files: a.csv
                mode: \(mode)
                time: {column: time, format: unix, ahead: never}
                metrics:
                  - \(metrics)
            """)
        let configuration = try ConfigurationReader.read(mapping)
        let time = Time()
        self.time = time
        time.offset = start * Self.second
        receiver = try MockReceiver { _, _ in .status(204) }
        let (reading, writing) = try FileDescriptor.pipe()
        self.reading = reading
        let logger = Logger(level: .info, format: .logfmt, output: writing) { "noon" }
        let clocks = Clocks(monotonic: { time.monotonic }, wall: { time.wall })
        let log = RunLog(configuration, logger, clock: { time.monotonic })
        var plan = ReplayPlan(configuration.replay)
        plan.speed = .infinity
        let engine = try Engine(
            configuration, plan, log,
            Engine.Clocks(monotonic: { time.monotonic }, wall: { Instant(nanoseconds: time.wall) }), maximumFiles: 9)
        var destination = Destination(url: try ServerURL("http://\(receiver.address)/w"))
        (destination.versions, destination.connections, destination.retryFor) = (.one, 1, nil)
        (destination.stopsAtRefusal, destination.samplesPerRequest) = (stopsAtRefusal, samplesPerRequest)
        guard case .run(let flags) = try pushCommand([]).parse(["--remote-write.url=http://h/w"]) else {
            preconditionFailure("push is a command")
        }
        let options = try HistoryOptions(flags, configuration, "push", live: ("here", []))
        let texts = [configuration.sourcesText]
        let file = position.map { PositionFile($0, of: texts) }
        let settings = LivePushSettings(options: options, position: file, queueBytes: queueBytes)
        var history = HistoryPushSettings(options: options)
        (history.endsSeries, history.reachesNow, history.position) = (false, true, file)
        let makeSender = { (start: Int64?) in Sender(destination, start: start, chance: { 0 }, logger) }
        push = try LivePush(
            engine, settings, SelfMetrics(program: "csv_exporter", version: "1", startTime: 0), clocks, logger,
            makeSender: { makeSender(nil) },
            makeHistory: mode == "follow"
                ? nil
                : {
                    try HistoryPush(
                        configuration, history, samplesPerRequest: 10_000, log, clocks, logger, makeSender: makeSender,
                        finish: {})
                })
        receiver.script = { [unowned self] _, request in answer(request) }
    }

    private func answer(_ request: MockReceiver.Request) -> MockReceiver.Script {
        if let raw { return .bytes(raw, closes: true) }
        if status == 204 {
            let series = DecodedMessage(request.body, isTwo: false)?.series ?? []
            if let busyWith, series.contains(where: { $0.labels.contains(busyWith) }) { return .status(503) }
            let words = store(series)
            if swallows(series.map { $0.times.count }.max() ?? 0) {
                hasSwallowed = true
                return .bytes("", closes: true)
            }
            if let words { return .status(400, body: words) }
        }
        return .status(status, body: body)
    }

    /// Stores all samples, or returns why they are refused.
    private func store(_ all: [DecodedMessage.Series]) -> String? {
        for series in all {
            let newest = stored[series.labels]?.max { $0.key < $1.key }
            for (time, bits) in zip(series.times, series.values) {
                guard let newest, time <= newest.key else { continue }
                if time < newest.key { return "out of order sample" }
                if bits != newest.value { return "duplicate sample for timestamp" }
                #expect(hasSwallowed, "no sample comes twice")
            }
        }
        for series in all {
            for (time, bits) in zip(series.times, series.values) { stored[series.labels, default: [:]][time] = bits }
        }
        return nil
    }

    /// Sets the wall clock.
    func setClock(seconds: Int64) { time.offset = seconds * Self.second - time.monotonic }

    /// Lets time go on, in steps to the next moment at which the push has something to do.
    func run(seconds: Int64) throws {
        let end = now + seconds * Self.second
        while true {
            try settle()
            let wake = push.nextWake(now: now) ?? .max
            if wake > end || push.hasFinished { break }
            now = max(now, wake)
            time.monotonic = now
        }
        now = end
        time.monotonic = now
        try settle()
    }

    /// Lets the push and the receiver do all that they can at this moment.
    private func settle() throws {
        var quiet = 0
        while quiet < 5 {
            let count = receiver.requests.count
            receiver.turn()
            var set = PollSet()
            push.addInterest(to: &set)
            let ready = try set.poll(timeoutNanoseconds: 0)
            push.receive(set, now: now)
            try push.slice(now: now, deadline: .max, hasEvents: true)
            let isDue = !push.hasFinished && (push.nextWake(now: now).map { $0 <= now } ?? false)
            quiet = ready > 0 || count != receiver.requests.count || isDue ? 0 : quiet + 1
        }
    }

    func append(_ text: String) throws { try FileDescriptor.openForAppending(file).write(text) }

    /// What was logged since it was last asked.
    func logged() throws -> String {
        var bytes: [UInt8] = []
        _ = try reading.read(into: &bytes, atMost: 1 << 16)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The names of all series that the receiver has.
    var names: Set<String> { Set(stored.keys.compactMap { value("__name__", in: $0) }) }

    /// The samples of a series by milliseconds since 1970, as bits. `label` is the value of any label.
    func samples(_ name: String, _ label: String?) -> [Int64: UInt64] {
        var found: [Int64: UInt64] = [:]
        for (labels, samples) in stored
        where value("__name__", in: labels) == name && (label == nil || labels.contains(label ?? "")) {
            for (time, bits) in samples { found[time] = bits }
        }
        return found
    }

    /// The same by seconds and as numbers, without those that end the series; nil without any.
    func received(_ name: String, _ label: String?) -> [Int64: Double]? {
        var shown: [Int64: Double] = [:]
        for (time, bits) in samples(name, label) where bits != Levels.stale {
            shown[time / 1000] = Double(bitPattern: bits)
        }
        return shown.isEmpty ? nil : shown
    }

    /// The samples of requests that were answered with 204.
    private var stored: [[String]: [Int64: UInt64]]

    private func value(_ name: String, in labels: [String]) -> String? {
        labels.firstIndex(of: name).map { labels[$0 + 1] }
    }
}
