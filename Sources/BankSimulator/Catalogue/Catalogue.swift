import Schema
import Synthesis
import YAML

/// A catalogue, compiled for the profiles that are made.
struct Catalogue {
    /// A scenario as people and alerts know it.
    struct Scenario {
        let id: String
        let name: String
        let severity: String
        /// Milliseconds that an incident lasts if nobody says how long.
        let duration: Int64
        /// How often it is drawn, beside the others.
        let weight: Double
        let isEnabled: Bool
        /// The profiles in which it happens; nil for all.
        let profiles: [String]?
        /// The alert that finds it, if the catalogue says which.
        let alert: String?
        /// Milliseconds within which the alert fires.
        let within: Int64?

        /// Whether the catalogue itself lets it happen in a profile; nil for those that the catalogue says.
        func happens(in profile: String?) -> Bool {
            guard let profile, let profiles else { return true }
            return profiles.contains(profile)
        }
    }

    /// A profile that is made, with the present values of its settings.
    struct Profile {
        let name: String
        let settings: [Setting]

        /// The number of a setting; nil if it has none of this name.
        func value(_ name: String) -> Double? { settings.first { $0.name == name }?.value }
    }

    /// A number with a name.
    struct Setting {
        let name: String
        let value: Double
        /// The numbers that it may have; nil: those with which the catalogue can be used.
        let range: ClosedRange<Double>?
        /// The description of the setting; nil if the catalogue has none.
        let help: String?
    }

    /// Where a catalogue comes from, so that it can be compiled with other numbers.
    struct Source {
        let root: Node
        let path: String
        let request: HistoryRequest
    }

    /// One plan for each profile that is made.
    let plans: [Plan]
    let windows: [Window]
    let log: IncidentLog?
    /// The scenarios in the order of the catalogue; incidents refer to them by their numbers.
    let scenarios: [Scenario]
    /// The profiles in the order of the plans.
    let profiles: [Profile]
    /// Whether all profiles are made into the same files.
    let isSideBySide: Bool
    /// Incidents that are drawn in an hour.
    let incidentsPerHour: Double
    /// The numbers that `incidentsPerHour` may have.
    let incidentsRange: ClosedRange<Double>
    /// The settings that are shares of odd records.
    let anomalyRates: [String]
    /// How the records of each file but that of incidents are written as JSON, in the order of the files.
    let rowForms: [RowForm]
    /// The stream of the services' claims.
    let findings: Int?
    /// What the control API says about the records.
    let views: Views
    let source: Source

    /// The changes with which it was compiled.
    var changes: Changes { source.request.changes }

    /// Events in a second, over all streams and profiles, in the mean of a weekday.
    var eventsPerSecond: Double {
        plans.flatMap { $0.streams }.reduce(0) { sum, stream in
            switch stream.pace {
            case .rate(let rate): sum + rate
            case .interval(let interval, let batch):
                sum + Double(batch * stream.kinds.count) * 1000 / Double(interval)
            }
        }
    }

    /// The same catalogue with other numbers. Throws what it cannot be used with.
    func with(_ changes: Changes) throws(Faults) -> Catalogue {
        var request = source.request
        request.changes = changes
        return try CatalogueReader.compile(source.root, source.path, request)
    }
}
