import CSV
import EventTime
import Mapping
import Metrics
import POSIX
import Text
import YAML

/// What the metrics of one source are read with.
struct SourceContext {
    var columns: ColumnTable
    let unpivot: Unpivot?
    let zone: Zone
    /// Constant labels for all metrics of the source.
    var labels: [(name: String, value: String, mark: Mark)] = []
    var initial: [(family: Int, key: [UInt8])] = []
}

/// Loads time zones by name from the system's database, each once.
struct ZoneLoader {
    private var loaded: [String: Zone] = [:]

    /// Why a zone cannot be had, as one sentence.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    mutating func zone(_ name: String) throws(Failure) -> Zone {
        if ["UTC", "Z", "GMT", "Etc/UTC"].contains(name) { return .utc }
        if let zone = Zone(fixed: name) ?? loaded[name] { return zone }
        let folder = Environment.value(of: "TZDIR") ?? "/usr/share/zoneinfo"
        let isPlain = !name.isEmpty && !name.hasPrefix("/") && !name.split(separator: "/").contains("..")
        guard isPlain, let bytes = read(folder + "/" + name) else { throw unknown(name, folder) }
        do {
            let zone = try Zone(tzif: bytes, name: name)
            loaded[name] = zone
            return zone
        } catch {
            throw Failure(description: "cannot read zone \"\(name)\": \(error)")
        }
    }

    private func read(_ path: String) -> [UInt8]? {
        // A file that cannot be read is told as an unknown zone.
        try? FileDescriptor.open(path).readToEnd(maximum: 1 << 20)
    }

    private func unknown(_ name: String, _ folder: String) -> Failure {
        var text = "cannot find zone \"\(name)\": got no such zone in \(folder); "
        text += "want UTC, an offset such as +02:00, or a name such as Europe/Berlin"
        if let near = nearest(name, among: names(in: folder)) { text += "; did you mean \"\(near)\"?" }
        return Failure(description: text)
    }

    private func names(in folder: String) -> [String] {
        let regions = (try? FileSystem.names(in: folder)) ?? []  // without the folder there is no name to propose
        return regions.flatMap { region -> [String] in
            let places = (try? FileSystem.names(in: folder + "/" + region)) ?? []  // most regions are files
            return places.isEmpty ? [region] : places.map { region + "/" + $0 }
        }
    }
}
