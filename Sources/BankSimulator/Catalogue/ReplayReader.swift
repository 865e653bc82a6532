import Schema
import YAML

/// The hours of a day that are made for a replay.
struct ReplaySpan {
    /// Seconds from the first midnight to their beginning.
    let offset: Int64
    /// Their length in seconds.
    let seconds: Int64
}

extension CatalogueReader {
    /// Reads only which hours a replay of the data set wants to be made; nil if it has files of its own.
    static func replay(_ path: String) throws(Faults) -> ReplaySpan? {
        var reader = CatalogueReader(file: path, request: HistoryRequest(from: 0, to: 1))
        let span = readYAML(path, what: "the catalogue", &reader.faults).flatMap { root in
            Fields(root, .catalogue, &reader.faults).flatMap { reader.readReplay($0) }
        }
        guard reader.faults.isEmpty else { throw reader.faults }
        return span
    }

    /// The key `replay`, if the catalogue has it.
    mutating func readReplay(_ fields: Fields) -> ReplaySpan? {
        guard let node = fields.node("replay"), let replay = Fields(node, .replay, &faults) else { return nil }
        if replay.node("duration") == nil {
            faults.add(replay.mark, "cannot use the replay: got no \"duration\"; want how much is made, such as 6h")
        }
        let offset = milliseconds("at", replay) ?? 0
        guard let duration = milliseconds("duration", replay, atLeast: 1000) else { return nil }
        return ReplaySpan(offset: offset / 1000, seconds: duration / 1000)
    }
}
