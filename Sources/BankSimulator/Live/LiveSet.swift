import POSIX
import Synthesis

/// A data set whose files grow in real time.
final class LiveSet {
    /// The name of the data set's folder.
    let name: String
    /// The catalogue.
    private(set) var catalogue: Catalogue
    /// The files, in the order of streams, windows and incidents.
    private(set) var files: [LiveFile]
    /// The last records of each file.
    private(set) var rings: [EventRing]
    /// What the records tell.
    private(set) var views: ViewState
    /// The incidents that have not ended, and the last that have, in the order of their starts.
    private(set) var incidents: [LiveIncident] = []
    /// Seconds that were never made, because the simulator was stopped or the clock was set.
    private(set) var skippedSeconds: Int64 = 0
    /// Whether no records are made.
    private(set) var isPaused = false
    /// Prints the findings too; nil: nobody wants that.
    var findingsLog: FindingsLog?
    private var making: Making
    private let first: Int64
    private let lock: FileDescriptor?

    /// Milliseconds that are made up at once. More are skipped: a laptop that slept a night owes no night of records.
    static let patience: Int64 = 10_000
    /// Incidents that have ended and are remembered.
    static let remembered = 100

    /// A data set whose first second is `first`, with files in `folder`, which exists, and for which it keeps a `lock`.
    init(
        _ name: String, _ catalogue: Catalogue, folder: String, lock: FileDescriptor? = nil, first: Int64,
        limits: LiveFile.Limits
    ) {
        (self.name, self.catalogue, self.lock, self.first) = (name, catalogue, lock, first)
        making = Making(
            catalogue.plans, windows: catalogue.windows, log: catalogue.log, from: first, to: .max, knowsTimes: true)
        views = ViewState(catalogue.views)
        rings = making.files.map { _ in EventRing() }
        files = making.files.map { LiveFile($0.name, in: folder, header: $0.header, limits: limits) }
        if catalogue.log != nil, let last = making.files.last {
            // A follower learns from the first rows of a new file what is true. So the file is not renamed by its age.
            var kept = limits
            kept.age = nil
            files[files.count - 1] = LiveFile(last.name, in: folder, header: last.header, limits: kept)
        }
    }

    /// Whether the seconds before the first, which windows and repeated records look back on, are made.
    var isReady: Bool { making.next >= first }

    /// The next second that is written.
    var next: Int64 { max(making.next, first) }

    /// Makes and writes what has happened up to `time` (milliseconds since 1970), until `isOver` says that it takes too
    /// long. `begin` begins an incident of a scenario that is drawn. False if something is left.
    func advance(to time: Int64, until isOver: () -> Bool, begin: (_ scenario: Int) -> Void = { _ in }) -> Bool {
        let present = time / 1000
        if isPaused {
            write(upTo: time)
            return true
        }
        if isReady && time - making.next * 1000 > Self.patience {
            skippedSeconds += present - making.next
            making.skip(to: present)
        }
        while making.next <= present {
            if isReady, let scenario = drawn(at: making.next) { begin(scenario) }
            _ = making.step()
            if isOver() { return making.next > present }
        }
        write(upTo: time)
        return true
    }

    /// The scenario of an incident that chance lets begin in a second: the same for the same seed. Nil if it runs
    /// already: another in its place would be drawn more often than its weight says.
    private func drawn(at second: Int64) -> Int? {
        if catalogue.incidentsPerHour <= 0 { return nil }
        var chance = Key(seed: catalogue.source.request.seed).with("incidents").with(name).with(second).chance
        if chance.unit() >= catalogue.incidentsPerHour / 3600 { return nil }
        let weights = catalogue.scenarios.map { $0.isEnabled ? $0.weight : 0 }
        var point = chance.unit() * weights.reduce(0, +)
        // What rounding leaves belongs to the last one.
        var scenario = weights.lastIndex { $0 > 0 }
        for (index, weight) in weights.enumerated() where weight > 0 {
            if point < weight {
                scenario = index
                break
            }
            point -= weight
        }
        return incidents.contains { $0.scenario == scenario && isRunning($0) } ? nil : scenario
    }

