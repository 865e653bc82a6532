import Feed
import POSIX
import Schema
import YAML

extension ConfigurationReader {
    /// Refuses a reject file that is also an input: what is appended to it would be read as records, or break the
    /// mapping file.
    mutating func checkRejectFiles(_ sources: [SourceConfiguration]) {
        for source in sources {
            guard let path = source.rejectFile, let found = use(of: path, sources) else { continue }
            faults.add(
                source.rejectFileMark,
                "cannot use \"reject_file\": got \"\(path)\", \(found); want a file that is not read")
        }
    }

    /// The other use of a path, as the end of a sentence; nil if it has none.
    private func use(of path: String, _ sources: [SourceConfiguration]) -> String? {
        // A file that does not exist has no identity; its name is compared in any case.
        let status = try? FileStatus(path: path)
        if status?.kind == .directory { return "which is a directory" }
        func isSame(_ other: String) -> Bool {
            guard let status, let found = try? FileStatus(path: other) else { return Glob(other).matches(path) }
            return found.identity == status.identity
        }
        if isSame(file) { return "which is the mapping file" }
        for source in sources {
            let matches =
                source.paths.contains { Glob($0).matches(path) } && !source.feed.excluded.contains { $0.matches(path) }
            if matches || source.feed.files.contains(where: isSame) {
                return "which source \(source.name) reads"
            }
        }
        return nil
    }
}
