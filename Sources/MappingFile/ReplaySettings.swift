package import EventTime
import Text

/// The settings of the clock that flags or `replay:` of the mapping file contain. To add a setting: add a property
/// here, a line in `ReplaySetting.all` and a property with its default in `ReplayPlan`, use it in `Replay`, and run
/// `swift test --filter 'ReadmeTests|ReplaySettingsTests|DocumentTests'`.
package struct ReplaySettings: Equatable {
    /// Event seconds per wall second; infinite for `max`.
    package var speed: Double?
    /// Whether a pass is followed by another.
    package var loop: Bool?
    /// The rest between two passes, in nanoseconds of wall time.
    package var loopPause: Int64?
    /// The event time at which the clock starts.
    package var startAt: Instant?
    /// The event time at which a pass ends.
    package var endAt: Instant?
    /// The longest gap that is not skipped, in nanoseconds of event time.
    package var maxGap: Int64?
    /// Whether the clock starts with the first scrape.
    package var waitForScrape: Bool?

    /// No settings.
    package init() {}

    /// These settings, completed by the settings of `other`.
    package func or(_ other: ReplaySettings) -> ReplaySettings {
        var merged = self
        for setting in ReplaySetting.all { setting.fill(&merged, from: other) }
        return merged
    }
}

/// The settings of the clock, with all defaults.
package struct ReplayPlan: Equatable {
    /// Event seconds per wall second; infinite for full speed.
    package var speed = 1.0
    /// Whether a pass is followed by another.
    package var loop = false
    /// The nanoseconds of wall time for which the totals of a pass are shown before the next pass.
    package var loopPause: Int64 = 5_000_000_000
    /// The event time at which the clock starts; nil means a second before the first record.
    package var startAt: Instant?
    /// The event time at which a pass ends; nil means the last record.
    package var endAt: Instant?
    /// The longest gap that is not skipped, in nanoseconds of event time; nil means that no gap is skipped.
    package var maxGap: Int64?
    /// Whether the clock starts with the first scrape.
    package var waitForScrape = false

    /// The settings, completed by the defaults.
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

/// One setting of the clock: a key of `replay:`, and a flag `--replay.KEY`, which overrides the key.
package struct ReplaySetting {
    /// The property of the setting, and the form of its text.
    package enum Value {
        case speed(WritableKeyPath<ReplaySettings, Double?>)
        case boolean(WritableKeyPath<ReplaySettings, Bool?>)
        case duration(WritableKeyPath<ReplaySettings, Int64?>)
        case time(WritableKeyPath<ReplaySettings, Instant?>)
    }

    /// The key of `replay:`, `loop_pause`.
    package let key: String
    /// The property of the setting.
    package let value: Value
    /// The default of `ReplayPlan`, as text for the help.
    package let defaultText: String
    /// The help of the flag.
    package let help: String

    /// All settings, in the order of the help.
    package static var all: [ReplaySetting] {
        [
            ReplaySetting(
                key: "speed", value: .speed(\.speed), defaultText: "1",
                help: "Event seconds per wall-clock second, or max for as fast as the files can be read."),
            ReplaySetting(
                key: "loop", value: .boolean(\.loop), defaultText: "no", help: "Start again at the end of a pass."),
            ReplaySetting(
                key: "loop_pause", value: .duration(\.loopPause), defaultText: "5s",
                help: "Wall time that the totals of a pass stay visible before the next pass."),
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

    /// Reads a text into the property of the setting. False, and no change, if the text has another form.
    package func read(_ text: String, into settings: inout ReplaySettings) -> Bool {
        switch value {
        case .speed(let path): Self.set(path, parseSpeed(text), &settings)
        case .boolean(let path): Self.set(path, ["true": true, "false": false][text], &settings)
        case .duration(let path): Self.set(path, parseDuration(text), &settings)
        case .time(let path): Self.set(path, parseInstant(text), &settings)
        }
    }

    /// Copies the value of the setting from `other`, if `settings` does not have it.
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
    /// The form of the text, for messages.
    package var want: String {
        switch self {
        case .speed: speedWanted
        case .boolean: "true or false"
        case .duration: "a duration such as 30s, 5m or 1h30m"
        case .time: instantWanted
        }
    }
}
