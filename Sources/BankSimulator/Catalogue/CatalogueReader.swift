import EventTime
import POSIX
import Schema
import Synthesis
import Text
import YAML

/// Reads a catalogue into what `Making` needs, or throws all of its faults at once.
struct CatalogueReader {
    var faults: Faults
    /// The settings of the present profile.
    var settings: [String: Double] = [:]
    var profile = ""
    /// The names of all profiles, made or not.
    var allProfiles: [String] = []
    /// The numbers that settings may have, and what they are.
    var ranges: [String: (range: ClosedRange<Double>?, help: String?)] = [:]
    /// The profiles that are read, with their settings.
    var declared: [Catalogue.Profile] = []
    /// Settings that are shares of odd records.
    var anomalyRates: [String] = []
    var shapes: [String: DayShape] = ["flat": .flat]
    var tables: [String: Node] = [:]
    /// The sizes of the pools that have names.
    var pools: [String: Int] = [:]
    /// The streams that are declared, with the slots of their columns.
    var streams: [StreamDraft] = []
    var scenarios: [ScenarioDraft] = []
    /// The scenario whose cells are read.
    var presentScenario: ScenarioDraft?
    /// The stream of findings, and the milliseconds between two findings of an incident.
    var findingsStream: Int?
    var findingsInIncidents: Int64?
    /// The faults of the file of incidents.
    var unreadable: Faults?
    let request: HistoryRequest

    init(file: String, request: HistoryRequest) {
        faults = Faults(file: file)
        self.request = request
    }

    /// Reads the catalogue at `path` for the span of the request.
    static func read(_ path: String, _ request: HistoryRequest) throws(Faults) -> Making {
        let catalogue = try compile(path, request)
        return Making(
            catalogue.plans, windows: catalogue.windows, log: catalogue.log, from: request.from, to: request.to)
    }

    /// Reads the catalogue at `path` for the profile, the settings and the incidents of the request.
    static func compile(_ path: String, _ request: HistoryRequest) throws(Faults) -> Catalogue {
        var faults = Faults(file: path)
        guard let root = readYAML(path, what: "the catalogue", &faults) else { throw faults }
        return try compile(root, path, request)
    }

    /// Reads a catalogue that is parsed.
    static func compile(_ root: Node, _ path: String, _ request: HistoryRequest) throws(Faults) -> Catalogue {
        var reader = CatalogueReader(file: path, request: request)
        let catalogue = reader.read(Catalogue.Source(root: root, path: path, request: request))
        if let unreadable = reader.unreadable, reader.faults.isEmpty { throw unreadable }
        guard let catalogue else { throw reader.faults }
        return catalogue
    }

    private mutating func read(_ source: Catalogue.Source) -> Catalogue? {
        guard let fields = Fields(source.root, .catalogue, &faults) else { return nil }
        readShapes(fields)
        readRanges(fields)
        _ = readReplay(fields)
        for entry in entries(fields.node("tables"), "tables") { tables[entry.key] = entry.value }
        var plans: [Plan] = []
        var windows: [Window] = []
        var log: IncidentLog?
        var views = Views()
        for profile in profiles(fields) {
            guard readSettings(fields, profile) else { continue }
            (streams, pools, findingsStream) = ([], [:], nil)
            scenarios = readScenarioTexts(fields)
            for item in items(fields.node("streams"), "streams") { readStream(item) }
            if let node = fields.node("findings") { readFindings(node) }
            let incidents = readSchedule(fields)
            let causes = readRoutines(fields) + readSymptoms(fields, incidents) + findingCauses(incidents)
            windows = readWindows(fields)
            views = readViews(fields, windows)
            checkUse()
            checkTexts()
            plans.append(
                Plan(
                    seed: request.seed, profile: profile, streams: streams.map { $0.stream(scenarios) },
                    causes: causes))
            log = scenarios.isEmpty ? nil : incidentLog(incidents)
        }
        if streams.isEmpty && faults.isEmpty {
            faults.add(fields.mark, "cannot use the catalogue: got no stream; want at least one under \"streams\"")
        }
        guard faults.isEmpty else { return nil }
        return Catalogue(
            plans: plans, windows: windows, log: log, scenarios: scenarios.map { $0.scenario }, profiles: declared,
            isSideBySide: fields.node("side_by_side") != nil,
            incidentsPerHour: request.changes.incidentsPerHour ?? declared[0].value(incidentsPerHour) ?? 0,
            incidentsRange: ranges[incidentsPerHour]?.range ?? 0...0, anomalyRates: anomalyRates,
            rowForms: zip(plans[0].streams, streams).map { RowForm($0, groups: $1.groups) }
                + windows.map { RowForm($0.output, groups: [], folded: $0.forms(over: plans[0].streams)) },
            findings: findingsStream, views: views, source: source)
    }

