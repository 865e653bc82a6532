package import Feed
import POSIX
import Schema
import Text
import YAML

extension Configuration {
    /// The sentence for a fault of a CSV file: the position in the mapping that uses the file or column, the fault, and
    /// the nearest name if a name is missing.
    package func sentence(_ fault: FeedError) -> String {
        var (mark, proposal): (Mark?, String?)
        if let name = fault.source {
            mark = sources.first { $0.name == name }?.filesMark
        } else if let path = fault.path, let source = sources.first(where: { $0.feed.files.contains(path) }) {
            mark = source.filesMark
            if case .missingColumn(_, _, let column, let header) = fault {
                let use = source.feed.columns.firstIndex(of: column).map { source.columnUses[$0] }
                mark = use?.mark
                proposal = nearest(column, among: header).map { "did you mean \"\($0)\"?" }
                if proposal == nil, use?.isLabel == true {
                    proposal = "a label with a fixed text is {constant: \(flowScalar(column))}"
                }
            } else if case .unreadable(_, let error) = fault, error.isMissing {
                proposal = nearestFile(path).map { "did you mean \"\($0)\"?" }
            }
        }
        let position = mark.map { "\(file):\($0.line):\($0.column): " } ?? ""
        return "\(position)\(fault)\(proposal.map { "; " + $0 } ?? "")"
    }
}

/// The file in the folder of `path` whose name is nearest to the name in `path`.
private func nearestFile(_ path: String) -> String? {
    let name = path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    // A folder that cannot be listed gives no proposal.
    return (try? FileSystem.names(in: Glob(path).directory)).flatMap { nearest(name, among: $0) }
}
