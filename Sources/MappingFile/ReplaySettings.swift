package import EventTime
import Text

/// The settings of the clock that flags or `replay:` of the mapping file contain. To add a setting: add a property
/// here and to `or`, a line in `ReplaySetting.all` and a property with its default in `ReplayPlan`, use it in `Replay`,
/// and run `swift test --filter 'ReadmeTests|ReplaySettingsTests|DocumentTests'`.
package struct ReplaySettings: Equatable {
    /// Event seconds per wall second; infinite for `max`.
    package var speed: Double?
    /// Whether a pass is followed by another.
    package var loop: Bool?
    /// The rest between two passes, in nanoseconds of wall time.
    package var loopPause: Int64?
    /// The event time at which the clock starts, rounded down to a millisecond.
    package var startAt: Instant?
    /// The event time at which a pass ends, rounded down to a millisecond.
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
        merged.speed = speed ?? other.speed
        merged.loop = loop ?? other.loop
        merged.loopPause = loopPause ?? other.loopPause
        merged.startAt = startAt ?? other.startAt
        merged.endAt = endAt ?? other.endAt
        merged.maxGap = maxGap ?? other.maxGap
        merged.waitForScrape = waitForScrape ?? other.waitForScrape
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
    /// The forms of texts.
    package enum Form { case speed, boolean, duration, time }

    /// The key of `replay:`, `loop_pause`.
    package let key: String
    /// The form of the text.
    package let form: Form
    /// The default of `ReplayPlan`, as text for the help.
    package let defaultText: String
    /// The help of the flag.
    package let help: String
    private let assign: (String, inout ReplaySettings) -> Bool

    /// All settings, in the order of the help.
    package static var all: [ReplaySetting] {
        [
            ReplaySetting(
                key: "speed", form: .speed, defaultText: "1",
                help: "Event seconds per wall-clock second, or max for as fast as the files can be read."
            ) { set(&$1.speed, parseSpeed($0)) },
            ReplaySetting(
                key: "loop", form: .boolean, defaultText: "no", help: "Start again at the end of a pass."
            ) { set(&$1.loop, parseBoolean($0)) },
            ReplaySetting(
                key: "loop_pause", form: .duration, defaultText: "5s",
                help: "Wall time that the totals of a pass stay visible before the next pass."
            ) { set(&$1.loopPause, parseDuration($0)) },
            ReplaySetting(
                key: "start_at", form: .time, defaultText: "a second before the first record",
                help: "Event time at which the clock starts; earlier records are applied immediately."
            ) { set(&$1.startAt, parseInstant($0)?.roundedDown(to: 1_000_000)) },
            ReplaySetting(
                key: "end_at", form: .time, defaultText: "the last record",
                help: "Event time at which a pass ends."
            ) { set(&$1.endAt, parseInstant($0)?.roundedDown(to: 1_000_000)) },
            ReplaySetting(
                key: "max_gap", form: .duration, defaultText: "never",
                help: "Skip stretches of event time without records that are longer than this."
            ) { set(&$1.maxGap, parseDuration($0)) },
            ReplaySetting(
                key: "wait_for_scrape", form: .boolean, defaultText: "no",
                help: "Start the clock when the first scrape has been answered."
            ) { set(&$1.waitForScrape, parseBoolean($0)) },
        ]
    }

    private init(
        key: String, form: Form, defaultText: String, help: String,
        assign: @escaping (String, inout ReplaySettings) -> Bool
    ) {
        self.key = key
        self.form = form
        self.defaultText = defaultText
        self.help = help
        self.assign = assign
    }

    /// Reads a text into the property of the setting. False, and no change, if the text has another form.
    package func read(_ text: String, into settings: inout ReplaySettings) -> Bool { assign(text, &settings) }

    private static func set<Value>(_ property: inout Value?, _ value: Value?) -> Bool {
        if let value { property = value }
        return value != nil
    }
}

private func parseBoolean(_ text: String) -> Bool? { text == "true" ? true : text == "false" ? false : nil }

extension ReplaySetting.Form {
    /// The form in words, for messages.
    package var want: String {
        switch self {
        case .speed: speedWanted
        case .boolean: "true or false"
        case .duration: "a duration such as 30s, 5m or 1h30m"
        case .time: instantWanted
        }
    }
}
