import Commands
import MappingFile
import POSIX
import Pipeline
import Service
import Text

/// Shows the start to a person: how far the pre-pass is, then, once, where the page is, how long a pass takes, and how
/// to end it.
final class StartReport: Work {
    private let engine: Reload<Engine>
    private let address: ListenAddress
    private let logger: Logger
    private var progress = ProgressLine(.standardError)
    private var isOver = false

    init(_ engine: Reload<Engine>, _ address: ListenAddress, _ logger: Logger) {
        self.engine = engine
        self.address = address
        self.logger = logger
    }

    var descriptor: FileDescriptor? { engine.descriptor }
    var isReady: Bool { engine.isReady }
    func nextWake(now: Int64) -> Int64? { engine.nextWake(now: now) }

    func slice(now: Int64, deadline: Int64, hasEvents: Bool) throws {
        try engine.slice(now: now, deadline: deadline, hasEvents: hasEvents)
        if isOver { return }
        if engine.isReady {
            isOver = true
            progress.clear()
            logger.log(.info, startSentence(engine.current.replay, url: address.url))
        } else if let replay = engine.current.replay {
            progress.show(replay.progressBytes)
        }
    }

    /// Removes the progress line, if it is still there.
    func clear() { progress.clear() }
}

/// Where the page is, how long a pass takes, and how to end the exporter.
private func startSentence(_ replay: Replay?, url: String) -> String {
    var parts = ["open \(url)"]
    if let replay, let range = replay.range, range.end > range.start {
        parts.append(passSentence(seconds: range.seconds, replay.plan))
    }
    return (parts + ["Ctrl-C ends the exporter"]).joined(separator: "; ")
}

/// How long a pass of so many event seconds takes, and at speed 1 how to shorten it if that is over an hour.
func passSentence(seconds: Double, _ plan: ReplayPlan) -> String {
    if plan.speed == .infinity { return "one pass takes as long as reading the files, at speed max" }
    // Gaps that are jumped over shorten it.
    let limit = plan.maxGap == nil ? "" : "at most "
    let text = "one pass takes \(limit)\(durationText(seconds / plan.speed)) at speed \(speedText(plan.speed))"
    guard plan.speed == 1, seconds > 3600 else { return text }
    var speed = 60.0
    while seconds / speed > 7200 { speed *= 10 }
    return text + ", --replay.speed=\(speedText(speed)) makes it \(limit)\(durationText(seconds / speed))"
}
