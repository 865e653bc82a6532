import Flags
import POSIX
import Rules

/// Rewrites rule files and Alertmanager configurations, written in event time, for a replay speed into another folder.
/// Warnings go to standard error. Writes nothing unless every file can be scaled.
func scaleRuleFiles(_ flags: ParsedFlags) throws -> Int32 {
    guard let speed = flags.number("replay.speed"), let folder = flags.text("output-dir") else {
        throw OptionFault(description: "csv_exporter scale-rules: cannot scale: want --replay.speed and --output-dir")
    }
    let interval = Duration.nanoseconds(flags.duration("scrape-interval") ?? 0)
    var scaled: [(name: String, text: String)] = []
    for path in flags.arguments {
        let bytes = try FileDescriptor.open(path).readToEnd(maximum: 1 << 24)
        let name = path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
        if let other = scaled.first(where: { $0.name == name }) {
            throw OptionFault(
                description: "csv_exporter scale-rules: cannot write \(other.name) twice: got two files of that name")
        }
        let result = try scaleRules(
            String(decoding: bytes, as: UTF8.self), file: path, speed: speed, scrapeInterval: interval)
        for warning in result.warnings { try FileDescriptor.standardError.write("warning: \(warning)\n") }
        scaled.append((name, result.text))
    }
    try FileSystem.makeDirectory(folder)
    for (name, text) in scaled {
        // Prometheus may be reading: each file appears whole.
        try FileDescriptor.create("\(folder)/\(name).partial").write(text)
        try FileSystem.rename("\(folder)/\(name).partial", to: "\(folder)/\(name)")
    }
    return 0
}
