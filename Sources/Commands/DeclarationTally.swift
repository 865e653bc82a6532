import Mapping
package import MappingFile
import Pipeline

/// "1 record", "2 records".
package func records(_ count: Int) -> String { count == 1 ? "1 record" : "\(count) records" }

/// "1 cell", "2 cells".
package func cells(_ count: Int) -> String { count == 1 ? "1 cell" : "\(count) cells" }

/// What one item of `metrics:` did. With `unpivot` it takes cells: each record has one for each unpivoted column.
package struct DeclarationTally {
    /// The number of its source.
    let source: Int
    /// The item.
    package let declaration: MetricDeclaration
    /// The records, or cells, that met its `where`.
    package fileprivate(set) var selected = 0
    /// The records, or cells, that gave a sample.
    package fileprivate(set) var taken = 0
    /// The records, or cells, that a comparison with a number left out because they have none.
    fileprivate(set) var withoutNumber = 0
    /// The records, or cells, among which its `where` chose.
    package fileprivate(set) var offered = 0

    /// Whether it takes cells.
    package var isUnpivoted: Bool { !declaration.columns.isEmpty }

    /// "3 records", or "3 cells".
    func counted(_ count: Int) -> String { isUnpivoted ? cells(count) : records(count) }
}

extension CheckedRun {
    /// What each item of `metrics:` did, in the order of the file.
    package func declarations(_ configuration: Configuration) -> [DeclarationTally] {
        configuration.sources.indices.flatMap { source in
            configuration.sources[source].declarations.map { declaration in
                var tally = DeclarationTally(source: source, declaration: declaration)
                for metric in applier.tallies[source][declaration.mappings] {
                    tally.offered += metric.offered
                    tally.selected += metric.selected
                    tally.taken += metric.taken
                    tally.withoutNumber += metric.withoutNumber
                }
                // A column that its `where` leaves out has no mapping, and as many records as the others.
                if tally.isUnpivoted && !declaration.mappings.isEmpty {
                    tally.offered = tally.offered / declaration.mappings.count * declaration.columns.count
                }
                return tally
            }
        }
    }
}
