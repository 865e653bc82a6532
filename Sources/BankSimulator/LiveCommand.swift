import EventTime
package import Flags
import HTTP
import POSIX
import Service
import Text

/// `bank_simulator live`: appends to the files of data sets in real time, and causes incidents when asked.
package enum LiveCommand {
    /// The flags of the command.
    package static let command = Command(
        "live",
        summary: "Appends to CSV files in real time as the catalogues of data sets describe them, and causes incidents "
            + "on demand: curl -X POST localhost:8000/incidents/BANK-002",
        flags: [
            Flag(
                "set", placeholder: "DIR[,DIR…]", help: "Folders of the data sets, each with its catalogue.",
                isRequired: true),
            Flag("profile", placeholder: "NAME", help: "Profile of the catalogues. Default: the first of each."),
            Flag(
                "shape", .choice(["day", "flat"]),
                help: "Course of the day: that of the catalogues, whose hours are UTC, or the mean of a weekday at "
                    + "any time.",
                defaultText: "day"),
            Flag(
                "seed", placeholder: "NUMBER", help: "Whole number from 0 on which all chance depends.",
                defaultText: "1"),
            Flag(
                "output-dir", placeholder: "DIR",
                help: "Folder in which each data set gets a folder of its own name.", isRequired: true),
            Flag(
                "max-file-size", .count, placeholder: "BYTES", help: "Size from which a file is renamed.",
                defaultText: "16000000"),
            Flag("max-file-age", .duration, help: "Age from which a file is renamed.", defaultText: "1h"),
            Flag("max-files", .count, help: "Renamed files of each name that stay.", defaultText: "4"),
            Flag(
                "stdout", .choice(["json"]),
                help: "Print findings too, each as a line of JSON. Lines that nobody reads are dropped."),
            Flag(
                "web.listen-address", placeholder: "ADDRESS", help: "Address of the control API and the metrics.",
                defaultText: "127.0.0.1:8000", isRepeatable: true),
            Flag(
                "web.service-address", placeholder: "NAME=ADDRESS",
                help: "Another address, at which /health means /services/NAME/health, and so on: auth-service=:8082.",
                isRepeatable: true),
            Flag(
                "web.control-token-file", placeholder: "FILE",
                help: "File with a token that requests which change something must carry, as Authorization: Bearer "
                    + "TOKEN. Without it they must not come from another site's page."),
            Flag(
                "web.max-connections", .count,
                help: "Connections served at once; one more replaces an idle one or gets status 503.",
                defaultText: "256"),
            Flag(
                "log.format", .choice(["logfmt", "json"]), help: "Format of the log.", defaultText: "logfmt"),
        ])

    /// The version of the program.
    package static let version = Service.version

    /// Runs until SIGTERM or SIGINT; each incident that runs ends in its file.
    package static func run(_ flags: ParsedFlags) throws {
        guard let seed = UInt64(flags.text("seed") ?? "") else {
            throw CommandFault("cannot use --seed: got \"\(flags.text("seed") ?? "")\"; want a whole number from 0")
        }
        let clocks = Clocks.system
        let logger = Logger(
            level: .info, format: flags.text("log.format").flatMap { Logger.Format(rawValue: $0) } ?? .logfmt,
            output: .standardError
        ) {
            iso8601(Instant(nanoseconds: SystemClock.wallNanoseconds()).roundedDown(to: 1_000_000))
        }
        var limits = LiveFile.Limits()
        limits.bytes = flags.count("max-file-size") ?? limits.bytes
        limits.age = flags.duration("max-file-age").map { $0 / 1_000_000 }
        limits.files = flags.count("max-files") ?? limits.files
        let access = Access(
            isOpen: true, token: try flags.text("web.control-token-file").map { try LifecycleToken(file: $0) },
            tokenFlag: "web.control-token-file")
        // Before the folders: a start that fails for its addresses leaves none.
        let (entrances, addresses) = try liveEntrances(flags)
        let wall = clocks.wall()
        let sets = try sets(flags, seed: seed, first: wall / 1_000_000_000 + 1, limits, logger)
        try checkServiceAddresses(flags, sets)
        if flags.text("stdout") != nil { try printFindings(of: sets) }
        let loop = Loop(entrances, try SignalPipe(), clocks, logger)
        let live = Live(sets, clocks, LiveClock(monotonic: clocks.monotonic(), wall: wall), logger)
        let metrics = SelfMetrics(
            program: "bank_simulator", version: version, startTime: clocks.wallSeconds())
        let endpoints = LiveEndpoints(
            live, { loop.connectionCount }, access, metrics, ScrapeEndpoint(includesCreated: false), clocks,
            mainAddress: addresses[0])
        let router = Router(LiveEndpoints.routes(sets), endpoints, access, metrics)
        router.answered = { endpoints.note($0, $1, now: $2) }
        logger.log(
            .info, "listening",
            [("address", addresses.joined(separator: ",")), ("sets", sets.map { $0.name }.joined(separator: ","))])
        try loop.run(live, router)
        live.finish()
        logger.log(.info, "bank_simulator ended")
    }

    private static func printFindings(of sets: [LiveSet]) throws {
        let log = FindingsLog(.standardOutput)
        for set in sets where set.catalogue.findings != nil { set.findingsLog = log }
        if !sets.contains(where: { $0.findingsLog != nil }) {
            throw CommandFault(
                "cannot use --stdout=json: got no data set with findings; want one such as data/security")
        }
    }

    private static func sets(
        _ flags: ParsedFlags, seed: UInt64, first: Int64, _ limits: LiveFile.Limits, _ logger: Logger
    ) throws -> [LiveSet] {
        let output = flags.text("output-dir") ?? ""
        if output.isEmpty { throw CommandFault("cannot use --output-dir: got no text; want a folder") }
        try FileSystem.makeDirectory(output)
        var sets: [LiveSet] = []
        for folder in (flags.text("set") ?? "").split(separator: ",").map(String.init) {
            var request = HistoryRequest(profile: flags.text("profile"), seed: seed, from: first, to: .max)
            request.isFlat = flags.text("shape") == "flat"
            let catalogue = try CatalogueReader.compile(folder + "/simulation.yml", request)
            let own = try FileSystem.realPath(folder)
            let name = own.split(separator: "/").last.map(String.init) ?? folder
            if sets.contains(where: { $0.name == name }) {
                throw CommandFault("cannot use --set: got two folders called \"\(name)\"; want each name once")
            }
            if ConfigChange.ownKeys.contains(name) {
                throw CommandFault(
                    "cannot use --set: got a folder called \"\(name)\", a key of GET /config; want another name"
                )
            }
            try FileSystem.makeDirectory("\(output)/\(name)")
            if try FileSystem.realPath("\(output)/\(name)") == own {
                throw CommandFault(
                    "cannot use --output-dir: \"\(output)/\(name)\" is the data set itself, whose files would be "
                        + "renamed and removed; want another folder")
            }
            let target = "\(output)/\(name)"
            guard let lock = try FileDescriptor.lockFolder(target) else {
                throw CommandFault(
                    "cannot use --output-dir: another bank_simulator writes to \"\(target)\"; want another folder")
            }
            for kept in try linkMappings(from: own, to: target) {
                logger.log(.info, "a file of this name is there already, and stays", [("file", "\(target)/\(kept)")])
            }
            sets.append(LiveSet(name, catalogue, folder: target, lock: lock, first: first, limits: limits))
        }
        if sets.isEmpty { throw CommandFault("cannot use --set: got no folder; want at least one") }
        if let conflict = LiveEndpoints.conflict(sets) { throw CommandFault("cannot use --set: \(conflict)") }
        return sets
    }

    /// The mappings of a data set lie beside its files, because a mapping names files of its own folder. Returns the
    /// names of those in whose place somebody has put a file.
    static func linkMappings(from own: String, to target: String) throws(SystemError) -> [String] {
        var kept: [String] = []
        for name in try FileSystem.names(in: own) where name.hasSuffix(".yml") && name != "simulation.yml" {
            let path = "\(target)/\(name)"
            if try FileSystem.isLinkOrMissing(path) {
                try FileSystem.link(path, to: "\(own)/\(name)")
            } else {
                kept.append(name)
            }
        }
        return kept
    }
}
