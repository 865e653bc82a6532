import Synthesis

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
        /// The alert that finds it, if the catalogue says which.
        let alert: String?
        /// Milliseconds within which the alert fires.
        let within: Int64?
    }

    /// One plan for each profile that is made.
    let plans: [Plan]
    let windows: [Window]
    let log: IncidentLog?
    /// The scenarios in the order of the catalogue; incidents refer to them by their numbers.
    let scenarios: [Scenario]
}
