import EventTime
import Feed
import Flags
import POSIX
import Scaffold
import Sniff
import Text

/// `csv_exporter init FILE…`: decides about the files, asks what they do not tell, proves the mapping by reading them
/// with it, and writes the folder of a data set.
struct InitRun {
    private let flags: ParsedFlags
    private var told: Told
    private let program: String
    private let now: Instant
    private var questions: Questions
    private let isOver: () -> Bool

    init(_ flags: ParsedFlags, _ told: Told, _ program: String, now: Instant) {
        (self.flags, self.told, self.program, self.now) = (flags, told, program, now)
        questions = Questions(isAllowed: flags.boolean("input") == true)
        let end = SystemClock.monotonicNanoseconds() + (flags.duration("time-limit") ?? 10_000_000_000)
        isOver = { SystemClock.monotonicNanoseconds() > end }
    }

    /// Returns 0 if the folder was written, and 1 if something was not decided or failed.
    mutating func run() throws -> Int32 {
        guard let files = try decided() else { return 1 }
        let sources = InitSource.grouped(files)
        let name = try name(of: files)
        let asGiven = plan(name, sources.map { $0.asGiven })
        let report = flags.boolean("stdout") == true ? FileDescriptor.standardError : .standardOutput
        for (source, planned) in zip(sources, asGiven.sources) { try show(source, planned, report) }
        let proof: Proof
        do {
            proof = try Proof(mappingText(asGiven), isOver: isOver)
        } catch {
            // A zone that a person told is the one text of the mapping that nobody has checked.
            let help =
                told.zone == nil
                ? "csv_exporter init: the mapping that it would write does not hold, which is a fault of csv_exporter: "
                    + "please report it with the first lines of the file. Nothing was written"
                : "csv_exporter init: the mapping does not hold; is --time.zone right? Nothing was written"
            throw StartFault(description: "\(printable("\(error)"))\n\(help)")
        }
        if flags.boolean("stdout") == true {
            try FileDescriptor.standardOutput.write(mappingText(asGiven))
            try report.write("checked: \(proof.summary)\n")
            return 0
        }
        try write(name, sources, proof)
        return 0
    }

    /// What the mapping for a file does with it; nil if it cannot be decided.
    func check(_ decisions: Decisions, _ path: String) throws -> Proof? {
        guard decisions.undecided.isEmpty, decisions.time != nil else { return nil }
        let source = InitSource.grouped([InitFile(path: path, size: 0, decisions: decisions)])[0]
        return try Proof(mappingText(plan(stem(of: path), [source.asGiven])), isOver: isOver)
    }

    /// The decisions about all files; nil if some are missing, after saying which.
    private mutating func decided() throws -> [InitFile]? {
        var files = try look()
        while let (path, question) = firstQuestion(files), questions.ask(question, path, &told) { files = try look() }
        if questions.canAsk { files = try askMore(files) }
        var isWhole = true
        for case .failure(let fault) in files {
            isWhole = false
            try FileDescriptor.standardError.write("\(fault)\n")
        }
        let found = files.compactMap { try? $0.get() }
        for file in found where !file.decisions.undecided.isEmpty || file.decisions.time == nil {
            isWhole = false
            try FileDescriptor.standardError.write(sentences(file))
        }
        if isWhole { return found }
        for file in found where file.decisions.undecided.isEmpty && file.decisions.time != nil {
            let source = InitSource.grouped([file])[0]
            try show(source, plan(stem(of: file.path), [source.asGiven]).sources[0], .standardOutput)
        }
        try FileDescriptor.standardError.write("nothing was written\n")
        return nil
    }

    private func look() throws(StartFault) -> [Result<InitFile, StartFault>] {
        // Sizes before the reading, so that files that grow meanwhile are known.
        let sizes = flags.arguments.map { (try? FileStatus(path: $0).size) ?? 0 }
        let (all, faults) = try decideTogether(flags.arguments, told, now)
        return flags.arguments.enumerated().map { place, path in
            guard let decisions = all[place] else {
                return .failure(faults[place] ?? StartFault(description: "\(path): cannot be read"))
            }
            return .success(InitFile(path: path, size: sizes[place], decisions: decisions))
        }
    }

    private func firstQuestion(_ files: [Result<InitFile, StartFault>]) -> (String, Undecided)? {
        for case .success(let file) in files {
            if let question = file.decisions.undecided.first { return (file.path, question) }
        }
        return nil
    }

    /// Asks for the zone, and for the right one of several times, where a file leaves them open.
    private mutating func askMore(_ files: [Result<InitFile, StartFault>]) throws(StartFault) -> [Result<
        InitFile, StartFault
    >] {
        for case .success(let file) in files {
            let decisions = file.decisions
            guard let time = decisions.time, decisions.undecided.isEmpty else { return files }
            let before = (told.zone, told.timeColumns)
            if told.timeColumns.isEmpty, time.columns.count == 1 {
                questions.askTime((time.columns + time.others).map { decisions.columns[$0].name }, &told)
            }
            if told.zone == nil, !time.isZoneKnown { questions.askZone(time, &told) }
            if before != (told.zone, told.timeColumns) { return try look() }
            return files
        }
        return files
    }

