import Commands
import EventTime
package import Flags
import MappingFile
import POSIX
import Text

private let command = "csv_exporter backfill"

/// The flags of `csv_exporter backfill`.
package func backfillCommand(_ configuration: [Flag]) -> Command {
    Command(
        "backfill",
        summary:
            "Writes the history of the files with its own times, as a scrape of the replay would have shown it at each "
            + "step: as blocks of Prometheus, Thanos, Mimir and Cortex, or as OpenMetrics text.",
        flags: configuration + [
            Flag(
                "output.blocks", placeholder: "DIR",
                help: "Folder for blocks, created if missing. Want this or --output.",
                mistakenNames: ["blocks", "output-dir", "output.dir"]),
            Flag(
                "output", placeholder: "FILE",
                help: "File for OpenMetrics text with times; - is standard output, and with --split it is a folder.",
                mistakenNames: ["output.openmetrics", "output.text"]),
        ] + historyFlags + [
            Flag(
                "stale-at-end", .boolean,
                help: "End all series a millisecond after the last step. Text cannot say that.", defaultText: "true"),
            Flag(
                "block-duration", .duration,
                help: "Event time of a block: 2h times a whole number, up to 486h. Mimir takes up to 24h.",
                defaultText: "24h"),
            Flag(
                "blocks.thanos-label", placeholder: "NAME=VALUE",
                help: "A label of the blocks for Thanos; may be repeated.", isRepeatable: true),
            Flag(
                "allow-recent", .boolean,
                help: "Write blocks up to less than three hours ago, where a Prometheus that scrapes has samples of "
                    + "its own.", defaultText: "false"),
            Flag(
                "grafana.data-source", placeholder: "UID",
                help: "Data source of the addresses of pages that are shown at the end. Default: that of the pages."),
            Flag("split", .duration, help: "Write a text file for each multiple of this event time."),
            Flag(
                "strict", .boolean, help: "Write nothing and fail if a record is rejected.", defaultText: "false"),
        ])
}

/// Where a history goes.
enum BackfillOutput: Equatable {
    /// Blocks in this folder, each of so many milliseconds.
    case blocks(String, duration: Int64)
    /// Text to standard output.
    case standardOutput
    /// Text to a file.
    case file(String)
    /// Text to a file in this folder for each multiple of so many milliseconds.
    case folder(String, duration: Int64)

    private static let hour: Int64 = 3_600_000

    /// The output that the flags ask for.
    init(_ flags: ParsedFlags) throws(OptionFault) {
        func fault(_ sentence: String) -> OptionFault { OptionFault(description: "\(command): \(sentence)") }
        let split = flags.duration("split").map { $0 / 1_000_000 }
        for (flag, want) in [("output.blocks", "a folder"), ("output", "a file, or -")] where flags.text(flag) == "" {
            throw fault("cannot use --\(flag): got nothing; want \(want)")
        }
        switch (flags.text("output.blocks"), flags.text("output")) {
        case (nil, nil): throw fault("got no output; want --output.blocks=DIR or --output=FILE")
        case (_?, _?): throw fault("cannot use --output.blocks and --output together; want one of them")
        case (let folder?, nil):
            if split != nil { throw fault("cannot use --split with --output.blocks; want --block-duration") }
            let duration = (flags.duration("block-duration") ?? 0) / 1_000_000
            guard duration > 0, duration % (2 * Self.hour) == 0, duration <= 486 * Self.hour else {
                throw fault(
                    "cannot use --block-duration: got \(flags.text("block-duration") ?? ""); want 2h times a whole "
                        + "number, up to 486h")
            }
            self = .blocks(folder, duration: duration)
        case (nil, let file?):
            if !flags.texts("blocks.thanos-label").isEmpty {
                throw fault("cannot use --blocks.thanos-label with --output; want --output.blocks")
            }
            guard let split else {
                self = file == "-" ? .standardOutput : .file(file)
                return
            }
            if file == "-" { throw fault("cannot use --split with --output=-; want a folder") }
            if split == 0 { throw fault("cannot use --split: got 0; want a duration such as 2h") }
            self = .folder(file, duration: split)
        }
    }

    /// Runs `body`, and gives an error of the system the place that was to be written and the flag that names it.
    func named<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as SystemError {
            switch self {
            case .standardOutput: throw error
            case .blocks(let folder, _): throw cannotWrite(command, folder, error, "--output.blocks")
            case .file(let path), .folder(let path, _): throw cannotWrite(command, path, error, "--output")
            }
        }
    }
}
