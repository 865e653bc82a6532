import Commands
import Console
import EventTime
import Feed
import MappingFile
import Metrics
import POSIX
import Pipeline
import Service

/// Looks at one engine for the console: what is logged goes to the log as well, the values at each step of the grid and
/// the last rejected records are kept.
final class Watch: RunObserver {
    /// What streams tell.
    let history: GridHistory
    /// What `hello` says of the configuration.
    let opening: Opening
    /// The last rejected records, at most ten.
    private(set) var rejects: [Moment.Reject] = []
    /// The moments of the story beside the mapping file, and those of rejected records. The file is read when somebody
    /// asks first: the start does not wait for it.
    private(set) lazy var marks = storyMarks(beside: mapping)
    private let mapping: String
    private let log: RunLog
    private let clock: () -> Int64
    private let showsCells: Bool
    private var bucket = Bucket()
    /// The event time of the last step, for records without one.
    private var lastStop: Instant?
    /// For each source the counts a thousand records ago, and whether more than 1 % of them were rejected.
    private var shares: [RejectedShare]

    private static let keptRejects = 10
    private static let keptMarks = 200

    /// Watches an engine of this configuration. `generation` is no other engine's. Cells are shown if `showsCells`.
    init(
        _ configuration: Configuration, _ log: RunLog, generation: Int, control: String, showsCells: Bool,
        clock: @escaping () -> Int64 = SystemClock.monotonicNanoseconds
    ) {
        history = GridHistory(generation: generation, families: configuration.families)
        opening = Opening(configuration, control: control)
        mapping = configuration.file
        shares = configuration.sources.map { _ in RejectedShare() }
        self.log = log
        self.clock = clock
        self.showsCells = showsCells
    }

    func wants(_ reason: RejectReason, source: Int) -> Bool {
        // Both are asked: the sentence is made if one of them wants it.
        let isLogged = log.wants(reason, source: source)
        return bucket.takes(at: clock()) || isLogged
    }

    func reject(_ reason: RejectReason, source: Int, _ record: RejectedRecord) {
        if log.wants(reason, source: source) { log.reject(reason, source: source, record) }
        bucket.spent(at: clock())
        let time = record.time ?? lastStop
        rejects.append(
            Moment.Reject(
                source: source, reason: reason.label, file: fileName(record.location.path), line: record.location.line,
                column: record.cell?.column, text: showsCells ? record.cell.map { shortened($0.text) } : nil, time: time
            ))
        if rejects.count > Self.keptRejects { rejects.removeFirst() }
        guard let time, marks.count < Self.keptMarks else { return }
        let step = history.step
        let isKnown = marks.contains {
            $0.kind == "rejected" && $0.time.roundedDown(to: step) == time.roundedDown(to: step)
        }
        if !isKnown { marks.append((time, "rejected", "\(reason.label) in \(opening.sources[source].name)")) }
    }

    func note(_ event: RunEvent) { log.note(event) }

    func nextStop(through instant: Instant) -> Instant? { history.nextStop(through: instant) }

    func reached(_ instant: Instant, _ registry: borrowing Registry) {
        lastStop = instant
        history.reached(instant, registry)
    }

    func began(at instant: Instant, in range: PassRange?, _ registry: borrowing Registry) {
        lastStop = instant
        let grid = range.map { Grid(from: $0.start, to: $0.end) } ?? Grid(following: instant)
        history.begin(at: instant, on: grid, passStart: range?.start, registry)
    }

    /// The sources of which more than 1 % of the last thousand records were rejected, with the share.
    func rejectedShares(_ counts: [(records: Int, rejected: Int)]) -> [(source: Int, share: Double)] {
        var found: [(source: Int, share: Double)] = []
        for (source, count) in counts.enumerated() {
            let share = shares[source].share(count.records, count.rejected)
            if share > 0.01 { found.append((source, share)) }
        }
        return found
    }
}

/// The share of rejected records among the last thousand or more.
private struct RejectedShare {
    private var (records, rejected) = (0, 0)
    private var last = 0.0

    mutating func share(_ records: Int, _ rejected: Int) -> Double {
        let gained = records - self.records
        if gained >= 1000 || gained < 0 {
            last = gained > 0 ? Double(rejected - self.rejected) / Double(gained) : 0
            (self.records, self.rejected) = (records, rejected)
        } else if self.records == 0 {
            last = gained >= 100 ? Double(rejected) / Double(gained) : 0
        }
        return last
    }
}

/// Limits what sentences about rejected records cost: ten at once, then ten a second, and a fiftieth of the time if
/// they take long, because a line is counted from the start of a large file.
private struct Bucket {
    private static let interval: Int64 = 100_000_000
    private static let most = 10
    private var tokens = Self.most
    private var filled = Int64.min
    private var begin: Int64 = 0

    mutating func takes(at now: Int64) -> Bool {
        if filled == .min { filled = now }
        let gained = max(0, now - filled) / Self.interval
        if gained > 0 {
            tokens = Int(min(Int64(Self.most), Int64(tokens) + gained))
            filled += gained * Self.interval
        }
        begin = now
        return tokens > 0
    }

    mutating func spent(at now: Int64) {
        tokens = max(0, tokens - 1)
        let cost = now - begin
        if cost > 2_000_000 { (tokens, filled) = (0, now + 50 * cost) }
    }
}

/// The last part of a path: folders are nobody's business.
func fileName(_ path: String) -> String { path.split(separator: "/").last.map { String($0) } ?? path }

/// What a data set is called: by its folder where its file has the name that all have, and else by the file.
func dataSetName(_ path: String) -> String {
    let parts = path.split(separator: "/")
    guard parts.count > 1, let file = parts.last, file == "mapping.yml" || file == "mapping.yaml" else {
        return fileName(path)
    }
    let folder = parts[parts.count - 2]
    return folder == "." || folder == ".." ? fileName(path) : String(folder)
}

private func shortened(_ text: String) -> String { text.count > 60 ? text.prefix(57) + "…" : text }
