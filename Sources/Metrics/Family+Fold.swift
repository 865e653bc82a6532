package import EventTime

/// What samples do to a family. Each function takes parallel arrays, one element a sample; a series number below zero
/// means "no sample here" and is passed over. O(samples), without allocation. Traps on a number out of range.
extension Family {
    /// Adds 1 for each sample of a counter.
    package mutating func count(_ series: [Int32]) {
        for index in series where index >= 0 { values[Int(index)] += 1 }
    }

    /// Adds each value, which must not be negative, to its counter.
    package mutating func add(_ amounts: [Double], to series: [Int32]) {
        precondition(amounts.count == series.count, "each sample has a series")
        for place in series.indices where series[place] >= 0 { values[Int(series[place])] += amounts[place] }
    }

    /// Lets absolute counters follow their column: they go on where the column rises and continue on top where it
    /// drops; if falls are ignored, a reading below the last one is passed over, and only the third in a row is a drop.
    /// The first reading of a later pass, and with `showing` false each one, is the level reached and adds nothing.
    package mutating func follow(_ levels: [Double], in series: [Int32], showing: Bool) {
        precondition(levels.count == series.count, "each sample has a series")
        for place in series.indices where series[place] >= 0 {
            let (index, level) = (Int(series[place]), levels[place])
            if raw[index].isNaN {
                base[index] = values[index] - level
            } else if level < raw[index] {
                if showing { falls += 1 }
                if description.falls == .ignore && isPassedOver(index) {
                    if showing { ignoredFalls += 1 }
                    continue
                }
                base[index] = values[index]
            }
            passedOver[index] = 0
            if !showing { base[index] = values[index] - level }
            raw[index] = level
            if showing {
                values[index] = max(values[index], base[index] + level)
                isShown[index] = true
            }
        }
    }

    private mutating func isPassedOver(_ index: Int) -> Bool {
        passedOver[index] += 1
        return passedOver[index] < 3
    }

    /// Sets gauges, and shows infos of which one per group is shown. A sample older than what the series shows is
    /// passed over; at the same instant the aggregate decides. After `ends`, one for each sample or none at all, the
    /// series is not shown any more. If one series per group is shown, it takes the place of the one before it.
    package mutating func set(_ levels: [Double], in series: [Int32], at instants: [Instant], until ends: [Instant]) {
        precondition(!times.isEmpty || series.allSatisfy { $0 < 0 }, "only gauges and infos of groups are set")
        var aggregate = FamilyDescription.Aggregate.last
        if case .gauge(let given) = description.kind { aggregate = given }
        precondition(levels.count == series.count && instants.count == series.count, "each sample has a series")
        precondition(ends.isEmpty || ends.count == series.count, "each sample has an end, or none has")
        for place in series.indices where series[place] >= 0 {
            let (index, level, instant) = (Int(series[place]), levels[place], instants[place])
            let shown = groups?[index] ?? index
            if isShown[shown] && instant < times[shown] { continue }
            if shown != index {
                isShown[shown] = false
                groups?[index] = index
            }
            if !isShown[index] || instant > times[index] {
                values[index] = level
            } else {
                switch aggregate {
                case .last, .count: values[index] = level
                case .sum: values[index] += level
                case .min: values[index] = Swift.min(values[index], level)
                case .max: values[index] = Swift.max(values[index], level)
                }
            }
            isShown[index] = true
            times[index] = instant
            if !ends.isEmpty {
                self.ends[index] = ends[place]
                firstEnd = Swift.min(firstEnd, ends[place])
            }
        }
    }

    /// Counts records in gauges. The number does not depend on `instants`, but the end of a series does: see `set`.
    package mutating func countRecords(in series: [Int32], at instants: [Instant], until ends: [Instant]) {
        precondition(instants.count == series.count, "each sample has a series")
        precondition(ends.isEmpty || ends.count == series.count, "each sample has an end, or none has")
        for place in series.indices where series[place] >= 0 {
            let index = Int(series[place])
            values[index] = isShown[index] ? values[index] + 1 : 1
            isShown[index] = true
            if instants[place] < times[index] { continue }
            times[index] = instants[place]
            if !ends.isEmpty {
                self.ends[index] = ends[place]
                firstEnd = Swift.min(firstEnd, ends[place])
            }
        }
    }

    /// Puts each observation, which must not be negative, into its histogram, `weights` times (once if empty).
    package mutating func observe(_ observations: [Double], weights: [Double], in series: [Int32]) {
        guard case .histogram(let bounds) = description.kind else { preconditionFailure("only histograms observe") }
        precondition(observations.count == series.count, "each observation has a series")
        precondition(weights.isEmpty || weights.count == series.count, "each observation has a weight, or none has")
        for place in series.indices where series[place] >= 0 {
            let (value, weight) = (observations[place], weights.isEmpty ? 1 : weights[place])
            let start = Int(series[place]) * (bounds.count + 2)
            var bucket = 0
            while bucket < bounds.count && value > bounds[bucket] { bucket += 1 }
            values[start + bucket] += weight
            values[start + bounds.count + 1] += value * weight
        }
    }

    /// Hides the gauges whose end is before `instant`. O(1) while there is none, else O(series).
    package mutating func advance(to instant: Instant) {
        guard instant > firstEnd else { return }
        firstEnd = .latest
        for index in ends.indices where isShown[index] {
            if ends[index] < instant {
                isShown[index] = false
            } else {
                firstEnd = Swift.min(firstEnd, ends[index])
            }
        }
    }

    /// Begins a new pass: gauges are hidden until they are folded anew, and absolute counters go on from what they have
    /// reached with the rises of the pass: its first reading is no fall. Counters and histograms stay as they are.
    package mutating func beginPass() {
        switch description.kind {
        case .gauge, .info:
            for index in isShown.indices { isShown[index] = false }
            firstEnd = .latest
        case .absoluteCounter:
            base = values
            for index in raw.indices { (raw[index], passedOver[index]) = (isShown[index] ? .nan : 0, 0) }
        case .counter, .histogram: break
        }
    }
}
