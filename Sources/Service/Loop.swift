import HTTP
package import POSIX

/// The one thread of a service. It waits for the next request, signal, event or due slice, and handles it; requests
/// and work take turns, so that neither keeps the other waiting.
package final class Loop {
    private let entrances: [Entrance]
    private let signals: SignalPipe?
    private let clocks: Clocks
    private let logger: Logger
    private var wantsEnd = false
    private var isEnding = false

    /// A loop that serves the connections of its entrances. Without a signal pipe only `end` ends it.
    package init(_ entrances: [Entrance], _ signals: SignalPipe?, _ clocks: Clocks, _ logger: Logger) {
        self.entrances = entrances
        self.signals = signals
        self.clocks = clocks
        self.logger = logger
    }

    /// The connections that are open.
    package var connectionCount: Int { entrances.reduce(0) { $0 + $1.server.connectionCount } }

    /// Runs until SIGTERM, SIGINT or `end`, and then until the open responses are finished. SIGHUP calls `hangUp` with
    /// the time. Throws the fault of `work` that ends it.
    package func run<Context>(
        _ work: some Work, _ router: Router<Context>, hangUp: (_ now: Int64) -> Void = { _ in }
    ) throws {
        var set = PollSet()
        while !(isEnding && work.hasFinished && entrances.allSatisfy { $0.server.isIdle }) {
            set.removeAll()
            for entrance in entrances { entrance.server.addInterest(to: &set) }
            let signal = signals.map { set.add($0.descriptor, read: true, write: false) }
            work.addInterest(to: &set)
            let events = work.descriptor.map { set.add($0, read: true, write: false) }
            do {
                try set.poll(timeoutNanoseconds: timeout(work))
            } catch {
                logger.log(.error, "cannot wait for events: \(error)")
            }
            if let signal, set.isReadable(signal) { heed(hangUp) }
            serve(set, router)
            if wantsEnd && !isEnding { stop(work) }
            work.receive(set, now: clocks.monotonic())
            try work.slice(now: clocks.monotonic(), hasEvents: events.map { set.isReadable($0) } ?? false)
        }
    }

    /// Lets `run` return once the open responses are finished; further connections are refused.
    package func end() { wantsEnd = true }

    /// Lets responses that wait look in the next turn whether something has changed.
    package func wake() {
        for entrance in entrances { entrance.server.wake() }
    }

    private func stop(_ work: some Work) {
        isEnding = true
        work.finish(now: clocks.monotonic())
        if !entrances.isEmpty { logger.log(.info, "shutting down: finishing open responses") }
        for entrance in entrances { entrance.server.stopAccepting(now: clocks.monotonic()) }
    }

    private func timeout(_ work: some Work) -> Int64? {
        // The work may have called `end`.
        if wantsEnd && !isEnding { return 0 }
        let now = clocks.monotonic()
        var wake: Int64?
        for entrance in entrances {
            if let deadline = entrance.server.nextDeadline() { wake = min(deadline, wake ?? deadline) }
        }
        if !isEnding || !work.hasFinished, let next = work.nextWake(now: now) { wake = min(next, wake ?? next) }
        return wake.map { max(0, $0 - now) }
    }

    private func heed(_ hangUp: (Int64) -> Void) {
        for signal in signals?.drain() ?? [] {
            switch signal {
            case .hangUp: hangUp(clocks.monotonic())
            case .terminate, .interrupt: end()
            }
        }
    }

    private func serve<Context>(_ set: PollSet, _ router: Router<Context>) {
        for entrance in entrances {
            let (server, prefix) = (entrance.server, entrance.prefix)
            server.handle(set, now: clocks.monotonic()) { request in
                router.answer(request, below: prefix, now: clocks.monotonic())
            }
            for exchange in server.takeFinished() {
                router.finished(exchange, below: prefix, now: clocks.monotonic())
            }
        }
    }
}
