import EventTime
package import Feed
package import MappingFile
import POSIX
package import Pipeline
import Service

extension Engine: Work {}

extension Engine {
    /// An engine by the system's clocks. Throws as `Engine.init`.
    package convenience init(
        _ configuration: Configuration, _ plan: ReplayPlan, reportingTo log: any RunObserver, isCheck: Bool = false
    ) throws(FeedError) {
        let clocks = Clocks(monotonic: SystemClock.monotonicNanoseconds) {
            Instant(nanoseconds: SystemClock.wallNanoseconds())
        }
        // Half of the descriptors are left for connections, and for files that a replay opens.
        let descriptors = ProcessStatus.maximumDescriptors() ?? 1024
        try self.init(configuration, plan, log, clocks, maximumFiles: descriptors / 2, isCheck: isCheck)
    }
}

extension Engine {
    /// Works until the mapped families are complete, for commands that run once and end.
    package func readInitially() throws {
        var pause = PollSet()
        while !isReady {
            let now = SystemClock.monotonicNanoseconds()
            try slice(now: now, deadline: .max, hasEvents: false)
            guard !isReady, let wake = nextWake(now: now), wake > now else { continue }
            try pause.poll(timeoutNanoseconds: wake - now)
        }
    }
}
