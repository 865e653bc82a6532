/// What a receiver must allow for samples of some age, in words: most answer a success to what they drop.
struct RetentionAdvice {
    private static let day: Int64 = 86_400_000

    /// The first instant, in milliseconds since 1970.
    private let first: Int64
    /// The age of the first sample in whole days.
    private let age: Int64

    /// The advice about samples from `first` on; both in milliseconds since 1970.
    init(first: Int64, now: Int64) { (self.first, age) = (first, max(0, now - first) / Self.day) }

    /// What keeps samples of that age for another day.
    private var retention: String {
        "Prometheus: --storage.tsdb.retention.time=\(age + 2)d, VictoriaMetrics: -retentionPeriod=\(age + 2)d"
    }

    /// What the receiver needs; nil if no store would mind the age.
    var need: String? {
        if age < 1 { return nil }
        return "the oldest sample is of \(timeText(first)), \(age) days ago: the receiver must keep \(age + 1) days "
            + "(\(retention)), and unless it or the tenant is empty, take late samples (Prometheus: "
            + "out_of_order_time_window: \(age + 2)d)"
    }

    /// What happens to samples that were read back.
    var fate: String? {
        if age < 1 { return nil }
        return "the receiver must keep \(age + 1) days (\(retention)): Prometheus deletes what is older at its next "
            + "start or compaction, although it was read back"
    }

    /// The likely cause if nothing can be read back.
    var cause: String {
        if age < 1 { return "is --verify.url another store or tenant?" }
        return "the likely cause: the samples are up to \(age) days old, and the receiver drops what is older than its "
            + "retention without a word (\(retention); VictoriaMetrics keeps one month unless told otherwise)"
    }

    /// What a refusal because of the age of samples means; empty if `words` of a receiver are about something else.
    static func meaning(of words: String) -> String {
        // Prometheus and its kin say it in these words.
        guard ["out of bounds", "too old", "out of order", "out-of-order"].contains(where: { holds(words, $0) })
        else {
            return ""
        }
        return "; it has newer samples, and takes older ones only within its window for late samples (Prometheus: "
            + "out_of_order_time_window; 0 unless set): push into an empty store or tenant, or widen the window"
    }
}