    private func write(upTo time: Int64) {
        for file in files.indices {
            let lines = making.take(file, upTo: time)
            let isLog = catalogue.log != nil && file == files.count - 1
            rings[file].append(lines)
            views.take(lines, of: file)
            if let findingsLog, file == catalogue.findings { findingsLog.print(lines, catalogue.rowForms[file]) }
            files[file].append(lines, at: time, known: { [making] in isLog ? making.known() : [] })
        }
        forget(time)
    }

    /// Begins an incident at the next second.
    func begin(
        _ scenario: Int, number: Int, duration: Int64, intensity: Double, profile: String? = nil, isDrawn: Bool = false
    ) -> LiveIncident {
        let start = next * 1000
        let incident = LiveIncident(
            number: number, scenario: scenario, start: start, end: start + duration, intensity: intensity,
            profile: profile, isDrawn: isDrawn)
        incidents.append(incident)
        adopt()
        return incident
    }

    /// Ends an incident at the next second. Nil if none that runs has the number.
    func end(_ number: Int) -> LiveIncident? {
        let instant = next * 1000
        guard let index = incidents.firstIndex(where: { $0.number == number && isRunning($0) }) else { return nil }
        // An incident that has not begun yet lasts one second, so that incidents.csv has its start.
        incidents[index].end = max(instant, incidents[index].start + 1000)
        incidents[index].isEnded = true
        adopt()
        return incidents[index]
    }

    /// The incidents that have ended since the last call.
    func takeEnded() -> [LiveIncident] {
        var ended: [LiveIncident] = []
        for index in incidents.indices where !incidents[index].isToldEnded && !isRunning(incidents[index]) {
            incidents[index].isToldEnded = true
            ended.append(incidents[index])
        }
        return ended
    }

    /// The numbers of the incidents that have not ended.
    var running: [Int] { incidents.filter { isRunning($0) }.map { $0.number } }

    /// Whether an incident has not ended, and nobody has ended it.
    func isRunning(_ incident: LiveIncident) -> Bool { incident.end > next * 1000 && !incident.isEnded }

    /// Makes a record of a stream with some cells as given, at the beginning of the next second. Returns its line.
    func ask(_ path: KindPath, _ given: [(column: Int, text: String)], number: Int64) -> [UInt8] {
        let columns = catalogue.plans[0].streams[path.stream].columns
        let cells = given.compactMap { column, text -> (slot: Value.Slot, text: [UInt8])? in
            guard case .cell(let slot) = columns[column].column else { return nil }
            return (slot, Array(text.utf8))
        }
        return making.ask(path, cells, in: next, number: number)
    }

    /// The records that were asked for and are not made yet.
    var askedCount: Int { making.askedCount }

    /// Ends all incidents, and makes no further record until `resume`.
    func pause() {
        for number in running { _ = end(number) }
        // What was promised is made.
        while making.askedCount > 0 { _ = making.step() }
        // The ends are written, without the other records of their second.
        making.skip(to: max(making.next, (incidents.map { $0.end }.max() ?? 0) / 1000 + 1))
        isPaused = true
    }

    /// Goes on with the second after `time` (milliseconds since 1970).
    func resume(at time: Int64) {
        isPaused = false
        making.skip(to: max(first, time / 1000 + 1))
    }

    /// Goes on with other numbers of the same catalogue.
    func adopt(_ catalogue: Catalogue) {
        self.catalogue = catalogue
        making.adopt(catalogue.plans, catalogue.windows, incidentsByScenario)
    }

    /// Ends all incidents and writes what is left, before the program ends.
    func finish(at time: Int64) {
        for number in running { _ = end(number) }
        let last = incidents.map { $0.end }.max() ?? 0
        while making.next * 1000 <= last { _ = making.step() }
        write(upTo: max(time, last))
    }

    private func adopt() { making.adopt(incidentsByScenario) }

    private var incidentsByScenario: [[Incident]] {
        catalogue.scenarios.indices.map { scenario in
            incidents.filter { $0.scenario == scenario }.map { $0.incident }
        }
    }

    private func forget(_ time: Int64) {
        let ended = incidents.count { $0.end <= time }
        if ended <= Self.remembered { return }
        var left = ended - Self.remembered
        incidents.removeAll { incident in
            if left == 0 || incident.end > time { return false }
            left -= 1
            return true
        }
    }
}