    /// The profiles to make: those side by side, or the wanted one.
    private mutating func profiles(_ fields: Fields) -> [String] {
        let known = entries(fields.node("profiles"), "profiles").map { $0.key }
        allProfiles = known
        if known.isEmpty {
            faults.add(fields.mark, "cannot use the catalogue: got no key \"profiles\"; want at least one profile")
            return []
        }
        if let beside = fields.texts("side_by_side", &faults) {
            for (text, mark) in beside where !known.contains(text) {
                faults.add(mark, unknown: text, as: "profile", among: known)
            }
            return beside.map { $0.text }.filter { known.contains($0) }
        }
        guard let wanted = request.profile else { return [known[0]] }
        if known.contains(wanted) { return [wanted] }
        faults.add(fields.mark, unknown: wanted, as: "profile", among: known)
        return []
    }

    private mutating func readShapes(_ fields: Fields) {
        for entry in entries(fields.node("shapes"), "shapes") {
            guard let shape = Fields(entry.value, .shape, &faults) else { continue }
            let hours = shape.texts("hours", &faults) ?? []
            let levels = hours.compactMap { parseNumber($0.text) }.filter { $0 >= 0 }
            if levels.count != hours.count || levels.count != 24 || !levels.contains(where: { $0 > 0 }) {
                faults.add(
                    shape.mark(of: "hours"),
                    "cannot read \"hours\": got \(levels.count) levels; want 24 numbers from 0, not all of them 0")
                continue
            }
            let day = DayShape(hours: levels, weekend: shape.number("weekend", &faults) ?? 1)
            shapes[entry.key] = request.isFlat ? day.levelled : day
        }
    }

    /// The shape with the name in `fields`, or else `other`.
    mutating func shape(_ key: String, _ fields: Fields, else other: DayShape) -> DayShape {
        guard let node = fields.node(key) else { return other }
        guard let name = node.text(as: "\"\(key)\"", &faults) else { return other }
        if let shape = shapes[name] { return shape }
        faults.add(node.mark, unknown: name, as: "shape", among: shapes.keys.sorted())
        return other
    }

    /// A number, or the number of the setting with this name.
    mutating func number(_ node: Node, as what: String) -> Double? {
        guard let text = node.text(as: what, &faults) else { return nil }
        if let number = settings[text] ?? parseNumber(text) { return number }
        var fault = "cannot read \(what): got \"\(text)\"; want a number or a setting"
        if let near = nearest(text, among: settings.keys.sorted()) { fault += "; did you mean \"\(near)\"?" }
        faults.add(node.mark, fault)
        return nil
    }

    mutating func number(_ key: String, _ fields: Fields) -> Double? {
        fields.node(key).flatMap { number($0, as: "\"\(key)\"") }
    }

    /// A part of a whole, 0 to 1.
    mutating func share(_ key: String, _ fields: Fields) -> Double? {
        guard let share = number(key, fields) else { return nil }
        if share < 0 || share > 1 {
            faults.add(fields.mark(of: key), "cannot use \"\(key)\": got \(share); want a share from 0 to 1")
            return nil
        }
        return share
    }

    /// A duration in milliseconds, at least `least`.
    mutating func milliseconds(_ key: String, _ fields: Fields, atLeast least: Int64 = 0) -> Int64? {
        fields.node(key).flatMap { milliseconds($0, as: "\"\(key)\"", atLeast: least) }
    }

    mutating func milliseconds(_ node: Node, as what: String, atLeast least: Int64 = 0) -> Int64? {
        guard let text = node.text(as: what, &faults) else { return nil }
        guard let duration = text == "0" ? 0 : parseDuration(text), duration / 1_000_000 >= least else {
            let bound = least > 0 ? " of at least \(formatDuration(least * 1_000_000))" : ""
            faults.add(
                node.mark, "cannot read \(what): got \"\(text)\"; want a duration\(bound) such as 30s, 5m or 1h30m")
            return nil
        }
        return duration / 1_000_000
    }

    /// The items of a list; none without the node.
    mutating func items(_ node: Node?, _ what: String) -> [Node] {
        guard let node else { return [] }
        if case .sequence(let items) = node.content { return items }
        faults.add(node.mark, "cannot read \"\(what)\": got \(node.kind); want a list")
        return []
    }

    /// The entries of keys and values; none without the node.
    mutating func entries(_ node: Node?, _ what: String) -> [Entry] {
        guard let node else { return [] }
        if case .mapping(let entries) = node.content { return entries }
        faults.add(node.mark, "cannot read \(what): got \(node.kind); want keys and values")
        return []
    }
}

/// Parses a YAML file of at most 1 MiB. Nil, with a fault, if that is not possible.
func readYAML(_ path: String, what: String, _ faults: inout Faults) -> Node? {
    do {
        if try FileStatus(path: path).kind == .directory {
            faults.add(nil, "cannot read \(what): got a directory; want a YAML file")
            return nil
        }
        if let root = try parse(FileDescriptor.open(path).readToEnd(maximum: 1 << 20)) { return root }
        faults.add(nil, "cannot use \(what): the file is empty")
    } catch let error as SyntaxError {
        faults.add(error.mark, error.message)
    } catch {
        faults.add(nil, "cannot read \(what): \(error)")
    }
    return nil
}
