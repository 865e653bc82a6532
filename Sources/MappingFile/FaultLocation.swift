package import Feed
import POSIX
import Schema
import Text
import YAML

extension Configuration {
    /// Words a fault of a CSV file: the place in the mapping that asks for it, the fault, and the nearest name where
    /// one is missing.
    package func sentence(_ fault: FeedError) -> String {
        var (mark, proposal): (Mark?, String?)
        if case .noFiles(let name, _) = fault {
            mark = sources.first { $0.name == name }?.filesMark
        } else if let path = fault.path, let source = sources.first(where: { $0.feed.files.contains(path) }) {
            mark = source.filesMark
            if case .missingColumn(_, _, let column, let header) = fault {
                let place = source.feed.columns.firstIndex(of: column).map { source.columnPlaces[$0] }
                mark = place?.mark
                proposal = nearest(column, among: header).map { "did you mean \"\($0)\"?" }
                if proposal == nil, place?.isLabel == true {
                    proposal = "a label with a fixed text is {constant: \(flowScalar(column))}"
                }
            } else if case .unreadable(_, let error) = fault, error.isMissing {
                proposal = nearestFile(path).map { "did you mean \"\($0)\"?" }
            }
        }
        let place = mark.map { "\(file):\($0.line):\($0.column): " } ?? ""
        return "\(place)\(fault)\(proposal.map { "; " + $0 } ?? "")"
    }
}

/// The file of the same folder whose name is nearest to that of `path`.
private func nearestFile(_ path: String) -> String? {
    let name = path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    // A folder that cannot be listed has nothing to propose.
    return (try? FileSystem.names(in: Glob(path).directory)).flatMap { nearest(name, among: $0) }
}
