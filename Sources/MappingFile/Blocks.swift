import Schema

// The keys of a mapping file, block by block. For keys that people often write in the wrong block: the right place.
extension Block {
    private static let sourceKeys = [
        "name", "files", "exclude", "mode", "content", "start", "dialect", "numbers", "null_values", "time", "where",
        "unpivot", "labels",
        "limits", "reject_file", "metrics",
    ]
    private static let metricKeys = [
        "counter", "gauge", "histogram", "info", "help", "value", "absolute", "falls", "reset", "aggregate", "buckets",
        "weight",
        "labels", "initial", "where", "max_series", "overflow", "expire_after", "one_per",
    ]
    private static let replayKeys = ReplaySetting.all.map(\.key)
    private static let numberKeys = ["decimal", "group", "strip", "accounting"]
    private static let valueKeys = numberKeys + ["scale", "map", "as", "missing", "non_finite"]
    private static let dialectKeys = [
        "delimiter", "quote", "escape", "multiline", "trim", "comment", "encoding", "skip_lines", "skip_after_header",
        "header", "extra_fields", "missing_fields",
    ]
    private static let limitKeys = ["record_bytes", "fields", "label_bytes"]
    private static let timeKeys = [
        "arrival", "format", "zone", "zone_names", "date", "year", "covers", "due", "ahead", "twice",
    ]
    private static let transformKeys = ["split", "part", "case", "trim", "ranges", "map", "other", "default"]

    static let mappingFile = Block(
        "the mapping file", keys: ["replay", "history", "sources"],
        misplaced: ["replay: {*}": replayKeys, "history: {*}": ["step"], "sources: [{*, …}]": sourceKeys])

    static let replay = Block("replay", keys: replayKeys, misplaced: ["it at the top level": ["sources"]])

    static let history = Block(
        "history", keys: ["step", "labels", "max_gap", "zeros"],
        misplaced: ["replay: {*}": replayKeys.filter { $0 != "max_gap" }])

    static let source = Block(
        "a source", keys: sourceKeys,
        misplaced: [
            "time: {*, format: …}": ["column", "columns"], "time: {column: …, *}": timeKeys,
            "dialect: {*}": dialectKeys, "limits: {*}": limitKeys, "numbers: {*}": numberKeys,
            "metrics: [{*, …}]": metricKeys.filter { !sourceKeys.contains($0) },
            "it at the top level": ["replay"],
        ])

    static let dialect = Block("a dialect", keys: dialectKeys, misplaced: ["limits: {*}, beside dialect": limitKeys])

    static let limits = Block("limits", keys: limitKeys)

    static let time = Block("a time", keys: ["column", "columns"] + timeKeys)

    static let date = Block("a date", keys: ["file"])

    static let unpivot = Block("unpivot", keys: ["columns", "label", "value"])

    static let unpivotedColumns = Block("columns", keys: ["except"])

    static let metric = Block(
        "a metric", keys: metricKeys,
        misplaced: [
            "value: {*}": ["column"], "value: {column: …, *}": valueKeys.filter { $0 != "map" },
            "labels: {NAME: {column: …, *}}": transformKeys,
            "it as a key of the source, beside metrics": sourceKeys.filter { !metricKeys.contains($0) },
        ])

    static let value = Block(
        "a value", keys: ["column", "time"] + valueKeys,
        misplaced: ["it as a key of the metric, beside value": metricKeys])

    static let recordTime = Block("a value without a column", keys: ["time"])

    static let numbers = Block(
        "numbers", keys: numberKeys,
        misplaced: ["value: {column: …, *}": ["scale", "map", "as", "missing", "non_finite"]])

    static let label = Block("a label", keys: ["column"] + transformKeys + ["time", "file", "constant"])

    static let condition = Block("a condition", keys: ["not", "contains", "above", "below", "at_least", "at_most"])

    static let range = Block("a range", keys: ["above", "below", "at_least", "at_most"])
}
