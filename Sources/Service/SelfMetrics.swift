import POSIX

/// The metrics of a service about itself: version, readiness, reloads, HTTP, process. A program adds its own families
/// to what `samples` returns.
package final class SelfMetrics {
    private struct RequestKey: Hashable {
        let path: String
        let status: Int
    }

    private let metrics: ServiceFamilies
    private let version: String
    /// When the process began to count, in wall-clock seconds.
    private let startTime: Double
    /// Does not change, and takes several system calls to find out.
    private let processStart = ProcessStatus.startTimeSeconds()
    private var requests: [RequestKey: Int] = [:]
    private let known = KnownFamilies()

    /// Metrics of a program whose name begins its families. Counters count from `startTime` (wall-clock seconds).
    package init(program: String, version: String, startTime: Double) {
        metrics = ServiceFamilies(program: program)
        self.version = version
        self.startTime = startTime
    }

    /// The families of `samples`, for documentation, in the order in which people read about them.
    package static func families(program: String) -> [OwnFamily] { ServiceFamilies(program: program).all }

    /// The family whose one series has the version of a program as label.
    package static func buildInfo(program: String) -> OwnFamily { ServiceFamilies(program: program).buildInfo.family }

    /// Counts a response. `path` is one of a closed set.
    func countRequest(path: String, status: Int) { requests[RequestKey(path: path, status: status), default: 0] += 1 }

    /// The present samples of every service's families. `reload` is nil for a program without a configuration.
    package func samples(isReady: Bool, connections: Int, reload: ReloadStatus?) -> OwnSamples {
        var samples = OwnSamples(startTime: startTime, known)
        samples.add(metrics.buildInfo, version, 1)
        samples.add(metrics.ready, isReady ? 1 : 0)
        if let reload {
            samples.add(metrics.reloadSuccessful, reload.isSuccessful ? 1 : 0)
            samples.add(metrics.reloadTime, reload.lastSuccess.rounded(.down))
        }
        samples.add(metrics.connections, Double(connections))
        for (key, count) in requests { samples.add(metrics.requests, key.path, "\(key.status)", Double(count)) }
        addProcess(to: &samples)
        return samples
    }

    /// The metrics that Prometheus' client libraries share.
    private func addProcess(to samples: inout OwnSamples) {
        let status = ProcessStatus()
        samples.add(metrics.cpuSeconds, status.cpuSeconds)
        let values: [(OwnMetric, Int?)] = [
            (metrics.openDescriptors, status.openDescriptors), (metrics.maximumDescriptors, status.maximumDescriptors),
            (metrics.virtualBytes, status.virtualBytes), (metrics.residentBytes, status.residentBytes),
        ]
        for (metric, value) in values { if let value { samples.add(metric, Double(value)) } }
        if let processStart { samples.add(metrics.startTime, processStart) }
    }
}