    private func sentences(_ file: InitFile) -> String {
        let path = printable(file.path)
        if file.decisions.undecided.isEmpty {
            return "\(path): no column has the event time; want --time.column=NAME\n"
        }
        var text = ""
        for question in file.decisions.undecided {
            let decide = question.flags.isEmpty ? "" : "cannot decide \(question.key.rawValue): "
            let want = question.flags.isEmpty ? "records below the names" : alternatives(question.flags)
            text += "\(path): \(decide)\(printable(question.sentence)); want \(want)\n"
            for cell in question.cells.prefix(3) {
                text += "  \(printable(cell.text)): \(printable(cell.readings.joined(separator: ", or ")))\n"
            }
        }
        return text
    }

    /// Prints what was decided about the files of a source.
    private func show(_ source: InitSource, _ planned: PlannedSource, _ output: FileDescriptor) throws {
        var lines: [String] = []
        for file in source.files {
            let seen = file.decisions.seen
            let share = seen.share < 1 ? "of \(max(1, Int(seen.share * 100))) % read" : "read whole"
            let size = file.size >= 100_000 ? "\(megabytes(file.size)) MB" : "\(countText(file.size)) bytes"
            lines.append("\(printable(file.path)): \(size), \(counted(seen.records, "record")), \(share)")
        }
        lines += evidenceText(evidenceLines(planned))
        try output.write(lines.joined(separator: "\n") + "\n")
    }
}

extension InitRun {
    /// The name of the data set: told, or that of the file, or what the names of the files begin with.
    private func name(of files: [InitFile]) throws(OptionFault) -> String {
        if let name = flags.text("name") {
            if Self.isName(name) { return name }
            throw OptionFault(
                description: "csv_exporter init: cannot use --name: got \"\(printable(name))\"; want letters, digits "
                    + "and any of -_. in it, and no . at the start")
        }
        let stems = files.map { stem(of: $0.path) }
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

    /// Writes the folder, and prints what is in it and the command to run.
    private func write(_ name: String, _ sources: [InitSource], _ proof: Proof) throws {
        let parent = flags.text("output-dir") ?? "."
        let path = parent == "." ? name : parent.hasSuffix("/") ? parent + name : "\(parent)/\(name)"
        let files = sources.flatMap { $0.files }
        let growing = files.filter { file in (try? FileStatus(path: file.path).size) != file.size }.map { $0.path }
        let names = try dataNames(files, growing)
        let written = plan(name, sources.map { $0.written(names) })
        let (hasDashboard, hasRules) = (flags.boolean("dashboard") == true, flags.boolean("rules") == true)
        var folder = DataSetFolder(path)
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
        let taken = try folder.taken()
        if let first = taken.first, flags.boolean("force") != true || first == path {
            let there = taken.count > 1 ? " and \(taken.count - 1) more: they are" : ": it is"
            throw StartFault(
                description: "csv_exporter init: cannot write \(printable(first))\(there) there already; want "
                    + (first == path ? "" : "--force, or ") + "another --name or --output-dir")
        }
        let copied: [String]
        do {
            if parent != "." { try FileSystem.makeDirectories(parent) }
            copied = try folder.write()
        } catch {
            // Without the path of the call, which is that of files that were to be renamed.
            let got = (error as? SystemError).map { "\(SystemError(call: $0.call, code: $0.code))" } ?? "\(error)"
            throw StartFault(
                description: "csv_exporter init: cannot write \(printable(path)): got \(printable(got)); want a folder "
                    + "in which files may be made, see --output-dir")
        }
        try tell(folder, written, proof, copied, growing)
    }

    /// The names of files of data within the folder, by their paths: each once. Those that grow stay where they are.
    private func dataNames(_ files: [InitFile], _ growing: [String]) throws(SystemError) -> [String: String] {
        var names: [String: String] = [:]
        var taken: Set<String> = ["mapping.yml", "README.md", "dashboards", "rules"]
        for file in files where names[file.path] == nil {
            if growing.contains(file.path) {
                names[file.path] = try FileSystem.realPath(file.path)
                continue
            }
            let last = file.path.split(separator: "/").last.map { String($0) } ?? file.path
            var (name, number) = (last, 2)
            while !taken.insert(name).inserted {
                name = "\(number)-\(last)"
                number += 1
            }
            names[file.path] = name
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
        lines.append("           \(plan.span > 0 ? passes : "open ")http://localhost:8081/")
        try FileDescriptor.standardOutput.write(lines.joined(separator: "\n") + "\n")
    }
}
