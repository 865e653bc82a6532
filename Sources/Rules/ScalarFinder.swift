// Advice for the next editor: rule files are other people's YAML, so all scalar styles must be read. But this is not a
// full parser, and does not check structure: Prometheus does when it reads the result. Block structure is a stack of
// keys with their columns; a dash needs no level, because its content is always to the right of it. If you add a scalar
// style, also give each content byte its origin in the file (`Scalar.append`), or edits land in the wrong place; then
// run ScalarStylesTests and the fuzz target `rules`.

/// Finds the scalars of a YAML file.
struct ScalarFinder {
    /// A fault that ends the reading.
    struct Unreadable: Error {
        let at: Int
        let found: String
    }

    /// An entry of the list `rules` of a group.
    struct Entry {
        /// Its bytes: whole lines, or in brackets the bytes up to the next entry.
        var range: Range<Int>
        /// The column of its dash; nil in brackets.
        let dash: Int?
    }

    /// The place of the list `inhibit_rules` of an Alertmanager configuration.
    struct InhibitRules {
        /// The byte behind the colon.
        let value: Int
        /// The start of the line of the first entry, and the column of its dash.
        var first: (line: Int, dash: Int)?
    }

    let bytes: [UInt8]
    var at = 0
    private(set) var scalars: [Scalar] = []
    /// Those of the top-level keys that matter.
    private(set) var topLevelKeys: [String] = []
    /// The places of merge keys, with the path to each.
    private(set) var merges: [(at: Int, path: [String])] = []
    /// The keys of block structure that lead to the current place, with their columns.
    var levels: [(column: Int, key: String)] = []
    /// The places of anchors.
    var anchors: [Int] = []
    /// In the order of the file.
    var rules: [Entry] = []
    /// Whether the last of `rules` has not ended.
    var isInRule = false
    /// Of block structure.
    var inhibitRules: InhibitRules?

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The keys that lead to the current place.
    var path: [String] { levels.map(\.key) }

    mutating func note(key: String, path: [String], at place: Int) {
        if path.count == 1, key == "groups" || key == "route" || key == "inhibit_rules" { topLevelKeys.append(key) }
        if key == "<<" { merges.append((place, path)) }
    }

    mutating func add(_ scalar: Scalar) { scalars.append(scalar) }
}
