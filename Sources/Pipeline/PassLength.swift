package import EventTime

/// The length of a pass, and how a setting would shorten it.
package struct PassLength: Equatable {
    /// Settings that shorten a pass at least a hundredfold, because almost all of it is gaps.
    package struct Shortcut: Equatable {
        /// The longest gap within the pass.
        package let gap: GapTally.Gap
        /// The seconds of event time that remain.
        package let seconds: Double
        /// A `start_at` behind the gap; nil unless only a little is before the gap.
        package let startAt: Instant?
        /// An `end_at` before the gap; nil unless only a little is behind the gap.
        package let endAt: Instant?
        /// A `max_gap` in nanoseconds, which skips these gaps and no others.
        package let maximumGap: Int64
    }

    /// The seconds of event time through which the clock runs in a pass, without the gaps that it skips.
    package let seconds: Double
    /// Nil if no setting shortens the pass a hundredfold.
    package let shortcut: Shortcut?

    /// The length of a pass over `range`. `gaps` are all its gaps longer than `limit` nanoseconds, in order. The clock
    /// skips gaps longer than `maximumGap` nanoseconds.
    package init(_ range: PassRange, gaps: [GapTally.Gap], longerThan limit: UInt64, maximumGap: Int64?) {
        var left = range.end.nanoseconds(since: range.start)
        var (kept, skipped) = ([GapTally.Gap](), [GapTally.Gap]())
        for gap in gaps.compactMap({ $0.skippable(in: range) }) {
            if let maximumGap, gap.length > UInt64(maximumGap) {
                left -= gap.length
                skipped.append(gap)
            } else {
                kept.append(gap)
            }
        }
        seconds = Double(left) / 1e9
        // The first and the last record of the pass, where a long gap leads to them.
        let first = gaps.first { $0.from <= range.start && $0.to > range.start }?.to ?? range.start
        let last = gaps.last { $0.from <= range.end && $0.to > range.end }?.from ?? range.end
        shortcut =
            first < last ? Self.shortcut(kept, of: left, in: first..<last, skipped: skipped, longerThan: limit) : nil
    }

    private static func shortcut(
        _ gaps: [GapTally.Gap], of length: UInt64, in records: Range<Instant>, skipped: [GapTally.Gap],
        longerThan limit: UInt64
    ) -> Shortcut? {
        let sorted = gaps.sorted { $0.length > $1.length }
        var (left, count) = (length, 0)
        // Gaps of almost one length are skipped together.
        while count < sorted.count,
            count == 0 || left > length / 100 || sorted[count].length > sorted[count - 1].length / 2
        {
            left -= sorted[count].length
            count += 1
        }
        let chosen = sorted.prefix(count)
        guard let longest = chosen.first, let shortest = chosen.last, left <= length / 100 else { return nil }
        let all = records.upperBound.nanoseconds(since: records.lowerBound)
        let between = (skipped + chosen).reduce(0) { $0 + ($1.from >= records.lowerBound ? $1.length : 0) }
        // In evenly spaced records each interval is a gap: to skip them all leaves nothing to see.
        guard all > between else { return nil }
        let next = max(count < sorted.count ? sorted[count].length : 0, min(limit, all - between))
        guard let maximumGap = duration(from: next, to: shortest.length) else { return nil }
        let before = longest.from.nanoseconds(since: records.lowerBound)
        let isAtStart = before <= records.upperBound.nanoseconds(since: longest.to)
        let start = max(longest.from, longest.to.advanced(by: -1_000_000_000))
        return Shortcut(
            gap: longest, seconds: Double(left) / 1e9, startAt: count == 1 && isAtStart ? start : nil,
            endAt: count == 1 && !isAtStart ? longest.from.roundedUp(to: replayTick) : nil, maximumGap: maximumGap)
    }

    /// A duration that people write, at least twice `short` and at most half of `long`. Nil unless the two are far from
    /// each other.
    private static func duration(from short: UInt64, to long: UInt64) -> Int64? {
        guard long / 10 >= short else { return nil }
        let (minute, hour, day): (Int64, Int64, Int64) = (60, 3600, 86_400)
        let seconds: [Int64] = [
            1, 5, 10, 30, minute, 5 * minute, 10 * minute, 30 * minute, hour, 3 * hour, 6 * hour, 12 * hour, day,
            7 * day, 30 * day, 365 * day,
        ]
        let fitting = seconds.map { $0 * 1_000_000_000 }.first { $0 / 2 >= short && $0 <= long / 2 }
        return fitting ?? Int64(exactly: max(1, long / 2))
    }
}

extension GapTally.Gap {
    /// The part within a pass, if the clock can skip it: a record of the pass is behind it.
    fileprivate func skippable(in range: PassRange) -> GapTally.Gap? {
        guard to > range.start, to <= range.end else { return nil }
        var gap = self
        gap.from = max(from, range.start)
        return gap
    }
}
