package import Synthesis

/// What to make of a catalogue.
package struct HistoryRequest: Sendable {
    /// Which incidents happen.
    package enum Schedule: Sendable {
        /// None: quiet days.
        case none
        /// The story of the catalogue.
        case story
        /// The story of the catalogue if it has one.
        case storyIfAny
        /// The incidents of a file.
        case file(String)
    }

    /// The profile; nil takes the catalogue's first.
    package var profile: String?
    /// All random draws depend on it.
    package var seed: UInt64
    /// The first second, since 1970.
    package var from: Int64
    /// The second after the last.
    package var to: Int64
    /// Which incidents happen.
    package var schedule: Schedule
    /// What differs from the catalogue's own numbers.
    package var changes = Changes()
    /// Whether all hours are like the mean of a weekday, whatever the shapes of the catalogue.
    package var isFlat = false

    /// A request.
    package init(
        profile: String? = nil, seed: UInt64 = 1, from: Int64, to: Int64, schedule: Schedule = .none
    ) {
        self.profile = profile
        self.seed = seed
        self.from = from
        self.to = to
        self.schedule = schedule
    }
}

/// Reads a catalogue, and returns what makes the files of a request. Throws all faults of the catalogue at once.
package func makeHistory(_ catalogue: String, _ request: HistoryRequest) throws -> Making {
    try CatalogueReader.read(catalogue, request)
}
