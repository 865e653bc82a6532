import JSON

/// What a store must answer after a push.
enum ReadBack {
    /// A question in PromQL, with the answer that is wanted.
    struct Question {
        /// What is asked for.
        enum Kind: Equatable {
            /// The number of the series of each name.
            case count
            /// The sum of the series of each name.
            case sum
            /// The number of the samples of this name in so many milliseconds up to the instant.
            case samples(String, milliseconds: Int64)
        }

        let kind: Kind
        /// Milliseconds since 1970.
        let instant: Int64
        /// The least and the most that is right, by name; one without a name for `samples`.
        let wanted: [String: ClosedRange<Double>]

        /// Whether a store may be unable to answer.
        var isOptional: Bool { if case .samples = kind { true } else { false } }

        /// Whether there are more samples than were sent.
        func hasMore(_ found: [String: Double]) -> Bool { isOptional && found[""] ?? 0 > wanted[""]?.upperBound ?? 0 }

        /// The question about series with these labels.
        func query(_ labels: [(name: String, value: String)]) -> String {
            let selector = labels.map { "\($0.name)=\(quoted($0.value))" }.joined(separator: ",")
            switch kind {
            case .count: return "count by (__name__) ({\(selector)})"
            case .sum: return "sum by (__name__) ({\(selector)})"
            case .samples(let name, let milliseconds):
                let comma = selector.isEmpty ? "" : ","
                return "sum(count_over_time({__name__=\(quoted(name))\(comma)\(selector)}[\(milliseconds)ms]))"
            }
        }

        /// A line for each name that differs; empty if none does.
        func differences(_ found: [String: Double]) -> String {
            wanted.keys.sorted().map { name in
                guard let range = wanted[name] else { return "" }
                let got = found[name] ?? 0
                if range ~= got { return "" }
                let begin = "\n\(timeText(instant)): "
                switch kind {
                case .count: return begin + "\(name): got \(whole(got)) series; want \(whole(range.upperBound))"
                case .sum: return begin + "\(name): got series with sum \(got); want \(range.upperBound)"
                case .samples(let name, _):
                    let isMore = got > range.upperBound
                    return "\n\(name): got \(whole(got)) samples up to \(timeText(instant)); want "
                        + whole(range.upperBound) + (isMore ? twice : "")
                }
            }.joined()
        }
    }

    /// The largest relative difference of two sums.
    private static let tolerance = 1e-9

    private static let twice =
        ", which were sent: the others came with an earlier push, and the store keeps both (VictoriaMetrics counts "
        + "them once with -dedup.minScrapeInterval=1ms)"

    /// Questions about the totals at one instant.
    static func totals(_ totals: [String: SeriesTotal], at instant: Int64) -> [Question] {
        let counts = totals.mapValues { Double($0.count - $0.notNumbers)...Double($0.count) }
        // Series with NaN, or with both infinities, have no sum that can be compared.
        let sums = totals.filter { !$0.value.sum.isNaN }.mapValues { total in
            let room = total.sum.isInfinite ? 0 : abs(total.sum) * tolerance
            return (total.sum - room)...(total.sum + room)
        }
        return [
            Question(kind: .count, instant: instant, wanted: counts),
            Question(kind: .sum, instant: instant, wanted: sums),
        ]
    }

    /// Questions about the number of samples of each name from the first to the last instant.
    static func samples(_ samples: [String: ClosedRange<Int>], _ instants: ClosedRange<Int64>) -> [Question] {
        // Some stores take a window with its beginning, others without.
        let length = instants.upperBound - instants.lowerBound + 1
        return samples.keys.sorted().map { name in
            let range = samples[name] ?? 0...0
            return Question(
                kind: .samples(name, milliseconds: length), instant: instants.upperBound,
                wanted: ["": Double(range.lowerBound)...Double(range.upperBound)])
        }
    }
}

private func whole(_ number: Double) -> String { Int(exactly: number).map { "\($0)" } ?? "\(number)" }
