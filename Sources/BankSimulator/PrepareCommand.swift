package import Flags
import POSIX
import Synthesis
import Text

/// `bank_simulator prepare`: what the compose stack replays is at one path, made or not.
package enum PrepareCommand {
    /// The flags of the command.
    package static let command = Command(
        "prepare",
        summary: "Makes the link OUTPUT/set to what is replayed of a data set: to its own folder, or, if its catalogue "
            + "has the key replay, to files that this command makes unless it has made them before.",
        flags: [
            Flag("set", placeholder: "DIR", help: "Folder of the data set.", isRequired: true),
            Flag("profile", placeholder: "NAME", help: "Profile of the catalogue. Default, and if empty: its first."),
            Flag(
                "seed", placeholder: "NUMBER", help: "Whole number from 0 on which all chance depends.",
                defaultText: "1"),
            Flag("story", .boolean, help: "Make the incidents of the catalogue's story.", defaultText: "true"),
            Flag(
                "output-dir", placeholder: "DIR", help: "Folder for the link and what is made.", isRequired: true),
        ])

    /// 2026-03-02, a Monday: the first midnight.
    private static let midnight: Int64 = 1_772_409_600
    /// What the names of made folders begin with.
    private static let made = "made-"

    /// Runs the command.
    package static func run(_ flags: ParsedFlags) throws {
        let seed = try HistoryCommand.seed(flags)
        let set = try FileSystem.realPath(flags.text("set") ?? "")
        let folder = flags.text("output-dir") ?? ""
        if try FileStatus(path: set).kind != .directory {
            throw CommandFault("cannot prepare \"\(set)\": it is no folder; want that of a data set")
        }
        try FileSystem.makeDirectory(folder)
        guard let lock = try FileDescriptor.lockFolder(folder) else {
            throw CommandFault(
                "cannot write to \"\(folder)\": another bank_simulator prepares there; run it again later")
        }
        // Kept until the link is made.
        defer { withExtendedLifetime(lock) {} }
        if try FileSystem.folders(in: folder).contains("set") {
            throw CommandFault("cannot make the link \"\(folder)/set\": there is a folder; want another --output-dir")
        }
        let catalogue = "\(set)/simulation.yml"
        guard try isThere(catalogue), let span = try CatalogueReader.replay(catalogue) else {
            try finish(folder, set, keep: nil)
            return try say("\(set): it has its own files; there is nothing to make")
        }
        let profile = flags.text("profile").flatMap { $0.isEmpty ? nil : $0 }
        let hasStory = flags.boolean("story") ?? true
        let request = HistoryRequest(
            profile: profile, seed: seed, from: midnight + span.offset, to: midnight + span.offset + span.seconds,
            schedule: hasStory ? .storyIfAny : .none)
        let name = try made + hexadecimal(stamp(catalogue, request, hasStory))
        let length = formatDuration(span.seconds * 1_000_000_000)
        guard try isThere("\(set)/mapping.yml") else {
            throw CommandFault("cannot prepare \"\(set)\": it has no mapping.yml; want a data set with one")
        }
        // The mapping comes last: with it, the folder is complete.
        if try FileSystem.folders(in: folder).contains(name),
            try FileSystem.names(in: "\(folder)/\(name)").contains("mapping.yml")
        {
            try say("\(set): \(length) of it were made before")
        } else {
            try say(
                "\(set): making \(length) of it, \(profile.map { "profile \($0)" } ?? "first profile"), seed \(seed), "
                    + (hasStory ? "with the story" : "without incidents"))
            // A run that was interrupted may have left half of the link.
            try removeIfThere("\(folder)/\(name)/mapping.yml.partial")
            try make(catalogue, request, "\(folder)/\(name)")
        }
        // Made anew each time: the set may have been moved, or another one may have the same catalogue.
        try FileSystem.link("\(folder)/\(name)/mapping.yml", to: "\(set)/mapping.yml")
        try finish(folder, name, keep: name)
    }

    /// Makes the files, and says each tenth.
    private static func make(_ catalogue: String, _ request: HistoryRequest, _ folder: String) throws {
        var said = 0
        let files = try writeHistory(catalogue, request, to: folder) { part in
            guard Int(part * 10) > said, part < 1 else { return }
            said = Int(part * 10)
            // A reader that is gone needs no progress; the write at the end tells the fault.
            try? say("\(said)0 %")
        }
        for file in files { try say("\(file.name): \(file.rows) rows, \(megabytes(file.size)) MB") }
    }

    /// Makes the link, and removes what was made for others.
    private static func finish(_ folder: String, _ target: String, keep: String?) throws {
        try FileSystem.link("\(folder)/set", to: target)
        for name in try FileSystem.folders(in: folder) where isMade(name) && name != keep {
            let files = try FileSystem.names(in: "\(folder)/\(name)")
            guard files.allSatisfy({ $0 == "mapping.yml" || $0.hasSuffix(".csv") || $0.hasSuffix(".partial") }) else {
                continue
            }
            for file in files { try FileSystem.remove("\(folder)/\(name)/\(file)") }
            try FileSystem.removeDirectory("\(folder)/\(name)")
        }
    }

    /// Whether a folder's name is one that this command gives. Nothing else in the output folder is touched.
    private static func isMade(_ name: String) -> Bool {
        let digits = name.dropFirst(made.utf8.count)
        return name.hasPrefix(made) && digits.utf8.count == 16
            && digits.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    /// A number that is another one if something is on which the bytes depend: catalogue, request or program.
    private static func stamp(_ catalogue: String, _ request: HistoryRequest, _ hasStory: Bool) throws -> UInt64 {
        let text = String(decoding: try FileDescriptor.open(catalogue).readToEnd(maximum: 1 << 20), as: UTF8.self)
        var key = Key(seed: request.seed).with(request.profile ?? "").with(hasStory ? 1 : 0).with(text)
        // Only Linux tells a program its own file; elsewhere an empty folder makes the files of another version.
        if let program = try? FileStatus(path: "/proc/self/exe") {
            key = key.with(Int64(program.size)).with(program.modificationTime)
        }
        return key.value
    }

    private static func hexadecimal(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    private static func removeIfThere(_ path: String) throws(SystemError) {
        do { try FileSystem.remove(path) } catch  where error.isMissing {}
    }

    private static func isThere(_ path: String) throws(SystemError) -> Bool {
        do {
            _ = try FileStatus(path: path)
            return true
        } catch  where error.isMissing {
            return false
        }
    }

    private static func say(_ text: String) throws(SystemError) {
        try FileDescriptor.standardOutput.write(text + "\n")
    }
}
