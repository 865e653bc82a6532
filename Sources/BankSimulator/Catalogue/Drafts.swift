import EventTime
import Synthesis
import YAML

/// A stream while its catalogue is read.
struct StreamDraft {
    var name: String
    var file: String
    var columns: [(name: String, column: Stream.Column)] = []
    var timeFormat: TimeFormatter?
    var pace: Stream.Pace
    var kinds: [KindDraft] = []
    var oddities: [Oddity] = []
    /// The setting that is the share of odd rows.
    var anomalyRate: String?
    var derived: [Assignment] = []
    var truths: [(slot: Int, what: String)] = []
    var groups: [RowForm.Group] = []
    /// The names of all cells of a row, written or not, and where each is declared.
    var slots: [(name: String, mark: Mark)] = []
    /// The texts of its columns, and of the conditions about them.
    var texts = KnownTexts()
    /// The cells that are written, or that something needs.
    var used: Set<Int> = []

    init(name: String, file: String, pace: Stream.Pace) {
        self.name = name
        self.file = file
        self.pace = pace
    }

    var kindNames: [String] { kinds.map { $0.name } }

    /// The slot of a column; nil if no column has the name.
    func slot(_ name: String) -> Int? { slots.firstIndex { $0.name == name } }

    /// The slot of a column, which is declared unless it is known.
    mutating func declare(_ name: String, _ mark: Mark) -> Int {
        if let slot = slot(name) { return slot }
        slots.append((name, mark))
        return slots.count - 1
    }

    /// The finished stream.
    func stream(_ scenarios: [ScenarioDraft]) -> Stream {
        let total = kinds.map { $0.share }.reduce(0, +)
        return Stream(
            name: name, file: file, columns: columns, timeFormat: timeFormat, width: slots.count, pace: pace,
            kinds: kinds.map { kind in
                Kind(
                    name: kind.name, share: total > 0 ? kind.share / total : 0, shape: kind.shape, mean: kind.mean,
                    cells: kind.cells, followers: kind.followers)
            },
            oddities: oddities, derived: derived,
            truths: truths.map { truth in
                let isFlag = truth.what == "flag"
                let texts = scenarios.map { Array((isFlag ? "true" : $0.texts[truth.what]?.first ?? "").utf8) }
                return Truth(truth.slot, usual: isFlag ? Array("false".utf8) : [], scenarios: texts)
            })
    }
}

/// A kind while its catalogue is read.
struct KindDraft {
    var name: String
    var share = 1.0
    var shape = DayShape.flat
    var mean = 0.0
    /// Its cells as they are written in the catalogue.
    var specifications: [Specification] = []
    var cells: [Assignment] = []
    var followers: [Follower] = []
}

/// A cell as it is written in the catalogue.
struct Specification {
    let column: String
    let mark: Mark
    let node: Node
}

/// A scenario while its catalogue is read.
struct ScenarioDraft {
    let node: Node
    let mark: Mark
    /// The texts that cells may show, by key. Lists have several.
    var texts: [String: [String]]
    var weight = 1.0
    var isEnabled = true
    /// The profiles in which its symptoms happen; nil for all.
    var profiles: [String]?
    /// Milliseconds that an incident lasts unless the schedule says how long.
    var duration: Int64
    var metrics: [Specification] = []

    /// The alert that finds it.
    var alert: String?
    /// Milliseconds within which the alert fires.
    var within: Int64?

    var id: String { texts["id"]?.first ?? "" }

    /// The finished scenario.
    var scenario: Catalogue.Scenario {
        Catalogue.Scenario(
            id: id, name: texts["name"]?.first ?? id, severity: texts["severity"]?.first?.lowercased() ?? "",
            duration: duration, weight: weight, isEnabled: isEnabled, profiles: profiles, alert: alert, within: within)
    }
}
