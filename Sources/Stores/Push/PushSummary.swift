import Text

/// What a push says at its end.
struct PushSummary {
    /// The lines, without line ends.
    let lines: [String]

    /// The summary of a push that took so many seconds.
    init(_ push: HistoryPush, _ destination: Destination, seconds: Double) {
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
            if let need = push.advice?.need { lines.append(need) }
            self.lines = lines
            return
        }
        var line = "pushed \(counts.acknowledged) samples of \(push.seriesCount) series, \(range), in \(took)"
        if counts.refused > 0 { line += "; the receiver refused \(counts.refused)" }
        if counts.confirmed > 0 { line += "; the receiver confirmed \(counts.confirmed)" }
        if counts.present > 0 { line += "; \(counts.present) of them were there already" }
        if counts.gaveUp > 0 { line += "; \(counts.gaveUp) were given up" }
        var lines = [line]
        if push.isVerified {
            lines.append(
                "read back: the number and the sum of the series of each name agree at the first and the last instant"
                    + (push.uncounted == nil ? ", and so does the number of samples between" : ""))
            if let words = push.uncounted { lines.append("the samples between were not counted: \(words)") }
            if let fate = push.advice?.fate { lines.append(fate) }
        } else if counts.confirmed < counts.acknowledged {
            lines.append(
                "nothing was read back, and an answer of 2xx does not prove that samples are stored: see --verify.url")
            if let need = push.advice?.need { lines.append(need) }
        }
        self.lines = lines
    }
}
