/// What differs from the catalogue's own numbers while it is in use.
package struct Changes: Sendable {
    /// Settings with other values, by profile.
    var settings: [String: [String: Double]] = [:]
    /// Incidents drawn in an hour, if it is another number.
    var incidentsPerHour: Double?
    /// Scenarios that can happen, or cannot, by id.
    var enabled: [String: Bool] = [:]
    /// Weights of scenarios, by id.
    var weights: [String: Double] = [:]

    /// Nothing differs.
    package init() {}
}
