import Text

/// What a push says at its end.
struct PushSummary {
    private static let day: Int64 = 86_400_000

    /// The lines, without line ends.
    let lines: [String]

    /// The summary of a push that took so many seconds. `now` is the wall time in milliseconds since 1970.
    init(_ push: HistoryPush, _ destination: Destination, seconds: Double, now: Int64) {
        if push.wasStopped {
            let upTo = push.acknowledged.map { "all up to \(timeText($0)) is acknowledged" }
            lines = ["stopped: " + (upTo ?? "nothing is acknowledged")]
            return
        }
        guard let counts = push.sender?.counts, let pushed = push.pushed else {
            lines = ["nothing to push: all instants are acknowledged already"]
            return
        }
        let range = "\(timeText(pushed.lowerBound)) to \(timeText(pushed.upperBound))"
        let took = "\(Double(Int(seconds * 10)) / 10) s"
        if destination.isDry {
            let requests = counts.requests["dry"] ?? 0
            var lines = [
                "would push \(counts.samples) samples of \(push.seriesCount) series, \(range), in \(requests) requests "
                    + "of \(counts.sentBytes) bytes in all"
            ]
            lines += Self.advice(pushed.lowerBound, now: now)
            self.lines = lines
            return
        }
        var line = "pushed \(counts.acknowledged) samples of \(push.seriesCount) series, \(range), in \(took)"
        if counts.refused > 0 { line += "; the receiver refused \(counts.refused)" }
        if counts.confirmed > 0 { line += "; the receiver confirmed \(counts.confirmed)" }
        if counts.gaveUp > 0 { line += "; \(counts.gaveUp) were given up" }
        var lines = [line]
        if push.isVerified {
            lines.append("read back: the number and the sum of the series of each name agree at the last instant")
        } else if counts.confirmed < counts.acknowledged {
            lines.append(
                "nothing was read back, and an answer of 2xx does not prove that samples are stored: see --verify.url")
            lines += Self.advice(pushed.lowerBound, now: now)
        }
        self.lines = lines
    }

    /// What a receiver must allow for samples as old as that.
    private static func advice(_ first: Int64, now: Int64) -> [String] {
        let days = (now - first) / day + 1
        guard days > 1 else { return [] }
        return [
            "the oldest sample is \(days - 1) days old: the receiver must keep \(days) days (Prometheus: "
                + "--storage.tsdb.retention.time=\(days + 1)d, VictoriaMetrics: -retentionPeriod=\(days + 1)d), and "
                + "unless it or the tenant is empty, take late samples (Prometheus: out_of_order_time_window: "
                + "\(days + 1)d)"
        ]
    }
}
