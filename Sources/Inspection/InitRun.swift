import Commands
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
    let flags: ParsedFlags
    private var told: Told
    let program: String
    private let now: Instant
    private var questions: Questions
    private let isOver: () -> Bool

    /// `isOver` says when the files have been read for long enough; nil for the time limit of the flags.
    init(
        _ flags: ParsedFlags, _ told: Told, _ program: String, now: Instant, isOver: (() -> Bool)? = nil
    ) {
        (self.flags, self.told, self.program, self.now) = (flags, told, program, now)
        questions = Questions(isAllowed: flags.boolean("input") == true)
        let end = SystemClock.monotonicNanoseconds() + (flags.duration("time-limit") ?? 10_000_000_000)
        self.isOver = isOver ?? { SystemClock.monotonicNanoseconds() > end }
    }

    /// Returns 0 if the folder was written, and 1 if something was not decided or failed.
    mutating func run() throws -> Int32 {
        let name = try name(of: flags.arguments)
        // Sentences about the files come before all others.
        let areFiles = flags.arguments.allSatisfy { (try? FileStatus(path: $0).kind) == .regular }
        if flags.boolean("stdout") != true && areFiles {
            var folder = try folder(name)
            for (name, _) in texts(name) { folder.add(name, "") }
            for (path, name) in try dataNames(flags.arguments, []) { folder.add(name, linkTo: path) }
            try refuseTaken(folder)
        }
        guard let files = try decided() else { return 1 }
        let sources = InitSource.grouped(files)
        let asGiven = plan(name, sources.map { $0.asGiven })
        let report = flags.boolean("stdout") == true ? FileDescriptor.standardError : .standardOutput
        for (source, planned) in zip(sources, asGiven.sources) { try show(source, planned, report) }
        let proof: Proof
        do {
            proof = try Proof(mappingText(asGiven), isOver: isOver)
        } catch {
            throw StartFault(description: Self.sentence(about: error, files))
        }
        if flags.boolean("stdout") == true {
            try FileDescriptor.standardOutput.write(mappingText(asGiven))
            try report.write("checked: \(proof.summary)\n")
            return 0
        }
        try write(name, sources, proof)
        return 0
    }

    /// Why a mapping that was just made does not hold: the files are others by now, if they say so.
    static func sentence(about error: any Error, _ files: [InitFile]) -> String {
        let end = "csv_exporter init: nothing was written"
        for file in files where file.change != .none { return changed(file.path) }
        if error is StartFault { return "\(error)\n\(end)" }
        return
            "\(printable("\(error)"))\n\(end): the mapping does not hold, which is a fault of csv_exporter. Please "
            + "report it with the first lines of the file"
    }

    /// Why nothing is written about a file that is another one by now.
    static func changed(_ path: String) -> String {
        "\(printable(path)): changed while it was read; want a file that rests, or only grows\n"
            + "csv_exporter init: nothing was written"
    }

    /// What the mapping for a file does with it; nil if it cannot be decided.
    func check(_ decisions: Decisions, _ path: String) throws -> Proof? {
        guard decisions.undecided.isEmpty, decisions.time != nil else { return nil }
        let source = InitSource.grouped([InitFile(path: path, status: nil, decisions: decisions)])[0]
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
        // Before the reading, so that files that change meanwhile are known.
        let before = flags.arguments.map { try? FileStatus(path: $0) }
        let (all, faults) = try decideTogether(flags.arguments, told, now)
        return flags.arguments.enumerated().map { place, path in
            guard let decisions = all[place] else {
                return .failure(faults[place] ?? StartFault(description: "\(path): cannot be read"))
            }
            return .success(InitFile(path: path, status: before[place], decisions: decisions))
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
