import EventTime
import Feed
import HTTP
import MappingFile
import Metrics
import POSIX
import Pipeline

/// The one thread that owns everything: it waits for what comes next (a request, a signal, a file event, a record that
/// is due) and lets it be handled, a slice at a time.
final class Loop {
    private static let sliceNanoseconds: Int64 = 2_000_000

    private var engine: Engine
    /// A configuration that is being made ready to take the engine's place.
    private var successor: Engine?
    private let server: Server
    private var endpoints: Endpoints
    private let signals: SignalPipe
    private let flags: ReplaySettings
    private let logger: Logger
    private let created = Double(SystemClock.wallNanoseconds()) / 1e9
    private var requests: [RequestKey: Int] = [:]
    private var reload = (isSuccessful: true, at: Double(SystemClock.wallNanoseconds()) / 1e9)
    private var isEnding = false
    private var wantsReload = false
    private var hasSettled = false
    private var progress: ProgressLine

    private struct RequestKey: Hashable {
        let path: String
        let code: Int
    }

    init(
        _ engine: Engine, _ server: Server, _ endpoints: Endpoints, _ signals: SignalPipe, flags: ReplaySettings,
        _ logger: Logger
    ) {
        self.engine = engine
        self.server = server
        self.endpoints = endpoints
        self.signals = signals
        self.flags = flags
        self.logger = logger
        progress = ProgressLine(.standardError)
    }

    /// Runs until a signal or a request ends it. Throws if the first configuration turns out to be unusable.
    func run() throws(FeedError) {
        var set = PollSet()
        while !(isEnding && server.isIdle) {
            set.removeAll()
            server.addInterest(to: &set)
            let signal = set.add(signals.descriptor, read: true, write: false)
            let events = engine.descriptor.map { set.add($0, read: true, write: false) }
            do {
                try set.poll(timeoutNanoseconds: timeout())
            } catch {
                logger.log(.error, "cannot wait for events: \(error)")
            }
            if set.isReadable(signal) { signals.drain().forEach { heed($0) } }
            serve(set)
            try work(hasEvents: events.map { set.isReadable($0) } ?? false)
        }
        progress.clear()
        logger.log(.info, "csv_exporter ended")
    }

    private func timeout() -> Int64? {
        let now = SystemClock.monotonicNanoseconds()
        if successor != nil || wantsReload { return 0 }
        let wakes = [isEnding ? nil : engine.nextWake(now: now), server.nextDeadline()].compactMap { $0 }
        return wakes.min().map { max(0, $0 - now) }
    }

    private func heed(_ signal: Signal) {
        switch signal {
        case .hangUp: wantsReload = true
        case .terminate, .interrupt:
            if isEnding { return }
            logger.log(.info, "ending: responses under way are completed first")
            end()
        }
    }

    private func end() {
        isEnding = true
        server.stopAccepting(now: SystemClock.monotonicNanoseconds())
    }

    private func serve(_ set: PollSet) {
        let now = SystemClock.monotonicNanoseconds()
        server.handle(set, now: now) { request in
            endpoints.answer(request, state(), snapshot: snapshot, run: run)
        }
        for exchange in server.takeFinished() {
            let isKnown = endpoints.knownPaths.contains(exchange.path)
            let key = RequestKey(path: isKnown ? exchange.path : "other", code: exchange.status)
            requests[key, default: 0] += 1
            let isScrape = exchange.path == endpoints.telemetryPath && exchange.method == "GET"
            if isScrape && exchange.status == 200 && exchange.isComplete {
                engine.scraped(now: SystemClock.monotonicNanoseconds())
                // From now on it is the same again and again: what else the start needed may go.
                if engine.isReady && !hasSettled {
                    hasSettled = true
                    ProgramText.letGo()
                }
            }
        }
    }

