import Metrics
import Schema
import YAML

/// One item of `metrics:`, for messages about what it did.
package struct MetricDeclaration {
    /// The name of the metric.
    package let name: String
    /// The place of the item, `map.yml:12:9`.
    package let place: String
    /// The place of its `where`; nil without one.
    package let wherePlace: String?
    /// Its metric mappings among those of the source: one, or one for each unpivoted column that it selects.
    package let mappings: Range<Int>
    /// The unpivoted columns among which its `where` may choose; empty without `unpivot`.
    package let columns: [String]
}

extension ConfigurationReader {
    /// The declaration of an item of `metrics:` that was read into `mappings`.
    func declaration(_ item: Node, _ mappings: Range<Int>, _ unpivot: Unpivot?) -> MetricDeclaration? {
        guard case .mapping(let entries) = item.content,
            let type = entries.first(where: { MetricType(rawValue: $0.key) != nil }),
            case .scalar(let name) = type.value.content
        else { return nil }
        return MetricDeclaration(
            name: name, place: place(type.keyMark),
            wherePlace: entries.first { $0.key == "where" }.map { place($0.keyMark) }, mappings: mappings,
            columns: unpivot.map { $0.columns.map { $0.name } } ?? [])
    }

    /// `map.yml:12:9`.
    func place(_ mark: Mark) -> String { "\(file):\(mark.line):\(mark.column)" }

    /// Warns of an unpivoted label that nothing uses: then the columns cannot be distinguished any more.
    mutating func warnOfUnusedLabel(of unpivot: Unpivot, _ source: Fields) {
        guard case .sequence(let metrics)? = source.node("metrics")?.content,
            !metrics.contains(where: { uses($0, unpivot.label) }), !names(source.node("time"), unpivot.label)
        else { return }
        warnings.append(
            "\(place(source.mark(of: "unpivot"))): no metric uses \"\(unpivot.label)\", the label of unpivot, "
                + "so that all columns go to one series; want labels: {\(unpivot.label): \(unpivot.label)}, or a where"
        )
    }

    /// Whether a metric has a label or a condition on this column.
    private func uses(_ metric: Node, _ column: String) -> Bool {
        guard case .mapping(let entries) = metric.content else { return false }
        return entries.contains { entry in
            guard case .mapping(let parts) = entry.value.content else { return false }
            switch entry.key {
            case "labels": return parts.contains { names($0.value, column) }
            case "where": return parts.contains { $0.key == column }
            default: return false
            }
        }
    }

    /// Whether a node is this column, or has it as `column` or among `columns`.
    private func names(_ node: Node?, _ column: String) -> Bool {
        switch node?.content {
        case .scalar(let text): return text == column
        case .sequence(let items): return items.contains { names($0, column) }
        case .mapping(let entries):
            return entries.contains { ($0.key == "column" || $0.key == "columns") && names($0.value, column) }
        case nil: return false
        }
    }
}
