import Blocks
import EventTime
import JSON
import POSIX
import Pipeline
import Text

/// Makes the folder for blocks, and refuses one in which they would not be alone.
func prepare(_ folder: String, for grid: HistoryGrid) throws {
    try makeFolder(folder)
    var found: [String] = []
    for name in try FileSystem.folders(in: folder) {
        if name.hasSuffix(".tmp") {
            found.append("\(name), which a run that was cut off left behind")
        } else if let times = times(of: "\(folder)/\(name)"), ULID.isForm(name),
            times.upperBound >= grid.first.milliseconds, times.lowerBound <= grid.last.milliseconds
        {
            found.append("\(name) from \(time(times.lowerBound)) to \(time(times.upperBound))")
        }
    }
    guard !found.isEmpty else { return }
    throw StartFault(
        description: "csv_exporter backfill: cannot write blocks of \(iso8601(grid.first)) to \(iso8601(grid.last)) to "
            + "\(printable(folder)): got \(listed(found)); want a folder without them: remove them, or "
            + "name another")
}

/// The first three, and how many there are more.
private func listed(_ found: [String]) -> String {
    found.prefix(3).joined(separator: ", ") + (found.count > 3 ? ", and \(found.count - 3) more" : "")
}

/// Makes a folder, and those in which it is.
func makeFolder(_ path: String) throws(SystemError) {
    do {
        try FileSystem.makeDirectory(path)
        return
    } catch  where !error.isMissing {
        throw error
    } catch {}
    guard let slash = path.dropLast().lastIndex(of: "/"), slash > path.startIndex else {
        return try FileSystem.makeDirectory(path)
    }
    try makeFolder(String(path[..<slash]))
    try FileSystem.makeDirectory(path)
}

/// The times of the samples of a block, in milliseconds; nil if the folder is none.
private func times(of block: String) -> ClosedRange<Int64>? {
    guard let bytes = try? FileDescriptor.open(block + "/meta.json").readToEnd(maximum: 1 << 20),
        case .object(let meta)? = try? JSONValue(parsing: bytes),
        case .number(let minimum)? = meta["minTime"], case .number(let maximum)? = meta["maxTime"],
        let first = minimum.integer(as: Int64.self), let end = maximum.integer(as: Int64.self), first < end
    else { return nil }
    return first...(end - 1)
}

private func time(_ milliseconds: Int64) -> String {
    iso8601(Instant(seconds: milliseconds / 1000, nanoseconds: 0) ?? .latest)
}

/// What to do with blocks, in lines that can be pasted.
func blockHints(_ blocks: [BlockWriter.Block], _ folder: String, now: Instant) -> [String] {
    guard let first = blocks.first else { return [] }
    let day: Int64 = 86_400_000
    let age = max(0, (now.milliseconds - first.minTime) / day + 1)
    return [
        "\(blocks.count) block\(blocks.count == 1 ? " is" : "s are") in \(printable(folder)). "
            + "Prometheus sees what is new within a minute after",
        "  cp -r \(shellWord(folder))/* PROMETHEUS_DATA/",
        "The oldest sample is \(age) day\(age == 1 ? "" : "s") old, and Prometheus deletes "
            + "what is older than 15 days unless it runs with",
        "  --storage.tsdb.retention.time=\(age + 365)d",
    ]
}

/// The text as one word of a shell.
private func shellWord(_ text: String) -> String {
    let plain = text.utf8.allSatisfy { byte in
        "/._-+:@%".utf8.contains(byte) || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
            || (0x61...0x7A).contains(byte)
    }
    return plain && !text.isEmpty
        ? text : "'\(text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''"))'"
}