    private func work(hasEvents: Bool) throws(FeedError) {
        let now = SystemClock.monotonicNanoseconds()
        try engine.slice(now: now, deadline: now + Self.sliceNanoseconds, hasEvents: hasEvents)
        if let replay = engine.replay, !engine.isReady { progress.show(replay.progressBytes) } else { progress.clear() }
        if wantsReload { beginReload() }
        if successor != nil { prepareSuccessor() }
    }

    private func state() -> ServiceState {
        ServiceState(
            version: version, configurationFile: engine.configuration.file, waitsFor: engine.waitsFor.map { "\($0)" },
            replay: engine.replay.map { ReplayStatus($0) }, telemetryPath: endpoints.telemetryPath)
    }

    /// Applies at most one slice, then copies what is applied.
    private func snapshot() -> Snapshot {
        let now = SystemClock.monotonicNanoseconds()
        // A fault of the pre-pass comes up again, and ends the process, in `work`. Events may have come since the poll.
        try? engine.slice(now: now, deadline: now + Self.sliceNanoseconds, hasEvents: engine.descriptor != nil)
        var own = OwnSamples(created: created)
        own.add(engine.applier)
        if let follow = engine.follow { own.addFollowing(applied: follow.applied) }
        if let replay = engine.replay { own.add(replay, now: SystemClock.monotonicNanoseconds()) }
        let mapped = engine.snapshot()
        own.add("csv_exporter_build_info", [("version", version)], 1)
        own.add("csv_exporter_ready", [], engine.isReady ? 1 : 0)
        own.add("csv_exporter_config_last_reload_successful", [], reload.isSuccessful ? 1 : 0)
        own.add("csv_exporter_config_last_reload_success_timestamp_seconds", [], reload.at.rounded(.down))
        own.add("csv_exporter_http_connections", [], Double(server.connectionCount))
        for (key, count) in requests {
            own.add("csv_exporter_http_requests_total", [("path", key.path), ("code", "\(key.code)")], Double(count))
        }
        own.addProcess()
        return Snapshot(mapped + own.families())
    }

    private func run(_ command: Endpoints.Command) -> String? {
        switch command {
        case .quit: end()
        case .reload: return readAgain().map { "\($0)" }
        case .replay(let command):
            let refusal = engine.perform(command, now: SystemClock.monotonicNanoseconds())
            if refusal == nil { logger.log(.info, "replay command", [("command", "\(command)")]) }
            return refusal
        }
        return nil
    }
}

/// Reload: a new configuration is built beside the old one and takes its place when it is ready.
extension Loop {
    private func beginReload() {
        wantsReload = false
        _ = readAgain()
    }

    /// Reads the mapping file and the token again. Returns what is wrong with them, if so; then the old ones stay.
    private func readAgain() -> String? {
        do {
            let configuration = try ConfigurationReader.read(engine.configuration.file)
            let plan = ReplayPlan(flags.or(configuration.replay))
            let token = try endpoints.token?.readAgain()
            if configuration.sourcesText == engine.configuration.sourcesText {
                engine.adopt(plan, now: SystemClock.monotonicNanoseconds())
                reload = (true, Double(SystemClock.wallNanoseconds()) / 1e9)
                logger.log(.info, "mapping file read again: the sources are the same, all state stays")
            } else {
                successor = try Engine(configuration, plan, logger)
            }
            endpoints.token = token
            return nil
        } catch {
            fail("\(error)")
            return "\(error)"
        }
    }

    private func prepareSuccessor() {
        guard let next = successor else { return }
        successor = nil
        let now = SystemClock.monotonicNanoseconds()
        do {
            try next.slice(now: now, deadline: now + Self.sliceNanoseconds, hasEvents: false)
        } catch {
            return fail("\(error)")
        }
        guard next.isReady else {
            successor = next
            return
        }
        engine = next
        reload = (true, Double(SystemClock.wallNanoseconds()) / 1e9)
        logger.log(.info, "mapping file read again: the sources are new, everything starts as after a restart")
    }

    private func fail(_ fault: String) {
        reload.isSuccessful = false
        logger.log(.error, "cannot reload, what was there stays: \(fault)")
    }
}
