import CSV
import EventTime
import Mapping
import YAML

/// The parts of a source that the readers of its metrics need and change.
struct SourceContext {
    var columns: ColumnTable
    var unpivot: Unpivot?
    let zone: Zone
    /// Constant labels for all metrics of the source.
    var labels: [(name: String, value: String, mark: Mark)] = []
    var initial: [(family: Int, key: [UInt8])] = []
}
