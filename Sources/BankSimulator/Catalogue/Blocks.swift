import Schema

extension Block {
    static let catalogue = Block(
        "a catalogue",
        keys: [
            "profiles", "settings", "side_by_side", "shapes", "tables", "streams", "windows", "findings", "routines",
            "scenarios", "story", "replay", "api",
        ])

    static let setting = Block("a setting", keys: ["range", "help"])

    static let api = Block("an api", keys: ["paths", "services", "failed_attempts", "system_health"])

    static let door = Block("a path", keys: ["of", "kind"])

    static let service = Block("a service", keys: ["of", "metrics"])

    static let measure = Block("a metric", keys: ["count", "percent", "mean", "where"])

    static let attempts = Block("the failed attempts", keys: ["of", "by", "where", "over"])

    static let health = Block("the system's health", keys: ["of", "status", "columns", "metrics"])

    static let replay = Block("a replay", keys: ["at", "duration"])

    static let shape = Block("a shape", keys: ["hours", "weekend"])

    static let stream = Block(
        "a stream",
        keys: [
            "name", "file", "columns", "time_format", "rate", "every", "batch", "shape", "columns_of_all", "kinds",
            "anomaly_rate", "anomalies", "derived", "truth", "json",
        ])

    static let anomaly = Block("an anomaly", keys: ["kind", "weight", "where", "set"])

    static let `repeat` = Block("a repeat", keys: ["where", "share", "times", "every", "same"])

    static let window = Block("a window", keys: ["name", "file", "of", "kinds", "every", "columns"])

    static let findings = Block(
        "the findings",
        keys: [
            "name", "file", "columns", "rate", "share", "shape", "columns_of_all", "during_incidents", "follow",
            "json",
        ])

    static let follow = Block("a follow", keys: ["first", "after", "same", "set"])

    static let routine = Block("a routine", keys: ["name", "at", "every", "duration", "days", "does"])

    static let scenario = Block("a scenario", keys: scenarioKeys)

    /// Texts of a scenario, which `{scenario: KEY}` and `truth` may show, and its other keys.
    static let scenarioKeys =
        scenarioTexts + ["frequency_weight", "enabled", "duration", "metrics", "symptoms", "expect"]
    static let scenarioTexts = [
        "id", "name", "type", "category", "severity", "log_level", "source_services", "correlation_chain", "message",
    ]

    static let expectation = Block("an expect", keys: ["alert", "within"])

    static let effect = Block(
        "an effect",
        keys: [
            "add", "change", "scale", "drop", "per_minute", "per_event", "share", "where", "set", "by", "ramp", "after",
            "lasts", "profiles",
        ])

    static let incident = Block("an incident", keys: ["at", "scenario", "duration", "intensity"])

    static let test = Block("a condition", keys: ["from", "to", "multiple_of", "not"])
}
