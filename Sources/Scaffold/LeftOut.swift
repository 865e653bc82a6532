import Sniff
import Text

/// The columns that are left out: for each reason its columns, and the flag that takes one of them in.
struct LeftOut {
    /// The line of the table; nil if no column is left out.
    private(set) var line: EvidenceLine?
    private let decisions: Decisions

    /// The flags that name columns.
    private enum Flag: String {
        case labels, values

        /// The flag with which a text begins.
        init?(_ text: String) {
            guard let flag = [Self.labels, .values].first(where: { text.hasPrefix($0.rawValue) }) else { return nil }
            self = flag
        }
    }

    init(_ decisions: Decisions) {
        self.decisions = decisions
        var kinds: [(reason: String, names: [String])] = []
        var example: String?
        for (place, column) in decisions.columns.enumerated() {
            guard case .leftOut(let reason) = column.role else { continue }
            let (name, flags) = (shownName(column.name, number: place + 1), flags(column, reason))
            let words = words(place, column, reason)
            let text = flags.isEmpty ? words : "\(words): \(alternatives(flags.map { "--\($0)" }))"
            if example == nil { example = flags.compactMap { Flag($0) }.first.map { whole($0, with: place) } }
            if let kind = kinds.firstIndex(where: { $0.reason == text }), !Self.isOfOne(reason) {
                kinds[kind].names.append(name)
            } else {
                kinds.append((text, [name]))
            }
        }
        if kinds.isEmpty { return }
        let texts = kinds.map { kind in
            let names = kind.names.count > 6 ? kind.names.prefix(5) + ["\(kind.names.count - 5) more"] : kind.names
            return names.joined(separator: ", ") + " (" + kind.reason + ")"
        }
        let hint = example.map { "a flag names all columns of its kind: \($0)" } ?? ""
        line = EvidenceLine(name: "left out", value: texts.joined(separator: ", "), evidence: hint)
    }

    /// Whether the reason says something of one column only.
    private static func isOfOne(_ reason: Reason) -> Bool {
        switch reason {
        case .constant, .manyValues, .manySeries, .identifier: true
        default: false
        }
    }

    private func words(_ place: Int, _ column: Column, _ reason: Reason) -> String {
        switch reason {
        case .constant:
            if let text = column.examples.first { return "constant \"\(text)\"" }
        case .manyValues, .manySeries, .identifier:
            let more = column.distinct >= Column.mostDistinct ? "over " : ""
            return "\(more)\(countText(column.distinct)) distinct\(reason == .manySeries ? ", too many series" : "")"
        case .alsoTime:
            if let time = decisions.time, let place = time.others.firstIndex(of: place) {
                return "\(reason.rawValue), \(time.otherFormats[place])"
            }
        default: break
        }
        return reason.rawValue
    }

    /// The names of the flags each of which takes the column in; empty if none can.
    private func flags(_ column: Column, _ reason: Reason) -> [String] {
        // A flag has commas between names.
        if column.name.isEmpty || column.name.utf8.contains(UInt8(ascii: ",")) { return [] }
        let isLabel = column.canBeLabel
        let asLabel = isLabel ? [fitsAsLabel(column) ? "labels" : "labels and --max-series"] : []
        switch reason {
        case .empty, .factors, .severalUnits: return []
        case .alsoTime: return ["time.column"]
        case .manySeries: return (isLabel ? ["max-series"] : []) + (column.isNumeric ? ["values"] : [])
        case .determined, .mixed, .longText, .mark: return asLabel
        case .rowNumber, .identifier, .coordinate, .manyValues, .constant, .notAsked:
            return column.isNumeric ? ["values"] : asLabel
        }
    }

    /// Whether there is room for the series that the column makes as a label beside the others, whatever its records.
    private func fitsAsLabel(_ column: Column) -> Bool {
        let values = decisions.columns.count { $0.role.isValue }
        return column.distinct * decisions.labelSets * (values + 1) <= decisions.mostSeries
    }

    /// The flag as it is written to take one more column in.
    private func whole(_ flag: Flag, with place: Int) -> String {
        let taken = decisions.columns.indices.filter { index in
            switch decisions.columns[index].role {
            case .label: flag == .labels
            case .value, .unpivoted: flag == .values
            case .time, .state, .leftOut: false
            }
        }
        let names = (taken + [place]).map { decisions.columns[$0].name }
        let shown = names.count > 5 ? names.prefix(2) + ["…"] + names.suffix(1) : names
        return shellWord("--\(flag.rawValue)=\(shown.joined(separator: ","))")
    }
}
