import Flags
import POSIX

/// Rewrites rule files for a replay speed into another folder.
func scaleRuleFiles(_ flags: ParsedFlags) throws -> Int32 {
    throw StartFault(description: "csv_exporter scale-rules: not there yet")
}
