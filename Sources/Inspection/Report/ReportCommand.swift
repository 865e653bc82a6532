import Commands
import EventTime
import Feed
package import Flags
import JSON
import MappingFile
import POSIX
import Pipeline
import Profile
import Text

/// The declaration of `csv_exporter report`; `sourceMode` is the flag of that name.
package func reportCommand(_ sourceMode: Flag) -> Command {
    Command(
        "report",
        summary:
            "Says what is in CSV files: columns, order and gaps, duplicates, totals by label, hours of the day "
            + "and unusual hours.",
        flags: [
            Flag(
                "config.file", placeholder: "FILE",
                help:
                    "A mapping that tells dialect, time and columns of the files; without FILE, of all its files. "
                    + "Without it, the files tell."),
            sourceMode,
        ] + toldFlags + [
            Flag(
                "format", .choice(ReportFormat.allCases.map { $0.rawValue }), placeholder: "FORMAT",
                help: "Format of the report.", defaultText: "text")
        ],
        arguments: Command.Arguments(
            "FILE", help: "CSV files. Files of one form are one report.", noun: "a CSV file", example: "orders.csv",
            count: 0...Int.max))
}

/// `csv_exporter report`: says what is in CSV files. Files of one form are one report. A file that cannot be used is
/// named on standard error, and the others are still reported.
package func reportFiles(_ flags: ParsedFlags) throws -> Int32 {
    var (inputs, faults) = try reportInputs(flags)
    let format = ReportFormat(rawValue: flags.text("format") ?? "") ?? .text
    var isFirst = true
    for input in inputs {
        do {
            let report = try read(input)
            try FileDescriptor.standardOutput.write((isFirst || format == .json ? "" : "\n") + report.text(format))
            isFirst = false
        } catch let error as FeedError {
            faults.append("\(error)")
        }
    }
    for fault in faults { try FileDescriptor.standardError.write("error: \(printable(fault))\n") }
    return faults.isEmpty ? 0 : 1
}

/// The forms of a report.
enum ReportFormat: String, CaseIterable {
    case text, markdown, json
}

/// Reads the files of a report once.
private func read(_ input: ReportInput) throws -> Report {
    let pass = try FilePass(input.source)
    var progress = ProgressLine(.standardError)
    var rejects = ReportRejects()
    var profile: Profile?
    var plan = input.plan
    while pass.step() {
        // The first records decide the type of each column that the mapping does not name.
        if profile == nil && pass.batch.count > 0 {
            FirstLook(pass.batch.records).complete(&plan)
            profile = Profile(plan.plan)
        }
        profile?.add(pass.batch.records, plan.plan.hasTimes ? pass.batch.times : [], file: pass.file)
        rejects.add(pass.batch, input.source)
        progress.show((pass.bytes.read, pass.bytes.all))
    }
    progress.clear()
    for fault in pass.skipped { rejects.skipped.append("\(fault)") }
    return Report(
        input, plan.plan, paths: pass.paths, bytes: pass.bytes.all, rejects,
        (profile ?? Profile(plan.plan)).finish())
}

/// Why records are not in a report.
struct ReportRejects {
    /// How many records were rejected for each reason, and the first of them.
    var reasons: [(label: String, count: Int, first: String)] = []
    /// Files that are passed over.
    var skipped: [String] = []
    /// The records that the `where` of a mapping leaves out.
    var leftOut = 0

    mutating func add(_ batch: FeedBatch, _ source: FeedSource) {
        leftOut += batch.lines.leftOut
        for reject in batch.rejects {
            let label = reject.reason.label
            if let index = reasons.firstIndex(where: { $0.label == label }) {
                reasons[index].count += 1
            } else {
                var first = "\(reject.location)"
                switch reject.found {
                case .fields(let count): first += " with \(count) fields"
                case .cell(let cell, let fault):
                    first += " with \"\(shortened(cell, 40))\""
                    let years = Instant.wholeYears
                    if fault != .unreadable {
                        first += ", which is not in the years \(years.lowerBound) to \(years.upperBound)"
                    }
                case .file(let found): first += ": \(found)"
                default: break
                }
                reasons.append((label, 1, first))
            }
        }
    }
}

/// The text, cut to so many characters.
func shortened(_ text: String, _ count: Int) -> String {
    text.count > count ? text.prefix(max(0, count - 1)) + "…" : text
}

/// Everything that a report tells.
final class Report {
    let input: ReportInput
    let plan: Plan
    let paths: [String]
    let bytes: Int
    let rejects: ReportRejects
    let findings: Findings

    init(
        _ input: ReportInput, _ plan: Plan, paths: [String], bytes: Int, _ rejects: ReportRejects, _ findings: Findings
    ) {
        (self.input, self.plan, self.paths, self.bytes) = (input, plan, paths, bytes)
        (self.rejects, self.findings) = (rejects, findings)
    }

    func text(_ format: ReportFormat) -> String {
        switch format {
        case .text: terminalText(document, shades: FileDescriptor.standardOutput.isTerminal && wantsColour)
        case .markdown: markdown(document)
        case .json: json.text + "\n"
        }
    }

    private var wantsColour: Bool {
        let terminal = Environment.value(of: "TERM") ?? ""
        return (Environment.value(of: "NO_COLOR") ?? "").isEmpty && terminal != "dumb" && !terminal.isEmpty
    }
}
