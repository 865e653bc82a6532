import POSIX
import Schema

extension ConfigurationReader {
    /// The patterns of `exclude`. A pattern without `/` leaves out files of that name in every folder.
    mutating func readExcluded(_ fields: Fields, _ folder: String) -> [Glob] {
        (fields.texts("exclude", &faults) ?? []).map { pattern in
            if pattern.text.isEmpty {
                faults.add(pattern.mark, "cannot read \"exclude\": got \"\"; want a path or glob, or a list of them")
            }
            return Glob(
                pattern.text.contains("/") ? absolute(pattern.text, Glob.escaped(folder)) : "**/" + pattern.text)
        }
    }

    /// The files that match now, each once, in the order of the patterns.
    func presentFiles(_ paths: [String], without excluded: [Glob]) -> [String] {
        var seen: Set<String> = []
        return paths.flatMap { Glob($0).paths() }
            .filter { path in seen.insert(path).inserted && !excluded.contains { $0.matches(path) } }
    }
}
