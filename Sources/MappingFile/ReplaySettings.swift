package import EventTime
import Text

/// How the clock runs, as far as flags or `replay:` of the mapping file say. To add a setting: a property here, a line
/// in `ReplaySetting.all`, a property with its default in `ReplayPlan`, and its use in `Replay`.
package struct ReplaySettings: Equatable {
    /// Event seconds per wall second; infinite for `max`.
    package var speed: Double?
    /// Whether a pass begins again at its end.
    package var loop: Bool?
    /// Wall nanoseconds.
    package var loopPause: Int64?
    /// Where the clock starts.
    package var startAt: Instant?
    /// Where a pass ends.
    package var endAt: Instant?
    /// Event nanoseconds.
    package var maxGap: Int64?
    /// Whether the clock starts with the first scrape.
    package var waitForScrape: Bool?

    /// Nothing is set.
    package init() {}

    /// These settings, with `other`'s where there are none.
    package func or(_ other: ReplaySettings) -> ReplaySettings {
        var merged = self
        for setting in ReplaySetting.all { setting.fill(&merged, from: other) }
        return merged
    }
}

/// How a replay's clock runs, with every default filled in.
package struct ReplayPlan: Equatable {
    /// Event seconds per second; infinite for full speed.
    package var speed = 1.0
    /// Whether a pass begins again at its end.
    package var loop = false
    /// Nanoseconds for which the totals of a pass are shown.
    package var loopPause: Int64 = 5_000_000_000
    /// Where the clock starts; nil for a second before the first record.
    package var startAt: Instant?
    /// Where a pass ends; nil for the last record.
    package var endAt: Instant?
    /// The longest gap, in nanoseconds of event time, that is not jumped; nil for any.
    package var maxGap: Int64?
    /// Whether the clock starts with the first scrape.
    package var waitForScrape = false

    /// The settings with a default for each that is not set.
    package init(_ settings: ReplaySettings) {
        speed = settings.speed ?? speed
        loop = settings.loop ?? loop
        loopPause = settings.loopPause ?? loopPause
        startAt = settings.startAt
        endAt = settings.endAt
        maxGap = settings.maxGap
        waitForScrape = settings.waitForScrape ?? waitForScrape
    }
}

/// One setting of the clock: a key of `replay:`, and the flag `--replay.KEY` that wins over it.
package struct ReplaySetting {
    /// The property that the setting sets, and with it the form of its text.
    package enum Value {
        case speed(WritableKeyPath<ReplaySettings, Double?>)
        case boolean(WritableKeyPath<ReplaySettings, Bool?>)
        case duration(WritableKeyPath<ReplaySettings, Int64?>)
        case time(WritableKeyPath<ReplaySettings, Instant?>)
    }

    /// The key of `replay:`, `loop_pause`.
    package let key: String
    /// The property that it sets.
    package let value: Value
    /// The default of `ReplayPlan`, in words.
    package let defaultText: String
    /// The help of the flag.
    package let help: String

    /// All settings, in the order in which people read about them.
    package static var all: [ReplaySetting] {
        [
            ReplaySetting(
                key: "speed", value: .speed(\.speed), defaultText: "1",
                help: "Event seconds per wall-clock second, or max for as fast as the files can be read."),
            ReplaySetting(
                key: "loop", value: .boolean(\.loop), defaultText: "no", help: "Start again at the end of a pass."),
            ReplaySetting(
                key: "loop_pause", value: .duration(\.loopPause), defaultText: "5s",
                help: "Time that the totals of a pass stay visible before the next one."),
            ReplaySetting(
                key: "start_at", value: .time(\.startAt), defaultText: "the first record",
                help: "Event time at which the clock starts; earlier records are applied immediately."),
            ReplaySetting(
                key: "end_at", value: .time(\.endAt), defaultText: "the last record",
                help: "Event time at which a pass ends."),
            ReplaySetting(
                key: "max_gap", value: .duration(\.maxGap), defaultText: "never",
                help: "Skip stretches of event time without records that are longer than this."),
            ReplaySetting(
                key: "wait_for_scrape", value: .boolean(\.waitForScrape), defaultText: "no",
                help: "Start the clock when the first scrape has been answered."),
        ]
    }

    /// Reads a text into the setting's property. False, and no change, if the text has another form.
    package func read(_ text: String, into settings: inout ReplaySettings) -> Bool {
        switch value {
        case .speed(let path): Self.set(path, parseSpeed(text), &settings)
        case .boolean(let path): Self.set(path, ["true": true, "false": false][text], &settings)
        case .duration(let path): Self.set(path, parseDuration(text), &settings)
        case .time(let path): Self.set(path, parseInstant(text), &settings)
        }
    }

    /// Takes the setting's value from `other` where `settings` has none.
    func fill(_ settings: inout ReplaySettings, from other: ReplaySettings) {
        switch value {
        case .speed(let path): settings[keyPath: path] = settings[keyPath: path] ?? other[keyPath: path]
        case .boolean(let path): settings[keyPath: path] = settings[keyPath: path] ?? other[keyPath: path]
        case .duration(let path): settings[keyPath: path] = settings[keyPath: path] ?? other[keyPath: path]
        case .time(let path): settings[keyPath: path] = settings[keyPath: path] ?? other[keyPath: path]
        }
    }

    private static func set<Result>(
        _ path: WritableKeyPath<ReplaySettings, Result?>, _ value: Result?, _ settings: inout ReplaySettings
    ) -> Bool {
        if let value { settings[keyPath: path] = value }
        return value != nil
    }
}

extension ReplaySetting.Value {
    /// The form of its text, for messages.
    package var want: String {
        switch self {
        case .speed: speedWanted
        case .boolean: "true or false"
        case .duration: "a duration such as 30s, 5m or 1h30m"
        case .time: instantWanted
        }
    }
}
