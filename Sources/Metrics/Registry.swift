package import EventTime

/// All families of a configuration, in the order of their declaration. A registry has one owner.
package struct Registry {
    /// The families. A mapping refers to a family by its index here.
    package var families: [Family]

    /// A registry of the given families, whose names must be unique.
    package init(_ descriptions: [FamilyDescription]) { families = descriptions.map { Family($0) } }

    /// Moves the event clock on: gauges that end before `instant` are not shown any more.
    package mutating func advance(to instant: Instant) {
        for index in families.indices { families[index].advance(to: instant) }
    }

    /// Begins a new pass in every family, see `Family.beginPass`.
    package mutating func beginPass() {
        for index in families.indices { families[index].beginPass() }
    }

    /// Copies the values of all families for a scrape, eight bytes a value. O(series).
    package mutating func snapshot() -> [Snapshot.Family] { families.indices.map { families[$0].snapshot() } }
}
