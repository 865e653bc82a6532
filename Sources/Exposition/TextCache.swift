import Metrics

/// What a renderer writes of one family beside the values.
struct RenderedFamily {
    /// The text that all series share.
    var text: FamilyText
    /// The labels of each series.
    var labels: RenderedLabels

    /// What the text depends on beside the family.
    struct Form: Equatable {
        let format: ExpositionFormat
        let includesCreated: Bool
    }

    /// The texts of a family. See `FamilyText` and `RenderedLabels` for the cost.
    init(_ family: Snapshot.Family, _ form: Form) {
        text = Self.text(of: family, form)
        labels = RenderedLabels(family)
    }

    fileprivate static func text(of family: Snapshot.Family, _ form: Form) -> FamilyText {
        FamilyText(family, format: form.format, includesCreated: form.includesCreated)
    }
}

/// Keeps the texts of a registry's families between scrapes, so that each family and each series is rendered once.
///
/// The renderer's owner has one cache for all snapshots of a registry. The cache holds the texts of the families in the
/// latest snapshot that it was given, in the form in which that one was rendered, and frees all other texts. Renderers
/// share texts with the cache and with each other and keep them alive, so an older snapshot may be rendered beside a
/// newer one.
package final class TextCache {
    private struct Entry {
        let owner: SeriesKeys.Owner
        /// The scrape order of the rendered series.
        var order: [Int32]
        var family: RenderedFamily
    }

    /// In the order of the families of the latest snapshot; none is nil between calls.
    private var entries: [Entry?] = []
    /// The form of all entries; nil without entries.
    private var form: RenderedFamily.Form?

    /// An empty cache.
    package init() {}

    /// The texts of each family of `snapshot`, in the order of its families. O(families) if no family has gained series
    /// since the last call, which had the same form and order; else see `RenderedLabels.update`, and each family that
    /// is new or in another place costs O(families). Renders a family without an owner and keeps nothing of it.
    func families(of snapshot: Snapshot, _ form: RenderedFamily.Form) -> [RenderedFamily] {
        var before: [Entry?] = []
        swap(&before, &entries)
        var place = 0
        let isOtherForm = self.form.map { $0 != form } ?? false
        self.form = form
        return snapshot.families.map { family in
            guard let owner = family.keys.owner else { return RenderedFamily(family, form) }
            var entry: Entry
            if let known = Self.take(owner, from: &before, at: &place) {
                entry = known
                if isOtherForm { entry.family.text = RenderedFamily.text(of: family, form) }
            } else {
                entry = Entry(owner: owner, order: family.keys.order, family: RenderedFamily(family, form))
            }
            defer { entries.append(entry) }
            if family.count < entry.order.count {
                var restricted = entry.family
                restricted.labels = entry.family.labels.restricted(to: family.count, from: entry.order)
                return restricted
            }
            if family.count > entry.order.count {
                entry.family.labels.update(to: family, from: entry.order)
                entry.order = family.keys.order
            }
            return entry.family
        }
    }

    /// The entry of `owner`, which is at `place` as long as families come in their former order. It is taken out, so
    /// that an update in place copies nothing unless a renderer shares the texts. A dictionary would be looked up as
    /// fast, but its type is made at run time, which is 1 % of a start.
    private static func take(
        _ owner: SeriesKeys.Owner, from entries: inout [Entry?], at place: inout Int
    ) -> Entry? {
        for offset in 0..<entries.count {
            let index = (place + offset) % entries.count
            guard entries[index]?.owner === owner else { continue }
            place = index + 1
            defer { entries[index] = nil }
            return entries[index]
        }
        return nil
    }
}
