import Console
import EventTime
import Feed
import Mapping
import MappingFile
import Metrics
import Pipeline
import Service

extension Opening {
    /// The metrics, sources and marks of a configuration.
    init(_ configuration: Configuration, control: String) {
        let families = configuration.families
        let mappings = configuration.sources.flatMap { $0.metrics }
        self.init(
            version: version, mapping: dataSetName(configuration.file), mode: configuration.mode.rawValue,
            control: control, families: families,
            timeLabels: families.indices.map { index in
                mappings.first { $0.family == index }?.timeLabel.map { families[index].labels[$0] }
            },
            sources: configuration.sources.map { source in
                (source.name, source.feed.files.map { fileName($0) }, source.feed.time.zone.name)
            })
    }
}

extension Moment {
    /// What can be said of the work now. Sentences have paths, and name what readers may do, where control `isOpen`.
    init(_ engine: Engine, _ watch: Watch, _ reload: ReloadStatus, now: Int64, isOpen: Bool) {
        self.init()
        let applier = engine.applier
        if let replay = engine.replay {
            describe(replay, now: now, isOpen: isOpen)
        } else if let follow = engine.follow {
            state = follow.isReady ? "following" : "preparing"
            time = follow.isReady ? follow.applied : nil
            clock = time
        }
        waits = engine.waitsFor.map { "it waits for \($0)" } ?? waits
        sources = applier.counts.map { counts in
            Source(
                records: counts.records, rejected: counts.rejected.reduce(0) { $0 + $1.value }, last: counts.lastRecord,
                isUp: counts.isUp, lagBytes: engine.follow == nil ? nil : counts.lagBytes, fault: counts.fault)
        }
        rejected = RejectReason.allCases.compactMap { reason in
            let count = applier.counts.reduce(0) { $0 + ($1.rejected[reason] ?? 0) }
            return count > 0 ? (reason.label, count) : nil
        }
        rejects = watch.rejects
        addTrouble(applier, watch, reload, showsPaths: isOpen)
    }

    private mutating func describe(_ replay: Replay, now: Int64, isOpen: Bool) {
        (pass, speed) = (max(1, replay.passes), replay.plan.speed)
        guard replay.isReady, let range = replay.range, let applied = replay.applied else {
            let bytes = replay.progressBytes
            progress = bytes.all > 0 ? Double(bytes.read) / Double(bytes.all) : 0
            state = replay.state == .finished ? "finished" : "preparing"
            return
        }
        time = applied
        clock = replay.target(at: now)
        state = replay.state.rawValue
        progress = range.progress(at: applied)
        let left = range.end.seconds(since: clock ?? applied)
        if replay.state == .running && speed.isFinite { endsIn = left / speed }
        if let until = replay.restsUntil, replay.state == .running {
            state = "resting"
            (restsFor, endsIn) = (Double(until - now) / 1e9, nil)
        }
        if replay.state == .waiting {
            waits =
                "the clock waits for the first scrape (wait_for_scrape); a request for the metrics starts it"
                + (isOpen ? ", or “start now”" : "")
        }
        lag = Double((clock ?? applied).nanoseconds(since: applied) / 1_000_000) / 1000
    }

    private mutating func addTrouble(
        _ applier: SampleApplier, _ watch: Watch, _ reload: ReloadStatus, showsPaths: Bool
    ) {
        let settings = applier.configuration.sources
        for (source, counts) in zip(settings, applier.counts) where !counts.isUp {
            trouble.append("source \(source.name) is down: \(counts.fault ?? "its files cannot be read")")
        }
        for (source, share) in watch.rejectedShares(sources.map { $0.counts }) {
            trouble.append(
                "source \(settings[source].name): \(Int((share * 100).rounded())) % of the last records were rejected")
        }
        if !reload.isSuccessful {
            let why = showsPaths ? reload.fault ?? "" : "the log says why"
            trouble.append("the last reload failed, the configuration before stays: \(why)")
        }
        for family in applier.registry.families where family.droppedSamples > 0 {
            trouble.append(
                "\(family.description.name) has reached max_series, \(family.description.maximumSeries): "
                    + "\(family.droppedSamples) samples were dropped")
        }
    }
}

extension SourceCounts {
    /// Why the source is down, without a path; nil if it is not.
    var fault: String? {
        if isUp { return nil }
        // Without any other file each that is passed over is missed.
        let missed = skipped.filter { files == 0 || $0.key.isLoss }
        let losses = missed.map { "\($0.value) passed over (\($0.key.rawValue))" }.sorted()
        if !losses.isEmpty { return "of its files, " + losses.joined(separator: ", ") }
        return files == 0 ? "no file matches its patterns" : "a file changed while it was read"
    }
}
