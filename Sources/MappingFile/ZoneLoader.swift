package import EventTime
import POSIX
import Text

/// The zone of this name: UTC, an offset, or one of the database of the system. The description of an error is one
/// sentence.
package func zone(named name: String) throws -> Zone {
    var loader = ZoneLoader()
    return try loader.zone(name)
}

/// Loads time zones by name from the database of the system, each once.
struct ZoneLoader {
    private var loaded: [String: Zone] = [:]

    /// A zone that cannot be loaded; the description is one sentence.
    struct LoadError: Error, CustomStringConvertible {
        let description: String
    }

    mutating func zone(_ name: String) throws(LoadError) -> Zone {
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
            throw LoadError(description: "cannot read zone \"\(name)\": \(error)")
        }
    }

    private func read(_ path: String) -> [UInt8]? {
        // An unreadable file is reported as an unknown zone.
        try? FileDescriptor.open(path).readToEnd(maximum: 1 << 20)
    }

    private func unknown(_ name: String, _ folder: String) -> LoadError {
        if let (meant, posix) = offsets(name) {
            return LoadError(
                description: "cannot use zone \"\(name)\": got a POSIX name, in which the sign is reversed (it means "
                    + "UTC\(posix)); want \(meant), or \(posix) if that is meant")
        }
        var text = "cannot find zone \"\(name)\": got no such zone in \(folder); "
        text += "want UTC, an offset such as +02:00, or a name such as Europe/Berlin"
        if let near = near(name, names(in: folder)) { text += "; did you mean \"\(near)\"?" }
        return LoadError(description: text)
    }

    /// The zone of the city that people type, or the one that is written nearly so.
    private func near(_ name: String, _ names: [String]) -> String? {
        func city(_ name: String) -> String { name.split(separator: "/").last.map { String($0) } ?? name }
        let typed = String(name.map { $0 == " " ? "_" : $0 }).lowercased()
        if let same = names.sorted().first(where: { city($0).lowercased() == typed && $0.contains("/") }) {
            return same
        }
        if let near = nearest(name, among: names) { return near }
        guard let near = nearest(typed, among: names.map { city($0) }) else { return nil }
        return names.sorted().first { city($0) == near }
    }

    /// The offset that people mean by a name such as `GMT+2` or `UTC-5:30`, and the opposite offset, which the name
    /// means in POSIX and in the time zone database. Nil for other names.
    private func offsets(_ name: String) -> (meant: String, posix: String)? {
        guard let prefix = ["Etc/GMT", "GMT", "UTC"].first(where: { name.uppercased().hasPrefix($0.uppercased()) }),
            let sign = name.dropFirst(prefix.count).first, sign == "+" || sign == "-"
        else { return nil }
        let digits = name.dropFirst(prefix.count + 1)
        var offset = (digits.prefix { $0 != ":" }.count == 1 ? "0" : "") + digits
        if offset.count == 2 { offset += ":00" }
        guard Zone(fixed: "+" + offset) != nil else { return nil }
        return sign == "+" ? ("+" + offset, "-" + offset) : ("-" + offset, "+" + offset)
    }

    private func names(in folder: String) -> [String] {
        let regions = (try? FileSystem.names(in: folder)) ?? []  // without the folder there is no proposal
        return regions.flatMap { region -> [String] in
            let cities = (try? FileSystem.names(in: folder + "/" + region)) ?? []  // a zone such as UTC is a file
            return cities.isEmpty ? [region] : cities.map { region + "/" + $0 }
        }
    }
}
