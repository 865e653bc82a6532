import Blocks
import Commands
import EventTime
import JSON
import POSIX
import Pipeline
import Text

/// Makes the folder for blocks, and refuses one in which they would not be alone.
func prepare(_ folder: String, for grid: HistoryGrid) throws {
    try FileSystem.makeDirectories(folder)
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

/// The addresses of the pages beside a mapping, in a Grafana of this machine, at the dates of a history, in lines that
/// can be pasted; without such pages, that of the page for any mapping. Without a data source, a page asks its usual
/// one.
func pageHints(_ mapping: String, _ grid: HistoryGrid, dataSource: String?) -> [String] {
    let folder = mapping.lastIndex(of: "/").map { mapping[...$0] + "dashboards" } ?? "dashboards"
    let names = (try? FileSystem.names(in: String(folder))) ?? []
    let pages = names.filter { $0.hasSuffix(".json") && !$0.hasSuffix("-runbook.json") }
        .compactMap { pageAddress(of: "\(folder)/\($0)") }
    // Pages take milliseconds; of dates, they take some forms only.
    let query =
        (dataSource.map { "?var-datasource=\(percentEncoded($0))&" } ?? "?")
        + "from=\(grid.first.milliseconds)&to=\(grid.last.milliseconds)"
    return ["In Grafana, at these dates:"]
        + (pages.isEmpty ? ["your-metrics"] : pages).map { "  http://localhost:3000/d/\($0)\(query)" }
}

/// What Grafana calls a page in addresses; nil if the file is none.
private func pageAddress(of page: String) -> String? {
    guard let bytes = try? FileDescriptor.open(page).readToEnd(maximum: 1 << 24),
        case .object(let board)? = try? JSONValue(parsing: bytes, maximumBytes: bytes.count),
        case .string(let address)? = board["uid"]
    else { return nil }
    return address
}

/// What to do with blocks, in lines that can be pasted.
func blockHints(_ blocks: [BlockWriter.Block], _ folder: String, now: Instant) -> [String] {
    guard let first = blocks.first else { return [] }
    let day: Int64 = 86_400_000
    let age = max(0, (now.milliseconds - first.minTime) / day + 1)
    // More than that is too long for a duration of Prometheus, which counts from the newest block.
    let longest: Int64 = 106_751
    return [
        "\(counted(blocks.count, "block")) \(blocks.count == 1 ? "is" : "are") in \(printable(folder)). "
            + "Prometheus sees what is new within a minute after",
        "  cp -r \(shellWord(folder))/* PROMETHEUS_DATA/",
        "The oldest sample is \(counted(Int(age), "day")) old, and Prometheus deletes "
            + "what is older than 15 days unless it runs with",
        "  --storage.tsdb.retention.time=\(min(age + 365, longest))d",
    ]
}
