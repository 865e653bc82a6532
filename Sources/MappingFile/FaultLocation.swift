package import Feed
import POSIX
import Schema
import Text
import YAML

extension Configuration {
    /// The sentence for a fault of a CSV file: the position in the mapping that uses the file or column, the fault, and
    /// the nearest name if a name is missing. `number` is that of the source, if it is known: a followed file may have
    /// come after the mapping was read.
    package func sentence(_ fault: FeedError, source number: Int? = nil) -> String {
        let source =
            number.map { sources[$0] }
            ?? sources.first { source in
                fault.source.map { $0 == source.name } ?? fault.path.map { source.feed.files.contains($0) } ?? false
            }
        // Of several files without a usable one, the first is shown with its place.
        let shown = if case .noUsableFile(_, _, let first) = fault { first } else { fault }
        let (mark, proposal) = source.map { place(of: shown, in: $0) } ?? (nil, nil)
        let position = mark.map { "\(file):\($0.line):\($0.column): " } ?? ""
        return "\(position)\(fault)\(proposal.map { "; " + $0 } ?? "")"
    }

    private func place(of fault: FeedError, in source: SourceConfiguration) -> (Mark?, proposal: String?) {
        switch fault {
        case .missingColumn(_, _, let column, let header):
            let use = source.feed.columns.firstIndex(of: column).map { source.columnUses[$0] }
            let isText = use?.isLabel == true
            return (
                use?.mark,
                nearest(column, among: header).map { "did you mean \"\($0)\"?" }
                    ?? (isText ? "a label with a fixed text is {constant: \(flowScalar(column))}" : nil)
            )
        case .unreadable(let path, let error) where error.isMissing:
            return (source.filesMark, nearestFile(path).map { "did you mean \"\($0)\"?" })
        default: return (source.filesMark, nil)
        }
    }
}

/// The file in the folder of `path` whose name is nearest to the name in `path`.
private func nearestFile(_ path: String) -> String? {
    let name = path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    // A folder that cannot be listed gives no proposal.
    return (try? FileSystem.names(in: Glob(path).directory)).flatMap { nearest(name, among: $0) }
}
