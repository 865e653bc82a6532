import POSIX
import Service
import Synthesis

/// All live data sets: the work of the service between requests.
final class Live: Work {
    let sets: [LiveSet]
    private let clocks: Clocks
    private var clock: LiveClock
    private var nextIncident = 1
    private var nextAsked: Int64 = 0
    private var nextTick: Int64 = 0
    private(set) var isReady = false
    /// Whether somebody has stopped the records.
    private(set) var isStopped = false
    private let logger: Logger
    private var isTold: Set<String> = []

    /// Records are written in ticks of this many nanoseconds.
    private static let tick: Int64 = 100_000_000
    /// Incidents that run at once.
    static let maximumIncidents = 32
    /// Records that may be asked for within a second.
    static let maximumAsked = 1000

    /// Work on these data sets.
    init(_ sets: [LiveSet], _ clocks: Clocks, _ clock: LiveClock, _ logger: Logger) {
        (self.sets, self.clocks, self.clock, self.logger) = (sets, clocks, clock, logger)
    }

    let descriptor: FileDescriptor? = nil

    func nextWake(now: Int64) -> Int64? { max(now, nextTick) }

    func slice(now: Int64, deadline: Int64, hasEvents: Bool) {
        if now < nextTick { return }
        let time = clock.read(monotonic: now, wall: clocks.wall()) / 1_000_000
        var isDone = true
        for set in sets {
            let isWhole = set.advance(to: time, until: { clocks.monotonic() >= deadline }) { scenario in
                // While as many run as may, none is drawn.
                _ = try? begin(set, scenario, IncidentRequest(), isDrawn: true)
            }
            tellEnds(of: set, "its time is over")
            if !isWhole { isDone = false }
        }
        if !isDone { return }
        isReady = true
        nextTick = now + Self.tick
        report()
    }

    /// Ends all incidents; from the next second on no record is made until `start`.
    func stop() {
        if isStopped { return }
        isStopped = true
        for set in sets {
            set.pause()
            tellEnds(of: set, "the records are stopped")
        }
        logger.log(.info, "stopped")
    }

    /// Goes on with records at the next second.
    func start() {
        if !isStopped { return }
        isStopped = false
        let time = clock.read(monotonic: clocks.monotonic(), wall: clocks.wall()) / 1_000_000
        for set in sets { set.resume(at: time) }
        logger.log(.info, "started")
    }

    /// Goes on with other numbers, a catalogue for each data set; `change` is what the log says about it.
    func adopt(_ catalogues: [Catalogue], _ change: String) {
        for (set, catalogue) in zip(sets, catalogues) { set.adopt(catalogue) }
        let told = change.utf8.count > 1000 ? change.prefix(900) + "…" : change[...]
        logger.log(.info, "settings are changed", [("settings", String(told))])
    }

    /// Begins an incident, which somebody has asked for or chance has drawn. Throws a sentence if it cannot.
    func begin(
        _ set: LiveSet, _ scenario: Int, _ request: IncidentRequest, isDrawn: Bool = false
    ) throws(ControlFault) -> LiveIncident {
        let id = set.catalogue.scenarios[scenario].id
        if isStopped { throw Self.stopped }
        if !set.catalogue.scenarios[scenario].isEnabled {
            throw ControlFault(
                status: 409,
                "got \(id), which is not enabled; want POST /config {\"scenarios\": {\"\(id)\": {\"enabled\": true}}} "
                    + "before")
        }
        if sets.reduce(0, { $0 + $1.running.count }) >= Self.maximumIncidents {
            throw ControlFault(
                status: 429, "got one more incident while \(Self.maximumIncidents) run; want fewer at once")
        }
        let incident = set.begin(
            scenario, number: nextIncident,
            duration: request.duration ?? set.catalogue.scenarios[scenario].duration, intensity: request.intensity,
            profile: request.profile, isDrawn: isDrawn)
        nextIncident += 1
        logger.log(.info, "incident begins", fields(incident, set) + [("reason", isDrawn ? "chance" : "a request")])
        return incident
    }

    /// Makes a record with some cells as given. Throws a sentence if that is not possible now.
    func ask(_ set: LiveSet, _ door: Views.Door, _ given: [(column: Int, text: String)]) throws(ControlFault)
        -> [UInt8]
    {
        if isStopped { throw Self.stopped }
        if set.askedCount >= Self.maximumAsked {
            throw ControlFault(
                status: 429, "got one more record within a second after \(Self.maximumAsked); want fewer at once")
        }
        nextAsked += 1
        return set.ask(KindPath(stream: door.stream, kind: door.kind), given, number: nextAsked)
    }

    /// The answer to what would make records while none is made.
    static let stopped = ControlFault(
        status: 409,
        "got a request for records while the simulator is stopped; want POST /control {\"action\": \"start\"} before")

    /// Ends an incident; nil if none that runs has the number.
    func end(_ number: Int) -> (set: LiveSet, incident: LiveIncident)? {
        for set in sets {
            if let incident = set.end(number) {
                tellEnds(of: set, "a request")
                return (set, incident)
            }
        }
        return nil
    }

    /// Logs the incidents that have ended.
    private func tellEnds(of set: LiveSet, _ reason: String) {
        for incident in set.takeEnded() {
            logger.log(.info, "incident ends", fields(incident, set) + [("reason", reason)])
        }
    }

    private func fields(_ incident: LiveIncident, _ set: LiveSet) -> [(String, String)] {
        [("incident", incident.name), ("scenario", set.catalogue.scenarios[incident.scenario].id)]
    }

    /// Ends all incidents and writes what is left.
    func finish() {
        let time = clock.read(monotonic: clocks.monotonic(), wall: clocks.wall()) / 1_000_000
        for set in sets {
            set.finish(at: time)
            tellEnds(of: set, "the simulator ends")
        }
    }

    /// The faults of files that cannot be written, each with its place.
    var faults: [String] {
        sets.flatMap { set in
            set.files.compactMap { file in file.fault.map { "\(set.name)/\(file.name): \($0)" } }
        }
    }

    /// Logs when a file cannot be written any more, and when it can again.
    private func report() {
        for set in sets {
            for file in set.files {
                let key = "\(set.name)/\(file.name)"
                if let fault = file.fault {
                    if isTold.insert(key).inserted { logger.log(.error, "cannot write: \(fault)", [("file", key)]) }
                } else if isTold.remove(key) != nil {
                    logger.log(.info, "can write again", [("file", key)])
                }
            }
        }
    }
}
