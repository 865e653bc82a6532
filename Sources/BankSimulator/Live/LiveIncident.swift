import Synthesis

/// An incident of a live data set.
struct LiveIncident {
    /// Its number, from 1 since the start of the simulator over all data sets.
    let number: Int
    /// The number of its scenario in the data set.
    let scenario: Int
    /// Its first instant, in milliseconds since 1970: a whole second.
    let start: Int64
    /// The instant after its last; earlier than planned if somebody ended it.
    var end: Int64
    let intensity: Double
    /// The only profile in which it happens; nil: in those that the catalogue says.
    let profile: String?
    /// Whether chance has begun it, and nobody's request.
    var isDrawn = false
    /// Whether somebody has ended it, even if its last second is not over.
    var isEnded = false
    /// Whether the log says that it has ended.
    var isToldEnded = false

    /// Its name in answers and files.
    var name: String { incident.name }

    /// What the simulation needs of it.
    var incident: Incident {
        Incident(number: number, start: start, end: end, intensity: intensity, profile: profile)
    }
}
