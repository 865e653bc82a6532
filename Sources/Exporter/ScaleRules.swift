import Commands
import Flags
import MappingFile
import POSIX
import Rules
import Schema

/// Rewrites rule files and Alertmanager configurations, written in event time, for a replay speed into another folder.
/// Warnings go to standard error. Writes nothing unless every file can be scaled.
func scaleRuleFiles(_ flags: ParsedFlags) throws -> Int32 {
    guard let folder = flags.text("output-dir"), let speed = try replaySpeed(flags) else {
        throw OptionFault(
            description: "csv_exporter scale-rules: cannot run: got no --replay.speed; want a number above 0 for it, "
                + "or --config.file with a mapping")
    }
    var files = RuleFiles()
    for path in flags.arguments {
        do {
            try files.take(path)
        } catch let error as SystemError {
            throw StartFault(
                description: "csv_exporter scale-rules: cannot read \(path): got \(error.reason); want a rule file, or "
                    + "a folder of them")
        }
    }
    let result = try scaleRules(
        files.texts, files: files.paths, speed: speed,
        scrapeInterval: .nanoseconds(flags.duration("scrape-interval") ?? 0),
        leavesOut: flags.boolean("leave-out") == true)
    for warning in result.warnings { try FileDescriptor.standardError.write("warning: \(warning)\n") }
    do {
        try files.write(result.texts, to: folder)
    } catch let error as SystemError {
        throw cannotWrite("csv_exporter scale-rules", folder, error, "--output-dir")
    }
    return 0
}

/// The speed of the flag, else of the mapping; nil without either. The clock of followed files has speed 1, whether the
/// mapping or --source.mode says so.
private func replaySpeed(_ flags: ParsedFlags) throws -> Double? {
    let given = flags.number("replay.speed") ?? (flags.text("replay.speed") == nil ? nil : .infinity)
    if flags.text("config.file") == nil { return flags.text("source.mode") == Mode.follow.rawValue ? 1 : given }
    let mapping = try configuration(flags, loop: false)
    return mapping.mode == .follow ? 1 : given ?? mapping.replay.speed ?? 1
}

/// The files to rewrite, and where to.
private struct RuleFiles {
    private(set) var paths: [String] = []
    private(set) var texts: [String] = []
    /// The paths in the output folder.
    private var names: [String] = []
    /// The folders in the output folder that hold what comes from folders.
    private var folders: [String] = []

    /// Takes a file, or the YAML files of a folder. A folder whose path ends with a slash may be missing.
    mutating func take(_ path: String) throws {
        let mayMiss = path.utf8.last == UInt8(ascii: "/")
        let isFile = try !mayMiss && FileStatus(path: path).kind != .directory
        let (parent, name) = lastParts(path)
        if isFile { return try add(path, as: name) }
        let folder = parent.isEmpty || parent == "." ? name : "\(parent)-\(name)"
        folders.append(folder)
        var names: [String] = []
        do throws(SystemError) {
            names = try FileSystem.names(in: path)
        } catch {
            if !(error.isMissing && mayMiss) { throw error }
        }
        for name in names where isYAML(name) {
            try add(mayMiss ? path + name : "\(path)/\(name)", as: "\(folder)/\(name)")
        }
    }

    private mutating func add(_ path: String, as name: String) throws {
        if names.contains(name) {
            throw OptionFault(
                description: "csv_exporter scale-rules: cannot write \(name) twice: got two files of that name")
        }
        let bytes = try FileDescriptor.open(path).readToEnd(maximum: 1 << 24)
        texts.append(String(decoding: bytes, as: UTF8.self))
        paths.append(path)
        names.append(name)
    }

    /// Writes the files and removes what an earlier run left in their folders.
    func write(_ texts: [String], to output: String) throws {
        try FileSystem.makeDirectories(output)
        for folder in folders {
            try FileSystem.makeDirectory("\(output)/\(folder)")
            for name in try FileSystem.names(in: "\(output)/\(folder)") where isYAML(name) {
                if !names.contains("\(folder)/\(name)") { try FileSystem.remove("\(output)/\(folder)/\(name)") }
            }
        }
        for index in names.indices {
            // Prometheus may be reading: each file appears whole.
            let path = "\(output)/\(names[index])"
            try FileDescriptor.create("\(path).partial").write(texts[index])
            try FileSystem.rename("\(path).partial", to: path)
        }
    }
}

/// Whether the name is that of a YAML file that is not hidden.
private func isYAML(_ name: String) -> Bool {
    name.utf8.first != UInt8(ascii: ".") && (name.hasSuffix(".yml") || name.hasSuffix(".yaml"))
}

/// The last two parts of a path.
private func lastParts(_ path: String) -> (parent: String, name: String) {
    let bytes = Array(path.utf8)
    var end = bytes.count
    func takePart() -> String {
        while end > 0, bytes[end - 1] == UInt8(ascii: "/") { end -= 1 }
        let last = end
        while end > 0, bytes[end - 1] != UInt8(ascii: "/") { end -= 1 }
        return String(decoding: bytes[end..<last], as: UTF8.self)
    }
    let name = takePart()
    return (takePart(), name)
}
