/// A metric name that both text formats accept: `[a-zA-Z_:][a-zA-Z0-9_:]*`.
package struct MetricName: Hashable, Sendable, CustomStringConvertible {
    /// The name.
    package let description: String

    /// Returns nil if `text` is no metric name.
    package init?(_ text: String) {
        guard isName(text, colons: true) else { return nil }
        description = text
    }
}

/// Says whether `text` may name a label: `[a-zA-Z_][a-zA-Z0-9_]*`.
package func isLabelName(_ text: String) -> Bool { isName(text, colons: false) }

private func isName(_ text: String, colons: Bool) -> Bool {
    var isFirst = true
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): break
        case UInt8(ascii: "0")...UInt8(ascii: "9"): if isFirst { return false }
        case UInt8(ascii: ":"): if !colons { return false }
        default: return false
        }
        isFirst = false
    }
    return !isFirst
}

/// Says why `label` may not be a label of a family of this type, or returns nil if it may.
package func reasonAgainst(label: String, of type: MetricType) -> String? {
    if !isLabelName(label) { return "a label name is made of letters, digits and _, and begins with no digit" }
    if label.hasPrefix("__") { return "names that begin with __ belong to Prometheus" }
    if label == "job" || label == "instance" { return "Prometheus sets \(label) itself when it scrapes" }
    if label == "le" && type == .histogram { return "le belongs to the buckets of a histogram" }
    if label == "quantile" { return "quantile belongs to summaries" }
    if label == "le" { return "le belongs to the buckets of histograms" }
    return nil
}

/// All names under which a family of this type appears in either text format: two families that share one clash.
package func exposedNames(_ name: MetricName, _ type: MetricType) -> [String] {
    let full = name.description
    switch type {
    case .counter:
        let base = full.hasSuffix("_total") ? String(full.dropLast("_total".count)) : full
        return [base, base + "_total", base + "_created"]
    case .histogram: return [full, full + "_bucket", full + "_count", full + "_sum", full + "_created"]
    case .info:
        let base = full.hasSuffix("_info") ? String(full.dropLast("_info".count)) : full
        return [base, base + "_info"]
    case .gauge: return [full]
    }
}
