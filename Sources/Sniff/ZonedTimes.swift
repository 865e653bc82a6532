import EventTime

extension Sniffer {
    /// Reads local times once more as those of their zone, if that is known and has clocks that change: in autumn, two
    /// records an hour apart have one local time, and are no repetition. Labels and shapes follow from the instants.
    mutating func readInZone(_ best: TimeCandidate) {
        guard let time = decisions.time, time.isZoneKnown, !time.isAbsolute, time.zoneNames.isEmpty,
            decisions.unpivot == nil, hasClock(time.format), let zone = told.findZone?(time.zone), zone.changes
        else { return }
        let found = instants(best, time, zone, .bySteps)
        var steps = Steps(found, isLocal: false, parts: skippedParts)
        guard steps.repeated < time.repeated || steps.repeated > 0 else { return }
        var instants = found
        if steps.repeated > 0 && steps.repeated < 0.05 {
            // Hourly records of the doubled hour have equal times.
            let ordered = self.instants(best, time, zone, .inOrder)
            let other = Steps(ordered, isLocal: false, parts: skippedParts)
            if other.repeated == 0 {
                (instants, steps) = (ordered, other)
                decisions.time?.isTwiceInOrder = true
            }
        }
        times = instants
        self.steps = steps
        decisions.time?.take(steps)
    }

    private func instants(_ best: TimeCandidate, _ time: Time, _ zone: Zone, _ twice: Twice) -> [Instant?] {
        let year = time.year ?? CivilDate(daysSince1970: Int(now.parts.seconds / 86_400)).year
        guard var reading = TimeReading(time.format, table, best.columns, year: year, zone, twice) else { return times }
        reading.isNewestFirst = time.order == .descending
        return (0..<times.count).map { reading.read(table, $0) }
    }
}

extension Time {
    /// Takes the steps between the times of the records.
    mutating func take(_ steps: Steps) {
        (repeated, stepSeconds) = (steps.repeated, steps.median)
        (longestStep, hasPauses) = (steps.longest, steps.hasPauses)
    }
}
