import Commands
import EventTime
import Feed
import Flags
import POSIX
import Scaffold
import Sniff
import Text

// The folder of the data set: its name, its files, and the sentences that name them.
extension InitRun {
    /// The name of the data set: told, or that of the file, or what the names of the files begin with.
    func name(of files: [String]) throws(OptionFault) -> String {
        if let name = flags.text("name") {
            if Self.isName(name) { return name }
            throw OptionFault(
                description: "csv_exporter init: cannot use --name: got \"\(printable(name))\"; want letters, digits "
                    + "and any of -_. in it, and no . at the start")
        }
        let stems = files.map { stem(of: $0) }
        let common = stems.count > 1 ? commonPrefix(stems) : stems[0]
        return Self.cleaned(common.utf8.count >= 2 ? common : stems[0])
    }

    private static func isName(_ name: String) -> Bool { !name.isEmpty && cleaned(name) == name }

    /// The text as a name that needs no quotes in a shell.
    private static func cleaned(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                bytes.append(byte)
            case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): if !bytes.isEmpty { bytes.append(byte) }
            default: if let last = bytes.last, last != UInt8(ascii: "-") { bytes.append(UInt8(ascii: "-")) }
            }
        }
        while let last = bytes.last, last == UInt8(ascii: "-") || last == UInt8(ascii: "_") { bytes.removeLast() }
        return bytes.isEmpty ? "data" : String(decoding: bytes, as: UTF8.self)
    }

    /// The folder of the data set, without files. A name that begins with a dash would be a flag of other programs.
    func folder(_ name: String) throws -> DataSetFolder {
        var parent = flags.text("output-dir") ?? "."
        if parent.isEmpty {
            throw OptionFault(description: "csv_exporter init: cannot use --output-dir: got nothing; want a folder")
        }
        if parent.hasPrefix("-") { parent = "./" + parent }
        return DataSetFolder(parent == "." ? name : parent.hasSuffix("/") ? parent + name : "\(parent)/\(name)")
    }

    /// The names of the texts in the folder.
    func texts(_ name: String) -> [(name: String, isWanted: Bool)] {
        [
            ("mapping.yml", true), ("dashboards/\(name).json", flags.boolean("dashboard") == true),
            ("rules/\(name).yml", flags.boolean("rules") == true), ("README.md", true),
        ].filter { $0.1 }
    }

    /// Refuses names that are taken: by files unless they may be replaced, by folders in any case.
    func refuseTaken(_ folder: DataSetFolder) throws {
        let (obstacle, taken): (String?, [String])
        do {
            obstacle = try folder.obstacle()
            taken = obstacle == nil ? try folder.taken() : []
        } catch {
            throw cannotWrite("csv_exporter init", folder.path, error, "--output-dir")
        }
        if let obstacle {
            throw StartFault(
                description:
                    "csv_exporter init: cannot write \(printable(folder.path)): got \(printable(obstacle)), which "
                    + "nothing replaces; want another --name or --output-dir")
        }
        guard let first = taken.first, flags.boolean("force") != true else { return }
        let there = taken.count > 1 ? " and \(taken.count - 1) more: they are" : ": it is"
        throw StartFault(
            description: "csv_exporter init: cannot write \(printable(first))\(there) there already; want --force, or "
                + "another --name or --output-dir")
    }

    /// Writes the folder, and prints what is in it and the command to run.
    func write(_ name: String, _ sources: [InitSource], _ proof: Proof) throws {
        let files = sources.flatMap { $0.files }
        for file in files where file.change == .replaced {
            throw StartFault(description: Self.changed(file.path))
        }
        let growing = files.filter { $0.change == .grown }.map { $0.path }
        let names = try dataNames(files.map { $0.path }, growing)
        let written = plan(name, sources.map { $0.written(names) })
        let (hasDashboard, hasRules) = (flags.boolean("dashboard") == true, flags.boolean("rules") == true)
        var folder = try folder(name)
        let path = folder.path
        folder.add("mapping.yml", mappingText(written))
        if hasDashboard { folder.add("dashboards/\(name).json", dashboardText(written, proof.labelSets(written))) }
        if hasRules { folder.add("rules/\(name).yml", rulesText(written)) }
        let facts = ReadmeFacts(
            checked: proof.summary, growing: growing.map { names[$0] ?? $0 }, hasDashboard: hasDashboard,
            hasRules: hasRules, folder: path)
        folder.add("README.md", readmeText(written, facts))
        for file in files where !growing.contains(file.path) {
            folder.add(names[file.path] ?? file.path, linkTo: file.path)
        }
        try refuseTaken(folder)
        let copied: [String]
        do {
            if path != name { try FileSystem.makeDirectories(String(path.dropLast(name.count + 1))) }
            copied = try folder.write()
        } catch {
            throw cannotWrite("csv_exporter init", path, error, "--output-dir")
        }
        try tell(folder, written, proof, copied, growing)
    }

    /// The names of files of data within the folder, by their paths: each once. Those that grow stay where they are.
    func dataNames(_ paths: [String], _ growing: [String]) throws(SystemError) -> [String: String] {
        var names: [String: String] = [:]
        var taken: Set<String> = ["mapping.yml", "README.md", "dashboards", "rules"]
        for path in paths where names[path] == nil {
            if growing.contains(path) {
                names[path] = try FileSystem.realPath(path)
                continue
            }
            let last = path.split(separator: "/").last.map { String($0) } ?? path
            var (name, number) = (last, 2)
            while !taken.insert(name).inserted {
                name = "\(number)-\(last)"
                number += 1
            }
            names[path] = name
        }
        return names
    }

    /// Prints what was written, what the proof found, and the command to run.
    private func tell(
        _ folder: DataSetFolder, _ plan: Plan, _ proof: Proof, _ copied: [String], _ growing: [String]
    ) throws {
        let data = folder.data.map { $0.name }
        let listed = data.count > 3 ? ["\(data.count) files of data"] : data
        let names = folder.texts.map { $0.name } + listed
        var lines = ["written: \(folder.path)/ (\(names.map { printable($0) }.joined(separator: ", ")))"]
        for name in copied { lines.append("copied, because it cannot be linked: \(printable(name))") }
        for path in growing {
            lines.append("still grows, so that it stays where it is: \(printable(path)); see \(folder.path)/README.md")
        }
        lines.append("checked: \(proof.summary)")
        for finding in proof.findings { lines.append("  \(printable(finding))") }
        let assumptions = plan.sources.reduce(0) { $0 + $1.files.decisions.assumptions.count }
        if assumptions > 0 {
            let count = assumptions == 1 ? "1 assumption" : "\(assumptions) assumptions"
            lines.append("\(count) to check: grep CHECK \(shellWord("\(folder.path)/mapping.yml"))")
        }
        let speed = speedText(plan.speed)
        let mapping = shellWord("--config.file=\(folder.path)/mapping.yml")
        lines += ["", "now run:   \(program) \(mapping) --replay.speed=\(speed)"]
        let passes = "\(spanText(plan.span)) of event time pass in \(spanText(plan.span / plan.speed)); then open "
        lines.append(
            "           \(plan.span > 0 ? passes : "open ")http://localhost:8081/ (to steer it: --web.enable-lifecycle)"
        )
        try FileDescriptor.standardOutput.write(lines.joined(separator: "\n") + "\n")
    }
}
