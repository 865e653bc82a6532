import EventTime
package import Flags
import POSIX
import Synthesis
import Text

/// `bank_simulator history`: writes the files of a span, as a data set's catalogue says.
package enum HistoryCommand {
    /// The flags of the command.
    package static let command = Command(
        "history",
        summary: "Writes the CSV files of some hours as the catalogue of a data set describes them; the same bytes for "
            + "the same seed on every machine, and for an hour alone as within its day.",
        flags: [
            Flag(
                "set", placeholder: "DIR", help: "Folder of the data set, with its catalogue simulation.yml.",
                defaultText: "data/payments"),
            Flag("profile", placeholder: "NAME", help: "Profile of the catalogue. Default: its first."),
            Flag(
                "from", placeholder: "TIME", help: "First second, ISO 8601; UTC without an offset.",
                defaultText: "2026-03-02T00:00:00Z"),
            Flag("hours", .number(), placeholder: "HOURS", help: "Length of the span.", defaultText: "24"),
            Flag(
                "seed", placeholder: "NUMBER", help: "Whole number from 0 on which all chance depends.",
                defaultText: "1"),
            Flag("story", .boolean, help: "Make the incidents of the catalogue's story.", defaultText: "false"),
            Flag(
                "incidents", placeholder: "FILE",
                help: "Make the incidents of this file, a list like the catalogue's story."),
            Flag(
                "output-dir", placeholder: "DIR",
                help: "Folder for the files: empty, missing, or with files of the same names only.", isRequired: true),
        ])

    /// Runs the command, and shows on a terminal how far it is.
    package static func run(_ flags: ParsedFlags) throws {
        let request = try request(flags)
        let folder = flags.text("output-dir") ?? ""
        var progress = ProgressText()
        let files = try writeHistory((flags.text("set") ?? "") + "/simulation.yml", request, to: folder) {
            progress.show($0)
        }
        progress.clear()
        for file in files {
            try FileDescriptor.standardOutput.write(
                "\(folder)/\(file.name): \(file.rows) rows, \(megabytes(file.size)) MB\n")
        }
    }

    private static func request(_ flags: ParsedFlags) throws(CommandFault) -> HistoryRequest {
        let seed = try seed(flags)
        guard let from = second(flags.text("from") ?? "") else {
            throw CommandFault("cannot use --from: got \"\(flags.text("from") ?? "")\"; want \(instantWanted)")
        }
        let seconds = ((flags.number("hours") ?? 24) * 3600).rounded()
        guard seconds >= 1, seconds <= 20 * 366 * 86_400 else {
            throw CommandFault(
                "cannot use --hours: got \(flags.text("hours") ?? ""); want at least a second and at most 20 years")
        }
        var schedule = HistoryRequest.Schedule.none
        if flags.boolean("story") == true { schedule = .story }
        if let file = flags.text("incidents") {
            if case .story = schedule { throw CommandFault("cannot use --incidents beside --story: want one of them") }
            schedule = .file(file)
        }
        return HistoryRequest(
            profile: flags.text("profile"), seed: seed, from: from, to: from + Int64(seconds), schedule: schedule)
    }

    /// The number of the flag --seed.
    static func seed(_ flags: ParsedFlags) throws(CommandFault) -> UInt64 {
        let text = flags.text("seed") ?? ""
        if let seed = UInt64(text) { return seed }
        throw CommandFault("cannot use --seed: got \"\(text)\"; want a whole number from 0")
    }

    /// Seconds since 1970. Nil for anything else than a whole second.
    private static func second(_ text: String) -> Int64? {
        guard let instant = parseInstant(text), instant.nanoseconds % 1_000_000_000 == 0 else { return nil }
        return instant.nanoseconds / 1_000_000_000
    }
}

/// A flag that cannot be used.
package struct CommandFault: Error, CustomStringConvertible {
    /// One sentence.
    package let description: String

    init(_ description: String) { self.description = description }
}
