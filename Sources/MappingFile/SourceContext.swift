import CSV
import EventTime
import Mapping
import YAML

/// What the metrics of one source are read with.
struct SourceContext {
    var columns: ColumnTable
    var unpivot: Unpivot?
    let zone: Zone
    /// Constant labels for all metrics of the source.
    var labels: [(name: String, value: String, mark: Mark)] = []
    var initial: [(family: Int, key: [UInt8])] = []
}
