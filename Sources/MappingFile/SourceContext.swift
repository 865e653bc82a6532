import CSV
import EventTime
import Feed
import Mapping
import YAML

/// The parts of a source that the readers of its metrics need and change.
struct SourceContext {
    var columns: ColumnTable
    var unpivot: Unpivot?
    let time: TimeRule
    /// How the columns of the source write numbers.
    let numbers: NumberForm
    /// Cells that mean no value, without blanks around them.
    let nullValues: [[UInt8]]
    /// How `value` and `weight` of the metric that is being read write numbers, by column.
    var forms: [String: ColumnForm] = [:]
    var zone: Zone { time.zone }
    /// The encoding of cells, and of texts that are compared with cells.
    let encoding: Encoding
    /// Whether the files of the source are a state.
    var isTable = false
    /// Constant labels for all metrics of the source.
    var labels: [(name: String, value: String, mark: Mark)] = []
    var initial: [(family: Int, key: [UInt8])] = []
    /// The items of `metrics:`.
    var declarations: [MetricDeclaration] = []
}
