import EventTime
import Metrics
import POSIX
package import Schema
import YAML

/// Reads a mapping file into a `Configuration`, or throws all of its faults at once.
package struct ConfigurationReader {
    let file: String
    /// The mode of all sources; nil means the modes in the file.
    let mode: Mode?
    /// The `loop` of the flags, which wins over the one in the file.
    private let loop: Bool?
    private var parsed: Node?
    var faults: Faults
    var families = FamilyTable()
    var warnings: [String] = []
    var zones = ZoneLoader()

    /// Reads and checks the file at `path`. Does not open CSV files. All sources get `mode`, unless it is nil;
    /// `loop` is the setting that will win over the one in the file.
    package static func read(
        _ path: String, mode: Mode? = nil, loop: Bool? = nil
    ) throws(Faults) -> Configuration {
        let place = path.isEmpty ? "--config.file" : path
        var reader = ConfigurationReader(file: path, mode: mode, loop: loop, faults: Faults(file: place))
        reader.parsed = reader.parseFile()
        guard let configuration = reader.read() else { throw reader.faults }
        return configuration
    }

    /// Reads and checks a mapping that is not written yet, as if it were the file at `path`.
    package static func read(_ bytes: [UInt8], as path: String) throws(Faults) -> Configuration {
        var reader = ConfigurationReader(file: path, mode: nil, loop: nil, faults: Faults(file: path))
        do {
            reader.parsed = try parse(bytes)
        } catch {
            reader.faults.add(error.mark, error.message)
        }
        guard let configuration = reader.read() else { throw reader.faults }
        return configuration
    }

    private mutating func read() -> Configuration? {
        guard let root = parsed,
            let fields = Fields(root, .mappingFile, &faults)
        else { return nil }
        let replay = fields.node("replay").map { readReplay($0) } ?? ReplaySettings()
        let history = fields.node("history").map { readHistory($0) } ?? HistorySettings()
        var sources: [SourceConfiguration] = []
        var modes: [Mode] = []
        if let node = fields.node("sources") {
            for item in items(node) {
                if let (source, mode) = readSource(item) {
                    sources.append(source)
                    modes.append(mode)
                }
            }
            checkModes(Set(modes), replay, fields)
            checkRejectFiles(sources)
            checkTables(sources)
        } else {
            faults.add(fields.mark, "cannot use the mapping file: got no key \"sources\"; want a list of sources")
        }
        guard faults.isEmpty else { return nil }
        return Configuration(
            file: file, replay: replay, history: history, mode: modes.first ?? .replay, wantedMode: mode,
            sources: sources, families: families.descriptions,
            warnings: warnings + families.warnings.map { "\(place($0.mark)): \($0.text)" },
            sourcesText: fields.node("sources").map { text(of: $0) } ?? "")
    }

    private mutating func parseFile() -> Node? {
        if file.isEmpty {
            faults.add(nil, "cannot read the mapping file: got an empty name; want the file of a mapping")
            return nil
        }
        do {
            let status = try FileStatus(path: file)
            if status.kind == .directory {
                let inside = file.last == "/" ? file + "mapping.yml" : file + "/mapping.yml"
                let wanted = (try? FileStatus(path: inside)) == nil ? "a YAML file" : inside
                faults.add(nil, "cannot read the mapping file: got a directory; want \(wanted)")
                return nil
            }
            let bytes = try FileDescriptor.open(file).readToEnd(maximum: 1 << 20)
            if let root = try parse(bytes) { return root }
            faults.add(nil, "cannot use the mapping file: it is empty; want the key \"sources\"")
        } catch let error as SyntaxError {
            if isTable {
                faults.add(nil, "cannot read the mapping file: got a table; want its mapping, which init writes")
            } else {
                faults.add(error.mark, error.message)
            }
        } catch let error as SystemError where error.isMissing {
            faults.add(
                nil, "cannot read the mapping file: got \(error.reason); want the file of a mapping (init writes one)")
        } catch {
            faults.add(nil, "cannot read the mapping file: \(error)")
        }
        return nil
    }

    /// Whether the name is that of a table, which people give where its mapping is wanted.
    private var isTable: Bool { [".csv", ".tsv", ".csv.gz"].contains { file.lowercased().hasSuffix($0) } }

    /// The items of `sources:`. Adds a fault for each repeated name.
    private mutating func items(_ node: Node) -> [Node] {
        guard case .sequence(let items) = node.content, !items.isEmpty else {
            faults.add(node.mark, "cannot read \"sources\": got \(node.kind); want a list of sources")
            return []
        }
        var names: [String: Mark] = [:]
        for item in items {
            guard case .mapping(let entries) = item.content, let entry = entries.first(where: { $0.key == "name" }),
                case .scalar(let name) = entry.value.content
            else { continue }
            if let first = names[name] {
                faults.add(
                    entry.value.mark,
                    "cannot use source \"\(name)\": the name is taken on line \(first.line); want another name")
            } else {
                names[name] = entry.value.mark
            }
        }
        return items
    }

    private mutating func checkModes(_ modes: Set<Mode>, _ replay: ReplaySettings, _ fields: Fields) {
        if modes.count > 1 {
            faults.add(
                fields.mark(of: "sources"),
                "cannot mix modes: got \(modes.map(\.rawValue).sorted().joined(separator: " and ")); want one mode "
                    + "for all sources")
        }
        if modes.contains(.replayThenFollow) && replay.loop == true && loop != false {
            var unread = Faults(file: file)
            let node = fields.node("replay").flatMap { Fields($0, .replay, &unread)?.node("loop") }
            faults.add(
                node?.mark,
                "cannot use loop: true with mode replay-then-follow: the files are followed after the first pass; want "
                    + "loop: false, or the flag --no-replay.loop")
        }
    }

    private mutating func readReplay(_ node: Node) -> ReplaySettings {
        var settings = ReplaySettings()
        guard let fields = Fields(node, .replay, &faults) else { return settings }
        for setting in ReplaySetting.all {
            guard let text = fields.text(setting.key, &faults), !setting.read(text, into: &settings) else { continue }
            faults.add(
                fields.node(setting.key)?.mark,
                "cannot read \"\(setting.key)\": got \"\(text)\"; want \(setting.form.want)")
        }
        return settings
    }
}

/// The text of a node without positions, to compare two versions of a file.
private func text(of node: Node) -> String {
    var text = ""
    append(node, to: &text)
    return text
}

private func append(_ node: Node, to text: inout String) {
    switch node.content {
    case .scalar(let value): text += "\"\(value)\","
    case .sequence(let nodes):
        text += "["
        for node in nodes { append(node, to: &text) }
        text += "],"
    case .mapping(let entries):
        text += "{"
        for entry in entries {
            text += "\"\(entry.key)\":"
            append(entry.value, to: &text)
        }
        text += "},"
    }
}
