import Metrics

/// Keeps the label texts of a registry's families between scrapes, so that each series is rendered once.
///
/// The renderer's owner has one cache for all snapshots of a registry. The cache holds the texts of the families in the
/// latest snapshot that it was given, and frees all other texts. Renderers share texts with the cache and with each
/// other and keep them alive, so an older snapshot may be rendered beside a newer one.
package final class LabelCache {
    private struct Entry {
        let owner: SeriesKeys.Owner
        /// The scrape order of the rendered series.
        var order: [Int32]
        var labels: RenderedLabels
    }

    private var entries: [ObjectIdentifier: Entry] = [:]

    /// An empty cache.
    package init() {}

    /// The label texts of each family of `snapshot`, in the order of its families. O(families) if no family has gained
    /// series since the last call, else see `RenderedLabels.update`. Renders a family without an owner and keeps
    /// nothing of it.
    func labels(of snapshot: Snapshot) -> [RenderedLabels] {
        var before: [ObjectIdentifier: Entry] = [:]
        swap(&before, &entries)
        return snapshot.families.map { family in
            guard let owner = family.keys.owner else { return RenderedLabels(family) }
            // Taken out of the dictionary, so that an update in place copies nothing unless a renderer shares the
            // texts.
            let known = before.removeValue(forKey: ObjectIdentifier(owner))
            var entry = known ?? Entry(owner: owner, order: family.keys.order, labels: RenderedLabels(family))
            defer { entries[ObjectIdentifier(owner)] = entry }
            if family.count < entry.order.count {
                return entry.labels.restricted(to: family.count, from: entry.order)
            }
            if family.count > entry.order.count {
                entry.labels.update(to: family, from: entry.order)
                entry.order = family.keys.order
            }
            return entry.labels
        }
    }
}
